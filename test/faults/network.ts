// Rows 13 to 16: the network cuts, swallows, slows down.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cut, Judge } from "../support/fault-proxy.ts";
import type { Direction, Message } from "../support/protocol-messages.ts";
import { requireEnd } from "./cli-end.ts";
import { CannotRun, type FaultRow } from "./fault-row.ts";
import { requireExact, resumeUntilComplete } from "./judge-run.ts";
import type { Scene } from "./scene.ts";

const DIRECTIONS: readonly Direction[] = ["to-server", "to-client"];

/** A seed takes every `sweepEvery`-th message, each seed others: as many seeds as that make one whole sweep. */
const cutAtMessage: FaultRow = {
  number: 13,
  fault: "connection cut at message k",
  // The seeds share the messages of one load among them.
  varies: "nothing",
  injection:
    "a load of three batches with two workers; the connection that carries the k-th message is reset before and " +
    "after it, in each direction, for every k",
  async run(scene) {
    await scene.useSmallFile();
    const { sweepEvery } = scene.facts.effort;
    const first = (scene.facts.seed - 1) % sweepEvery;
    const calm = await scene.proxy(() => null);
    await scene.load({ through: calm });
    await requireExact(scene);
    let cuts = 0;
    for (const direction of DIRECTIONS) {
      for (let k = 1 + first; k <= calm.seen[direction]; k += sweepEvery) {
        for (const message of ["dropped", "delivered"] as const)
          cuts += await cutOnce(scene, { direction, k }, { how: "reset", message });
      }
    }
    return cuts;
  },
};

async function cutOnce(
  scene: Scene,
  at: { readonly direction: Direction; readonly k: number },
  cut: Cut,
): Promise<number> {
  await scene.clear();
  let cuts = 0;
  const isIt: Judge = ({ direction, number }) => {
    if (direction !== at.direction || number !== at.k) return null;
    cuts += 1;
    return cut;
  };
  const through = await scene.proxy(isIt);
  try {
    const result = await scene.load({ through });
    requireEnd(result, [0, 3]);
    if (result.exitCode === 3) await resumeUntilComplete(scene);
    await requireExact(scene);
  } catch (error) {
    const what = `message ${at.k} ${at.direction}, ${JSON.stringify(cut.message)}`;
    throw error instanceof Error
      ? Object.assign(error, { message: `${what}: ${error.message}` })
      : error;
  }
  return cuts;
}

/** Cuts `times` connections in the ways of `kinds`, at messages by chance. */
async function cutAtChance(
  scene: Scene,
  times: number,
  isPoint: (message: Message) => boolean,
  nextCut: (done: number) => Cut,
): Promise<number> {
  let cuts = 0;
  let left = scene.between(1, 20);
  const through = await scene.proxy((message) => {
    if (cuts >= times || !isPoint(message) || --left > 0) return null;
    left = scene.between(5, 40);
    return nextCut(cuts++);
  });
  requireEnd(await scene.load({ through }), [0, 3]);
  return cuts;
}

const ofWorkers = ({ application }: Message): boolean => application.startsWith("rowmill/");
const ofLedger = ({ application }: Message): boolean => application === "rowmill";

const resets: FaultRow = {
  number: 14,
  fault: "RST, FIN, half-open",
  injection:
    "at messages by chance the proxy resets (RST) or ends (FIN) the connection, or takes the client away and leaves the server its session",
  async run(scene) {
    const kinds = ["reset", "end", "reset", "end", "half-open"] as const;
    const cuts = await cutAtChance(
      scene,
      kinds.length,
      () => true,
      (done) => ({
        how: kinds[done] ?? "reset",
        message: scene.pick(["dropped", "delivered"]),
      }),
    );
    return cuts;
  },
};

const blackhole: FaultRow = {
  number: 15,
  fault: "blackhole",
  injection:
    "proxy swallows a worker's connection both ways, on even seeds the ledger's; and (root) the client in a network namespace whose link goes down for 45 s",
  async run(scene) {
    const isPoint = scene.facts.seed % 2 === 0 ? ofLedger : ofWorkers;
    const cuts = await cutAtChance(scene, 1, isPoint, () => ({
      how: "silence",
      message: "dropped",
    }));
    await resumeUntilComplete(scene);
    await requireExact(scene);
    return cuts + (await linkDown(scene));
  },
};

/** Runs of several versions may have one at a time. */
let links = 0;

/** A real loss of the link: nobody is told anything. The server must free what the client held by itself. */
async function linkDown(scene: Scene): Promise<number> {
  if (process.getuid?.() !== 0) throw new CannotRun("network namespaces need root");
  const net = 1 + ((7 * process.pid + ++links) % 250);
  const [space, host, guest] = [`rowmill${net}`, `rmh${net}`, `rmg${net}`];
  const ip = (text: string): void => void execFileSync("ip", text.split(" "));
  ip(`netns add ${space}`);
  scene.onClose(() => ip(`netns del ${space}`));
  ip(`link add ${host} type veth peer name ${guest} netns ${space}`);
  ip(`addr add 10.231.${net}.1/24 dev ${host}`);
  ip(`link set ${host} up`);
  ip(`-n ${space} addr add 10.231.${net}.2/24 dev ${guest}`);
  ip(`-n ${space} link set ${guest} up`);
  const server = await scene.ownServer({
    settings: { listen_addresses: "*" },
    hba: `host all all 127.0.0.1/32 scram-sha-256\nhost all all 10.231.${net}.0/24 scram-sha-256\n`,
  });
  // Slow enough to be cut in its middle.
  await scene.query(`CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN PERFORM pg_sleep(0.0002); RETURN NEW; END$$;
    CREATE TRIGGER dawdle BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION dawdle()`);
  const dsn = `postgresql://${server.user}@10.231.${net}.1:${server.port}/${scene.database}?sslmode=disable&connect_timeout=5`;
  const run = scene.start({ dsn, inNamespace: space });
  await scene.until("a few batches", async () => (await scene.batchesCommitted()) > 3);
  ip(`link set ${host} down`);
  const isFree = async (): Promise<boolean> => (await scene.workerPids()).length === 0;
  await scene.until("the server frees the client's sessions", isFree, 45_000);
  ip(`link set ${host} up`);
  requireEnd(await run.result, [0, 3]);
  await resumeUntilComplete(scene);
  await scene.query("DROP FUNCTION dawdle CASCADE");
  return 1;
}

/** What a client may take for a load of megabytes, however slowly it goes; the fast load takes about 100 MB. */
const RSS_MB_MAX = 160;

const slow: FaultRow = {
  number: 16,
  fault: "slow network, pieces of messages",
  injection:
    "proxy hands on 1 byte at a time (seed 1) or pieces of 2 to 1,500 bytes, both ways; the client's memory is watched",
  async run(scene) {
    const pieceBytes = scene.facts.seed === 1 ? 1 : scene.between(2, 1_500);
    if (pieceBytes === 1) await scene.useSmallFile();
    const through = await scene.proxy(() => null, { pieceBytes });
    const run = scene.start({ through });
    let peakMb = 0;
    const isOver = run.result.then(() => true);
    while (!(await Promise.race([isOver, sleep(50)])))
      peakMb = Math.max(peakMb, peakOf(run.child.pid));
    requireEnd(await run.result, [0]);
    if (peakMb > RSS_MB_MAX) throw new Error(`the client took ${peakMb} MB`);
    return 1;
  },
};

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid ?? 0}/status`, "utf8");
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
  } catch {
    // It ended between two looks.
    return 0;
  }
}

export const network: readonly FaultRow[] = [cutAtMessage, resets, blackhole, slow];
