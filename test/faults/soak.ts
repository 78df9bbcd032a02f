// `npm run test:soak`: loads one after the other for two hours, with a fault of some kind every five seconds, by seed.
// Each load is judged as in the matrix. Prints a line a minute.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { COMMIT_CUTS, type Cut } from "../support/fault-proxy.ts";
import { isBatchCommit } from "../support/protocol-messages.ts";
import { Arena } from "./arena.ts";
import { requireEnd } from "./cli-end.ts";
import type { FaultRow } from "./fault-row.ts";
import { outcomeText, runRow } from "./run-row.ts";
import type { Scene } from "./scene.ts";
import { killBackend } from "./server-kills.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "120" },
    "every-ms": { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
  },
});
const EVERY_MS = Number(values["every-ms"]);
/** The load that is under way then is brought to its end without more faults. */
const END_MS = Date.now() + Number(values.minutes) * 60_000;
const WORKER_DELAY_MS = 40;

type Kind = (typeof KINDS)[number];
const KINDS = [
  ...(["client killed", "client interrupted", "backends terminated", "backend killed"] as const),
  ...(["server crashed", "server restarted", "connections reset", "COMMIT broken"] as const),
] as const;

const COMMIT_KINDS = ["answer-lost", "late", "never-sent"] as const;
const counts = new Map<Kind, number>();

/** One load, resumed until it is complete, with a fault whenever the time has come. */
const soakedLoad: FaultRow = {
  number: 0,
  fault: "any",
  injection: "a fault of some kind every few seconds",
  async run(scene) {
    let faults = 0;
    let nextCut: ((isCommit: boolean) => Cut | null) | null = null;
    const through = await scene.proxy(async (message) => {
      // The copying takes several faults long; what comes before it must not, or no run would ever get so far.
      if (message.application.startsWith("rowmill/")) await sleep(WORKER_DELAY_MS);
      const cut = nextCut?.(isBatchCommit(message)) ?? null;
      if (cut !== null) nextCut = null;
      return cut;
    });
    for (;;) {
      const { child, result } = scene.start({ through });
      const isOver = result.then(() => true);
      while (!(await Promise.race([isOver, sleep(EVERY_MS * (0.5 + scene.chance()))]))) {
        if (Date.now() > END_MS) continue;
        const kind = scene.pick(KINDS);
        faults += 1;
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
        if (kind === "client killed") child.kill("SIGKILL");
        else if (kind === "client interrupted") child.kill("SIGTERM");
        else if (kind === "connections reset") nextCut = () => COMMIT_CUTS["never-sent"];
        else if (kind === "COMMIT broken") {
          const cut = COMMIT_CUTS[scene.pick(COMMIT_KINDS)];
          nextCut = (isCommit) => (isCommit ? cut : null);
        } else await harmServer(scene, kind);
      }
      const ended = await result;
      if (ended.exitCode === 0) return Math.max(1, faults);
      if (ended.exitCode !== null) requireEnd(ended, [3, 130]);
    }
  },
};

async function harmServer(scene: Scene, kind: Kind): Promise<void> {
  if (kind === "server crashed") await scene.server.crash();
  else if (kind === "server restarted") await scene.server.halt("immediate");
  const isDown = kind === "server crashed" || kind === "server restarted";
  if (isDown) {
    await scene.server.restart();
    return;
  }
  if (kind === "backend killed") {
    await killBackend(scene);
    return;
  }
  const pids = await scene.workerPids();
  await scene.query("SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid", [pids]);
}

async function soak(): Promise<number> {
  const arena = new Arena("18", { kills: 0, commitFaults: 0, sweepEvery: 1, sleepMs: 0 });
  const startMs = Date.now();
  let lineMs = startMs;
  let [loads, failed, lost, duplicates] = [0, 0, 0, 0];
  try {
    for (let seed = Number(values.seed); Date.now() < END_MS; seed++) {
      const outcome = await runRow(soakedLoad, seed, arena);
      await arena.forget();
      loads += 1;
      lost += outcome.lost;
      duplicates += outcome.duplicates;
      if (outcome.end !== "survived") {
        failed += 1;
        process.stdout.write(`${outcomeText(outcome)}\n`);
      }
      if (Date.now() < lineMs + 60_000 && Date.now() < END_MS) continue;
      lineMs = Date.now();
      const kinds = [...counts].map(([kind, count]) => `${count} ${kind}`).join(", ");
      const facts = `${loads - failed} of ${loads} loads exact, lost ${lost}, duplicates ${duplicates}`;
      process.stdout.write(`${Math.round((lineMs - startMs) / 60_000)} min: ${facts}; ${kinds}\n`);
    }
  } finally {
    await arena.remove();
  }
  return failed === 0 ? 0 : 1;
}

// Node 20 may wait for ever for a socket that was to be reset and never could be.
process.exit(await soak());
