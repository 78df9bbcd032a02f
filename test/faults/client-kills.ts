// Rows 1 to 4 and 32: the client is killed, stopped, interrupted, or sleeps.
import { setTimeout as sleep } from "node:timers/promises";
import type { Cut } from "../support/fault-proxy.ts";
import {
  isBatchClaim,
  isBatchCommit,
  isCopyData,
  isMergeWork,
  type Message,
} from "../support/protocol-messages.ts";
import type { CliRun } from "../support/rowmill.ts";
import { killTheEditor } from "./editor-killed.ts";
import { requireEnd } from "./cli-end.ts";
import type { FaultRow } from "./fault-row.ts";
import { requireExact, resumeUntilComplete } from "./judge-run.ts";
import { preloaded } from "./preload.ts";
import type { Scene } from "./scene.ts";
import { isStaged, mayDropIndexes } from "./variant.ts";

const DROPPED: Cut = { how: "reset", message: "dropped" };
const DELIVERED: Cut = { how: "reset", message: "delivered" };

const randomKills: FaultRow = {
  number: 1,
  fault: "client SIGKILL at random moments",
  injection: "SIGKILL 250 to 950 ms after its start, again and again, resumed each time",
  async run(scene) {
    // Slow enough that the load is under way when it is killed.
    const through = await scene.proxy(() => null, { delayMs: 2 });
    const wanted = scene.facts.effort.kills;
    let kills = 0;
    for (let round = 0; kills < wanted && round < 4 * wanted; round++) {
      const { child, result } = scene.start({ through });
      await sleep(250 + scene.chance() * 700);
      child.kill("SIGKILL");
      const { exitCode } = await result;
      if (exitCode === null) kills += 1;
      else await scene.clear();
    }
    return kills;
  },
};

/** A point of the load at which the client is killed: which message, and what becomes of that. */
interface KillPoint {
  readonly name: string;
  readonly at: (message: Message) => boolean;
  readonly cut: Cut;
}

const answers = (text: string) => (message: Message) =>
  message.application.startsWith("rowmill/") &&
  message.direction === "to-client" &&
  message.kind === "C" &&
  message.bytes.toString("latin1").includes(text);
const asks = (text: string) => (message: Message) => message.sql.includes(text);

const KILL_POINTS: readonly KillPoint[] = [
  { name: "before the load is recorded", at: asks("INSERT INTO rowmill.load"), cut: DROPPED },
  { name: "after the load is recorded", at: asks("INSERT INTO rowmill.load"), cut: DELIVERED },
  { name: "before a claim", at: isBatchClaim, cut: DROPPED },
  { name: "after a claim", at: answers("INSERT 0 1"), cut: DROPPED },
  { name: "in COPY", at: isCopyData, cut: DELIVERED },
  { name: "after COPY", at: answers("COPY "), cut: DROPPED },
  { name: "before COMMIT", at: isBatchCommit, cut: DROPPED },
  { name: "with COMMIT on its way", at: isBatchCommit, cut: DELIVERED },
  { name: "after COMMIT", at: answers("COMMIT"), cut: DROPPED },
  { name: "before the load is called complete", at: asks("UPDATE rowmill.load"), cut: DROPPED },
  { name: "after the load is called complete", at: asks("UPDATE rowmill.load"), cut: DELIVERED },
];

/** In modes that stage their rows. */
const MERGE_KILL_POINTS: readonly KillPoint[] = [
  { name: "before the merge", at: isMergeWork, cut: DROPPED },
  { name: "before the merge is recorded", at: asks("UPDATE rowmill.merge"), cut: DROPPED },
  { name: "after the merge is recorded", at: asks("UPDATE rowmill.merge"), cut: DELIVERED },
];

/** With `--indexes rebuild`; what is dropped must come back whatever happens, so nothing is cleared in between. */
const INDEX_KILL_POINTS: readonly KillPoint[] = [
  { name: "before an index is dropped", at: asks("DROP INDEX"), cut: DROPPED },
  { name: "after it is dropped", at: asks("DROP INDEX"), cut: DELIVERED },
  { name: "before an index is built", at: asks("CREATE INDEX"), cut: DROPPED },
  { name: "while it is built", at: asks("CREATE INDEX"), cut: DELIVERED },
];

const namesOf = (points: readonly KillPoint[]): string => points.map(({ name }) => name).join(", ");

const killsAtSteps: FaultRow = {
  number: 2,
  fault: "client SIGKILL at each step",
  injection:
    "the proxy sees the step's message and kills the client before it goes on: " +
    `${namesOf(KILL_POINTS)}; where rows are staged ${namesOf(MERGE_KILL_POINTS)}; where indexes may go (--indexes rebuild) ${namesOf(INDEX_KILL_POINTS)}; and before and after the rename of the reject file`,
  async run(scene) {
    let faults = 0;
    const isMerging = isStaged(scene.material.variant);
    for (const point of [...KILL_POINTS, ...(isMerging ? MERGE_KILL_POINTS : [])]) {
      faults += await killAt(scene, point);
      // Without this the later points would meet a load that an earlier round all but finished.
      if (scene.chance() < 0.5) await scene.clear();
    }
    for (const moment of ["before", "after"] as const) {
      await scene.clear();
      const env = preloaded({ killAtRename: moment });
      const { exitCode } = await scene.load({ env });
      if (exitCode === null) faults += 1;
    }
    if (!mayDropIndexes(scene.material.variant)) return faults;
    await scene.clear();
    scene.loadArgs = ["--indexes", "rebuild"];
    for (const point of INDEX_KILL_POINTS) faults += await killAt(scene, point);
    return faults;
  },
};

/** There are many of them in a load. */
const isBatchWork = (message: Message): boolean =>
  isBatchClaim(message) ||
  isBatchCommit(message) ||
  isCopyData(message) ||
  message.direction === "to-client";

/** Kills at the n-th such message, n by chance; at the first one where a load has only one. */
async function killAt(scene: Scene, { at, cut }: KillPoint): Promise<number> {
  let left = scene.between(1, 3);
  let run: CliRun | null = null;
  let kills = 0;
  const through = await scene.proxy(async (message) => {
    if (run === null || kills > 0 || !at(message)) return null;
    left -= 1;
    if (left > 0 && isBatchWork(message)) return null;
    kills += 1;
    run.child.kill("SIGKILL");
    await run.result;
    return cut;
  });
  run = scene.start({ through });
  await run.result;
  return kills;
}

const stopped: FaultRow = {
  number: 3,
  fault: "client SIGSTOP while a second client resumes",
  injection: "SIGSTOP with a batch claimed (even seeds: at its COMMIT), a second run, SIGCONT",
  async run(scene) {
    const isPoint = scene.facts.seed % 2 === 0 ? isBatchCommit : isCopyData;
    const first = await stopAt(scene, isPoint, scene.between(2, 5));
    const second = await scene.load();
    requireEnd(second, [0, 3]);
    await sleep(scene.facts.effort.sleepMs);
    first.child.kill("SIGCONT");
    // It found that it was taken over, or that everything was committed already.
    requireEnd(await first.result, [0, 2, 3]);
    return 1;
  },
};

/** Returns with the client stopped at the n-th such message, which goes on to the server. */
async function stopAt(
  scene: Scene,
  isPoint: (message: Message) => boolean,
  n: number,
): Promise<CliRun> {
  let left = n;
  let run: CliRun | null = null;
  const through = await scene.proxy((message) => {
    if (run === null || left === 0 || !isPoint(message) || --left > 0) return null;
    run.child.kill("SIGSTOP");
    return null;
  });
  run = scene.start({ through });
  await scene.until("the point at which the client stops", () => Promise.resolve(left === 0));
  return run;
}

const interrupted: FaultRow = {
  number: 4,
  fault: "SIGINT, SIGTERM, extension host killed",
  varies: "reading",
  injection:
    "signals at a COMMIT on its way; SIGKILL of the parent of the load's process, which then ends by itself",
  async run(scene) {
    for (const signal of ["SIGINT", "SIGTERM"] as const) await interruptOnce(scene, signal);
    await resumeUntilComplete(scene);
    await requireExact(scene);
    // What the interrupts left would be too little to kill the editor in.
    await scene.clear();
    await killTheEditor(scene);
    return 3;
  },
};

async function interruptOnce(scene: Scene, signal: NodeJS.Signals): Promise<void> {
  let left = scene.between(2, 5);
  let cancels = 0;
  let run: CliRun | null = null;
  const through = await scene.proxy(async (message) => {
    if (message.kind === "cancel") cancels += 1;
    if (run === null || !isBatchCommit(message) || --left !== 0) return null;
    run.child.kill(signal);
    // The server is at work for this client; the cancel request has to come over another connection.
    await scene.until("a cancel request", () => Promise.resolve(cancels > 0), 5_000);
    return null;
  });
  run = scene.start({ through });
  requireEnd(await run.result, [130], /Stopped: [\d,]+ records committed/);
}

const slept: FaultRow = {
  number: 32,
  fault: "clock jumps, sleep of the laptop",
  injection:
    "SIGSTOP in COPY for longer than the watchdog waits, SIGCONT; the client's Date jumps by hours, forth and back, " +
    "many times a second (the server's clock is left alone)",
  async run(scene) {
    const run = await stopAt(scene, isCopyData, scene.between(2, 5));
    await sleep(scene.facts.effort.sleepMs);
    run.child.kill("SIGCONT");
    await run.result;
    await scene.clear();
    const jumping = await scene.load({ env: preloaded({ clockJumps: scene.facts.seed }) });
    requireEnd(jumping, [0]);
    return 2;
  },
};

export const clientKills: readonly FaultRow[] = [
  ...[randomKills, killsAtSteps, stopped, interrupted, slept],
];
