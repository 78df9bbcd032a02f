// Rows 27 and 28: the primary dies and its standby takes over; the old primary comes back.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { isBatchCommit } from "../support/protocol-messages.ts";
import type { CliResult } from "../support/rowmill.ts";
import { requireEnd } from "./cli-end.ts";
import type { FaultRow } from "./fault-row.ts";
import { inDatabase } from "./in-database.ts";
import { requireExact, resumeUntilComplete } from "./judge-run.ts";
import { failOver, startPair, type Pair } from "./replica.ts";
import type { Scene } from "./scene.ts";

/** A load over both hosts, the first of them through the proxy; `fault` happens while the n-th COMMIT is held. */
async function loadOverBoth(
  scene: Scene,
  pair: Pair,
  faults: ReadonlyMap<number, () => Promise<unknown>>,
): Promise<CliResult> {
  let commits = 0;
  const proxy = await scene.proxy(async (message) => {
    if (isBatchCommit(message)) await faults.get(++commits)?.();
    return null;
  });
  const { user } = pair.primary;
  const hosts = `127.0.0.1:${proxy.port},127.0.0.1:${pair.standby.port}`;
  const dsn = `postgresql://${user}@${hosts}/${scene.database}?target_session_attrs=read-write`;
  return scene.load({ dsn });
}

const failover: FaultRow = {
  number: 27,
  fault: "failover, synchronous and asynchronous",
  varies: "reading",
  injection:
    "primary killed at a COMMIT, standby promoted, DSN with both hosts; synchronous (nothing acknowledged may be lost), then with its " +
    "walsender stopped some batches, or the whole ledger, earlier (the loss is reported and loaded again)",
  async run(scene) {
    await failOverInSync(scene);
    await failOverBehind(scene);
    return 2;
  },
};

async function failOverInSync(scene: Scene): Promise<void> {
  const pair = await startPair(scene, true);
  const result = await loadOverBoth(
    scene,
    pair,
    new Map([[scene.between(3, 8), () => failOver(scene, pair)]]),
  );
  requireEnd(result, [0]);
  await requireExact(scene);
}

async function failOverBehind(scene: Scene): Promise<void> {
  const pair = await startPair(scene, false);
  let [before, after] = [0, 0];
  let stopped: Promise<number> | null = null;
  /** The batches that were committed when the standby heard the last. */
  const stopSender = async (): Promise<number> => {
    const rows = await scene.query<{ pid: number }>("SELECT pid FROM pg_stat_replication");
    if (rows.length === 0) throw new Error("no standby is being sent anything");
    for (const { pid } of rows) process.kill(pid, "SIGSTOP");
    return scene.batchesCommitted();
  };
  const stopOnce = (): Promise<number> => (stopped ??= stopSender());
  const fail = async (): Promise<void> => {
    // Other connections commit while this one's COMMIT is held: something has to be there that can be lost.
    const heard = await stopOnce();
    await scene.until("a batch that the standby does not have", async () => {
      before = await scene.batchesCommitted();
      return before > heard;
    });
    await failOver(scene, pair);
    after = await scene.batchesCommitted();
  };
  // On even seeds the standby never hears of the load at all.
  const isAllLost = scene.facts.seed % 2 === 0;
  if (isAllLost) await stopOnce();
  const faults = new Map<number, () => Promise<unknown>>([
    [2, stopOnce],
    [8, fail],
  ]);
  const result = await loadOverBoth(scene, pair, faults);
  if (before <= after) throw new Error(`nothing was lost: ${before} batches, then ${after}`);
  requireEnd(result, [3], isAllLost ? /does not know load/ : /is not in the ledger/);
  await resumeUntilComplete(scene);
}

const oldPrimary: FaultRow = {
  number: 28,
  fault: "old primary comes back; primary turned read-only",
  varies: "reading",
  injection:
    "after a failover the old primary is started again, read-only, first in the DSN; and default_transaction_read_only is set on the only host",
  async run(scene) {
    const pair = await startPair(scene, true);
    let onOld = 0;
    const comeBack = async (): Promise<void> => {
      await failOver(scene, pair);
      const settings = join(pair.primary.dataDir, "postgresql.auto.conf");
      appendFileSync(
        settings,
        "default_transaction_read_only = on\nsynchronous_standby_names = ''\n",
      );
      await pair.primary.restart();
      onOld = await rowsOn(scene, pair);
    };
    const result = await loadOverBoth(scene, pair, new Map([[scene.between(3, 6), comeBack]]));
    requireEnd(result, [0]);
    if ((await rowsOn(scene, pair)) !== onOld) throw new Error("rows went to the old primary");
    await requireExact(scene);
    await turnReadOnly(scene);
    return 2;
  },
};

const rowsOn = (scene: Scene, { primary }: Pair): Promise<number> =>
  inDatabase(primary, scene.database, async (client) => {
    const { rows } = await client.query<{ n: number }>("SELECT count(*)::int AS n FROM orders");
    return rows[0]?.n ?? -1;
  });

/** The only host refuses writing from some moment on, as managed servers do when their disk is nearly full. */
async function turnReadOnly(scene: Scene): Promise<void> {
  await scene.clear();
  let commits = 0;
  const set = async (value: string): Promise<void> => {
    await scene.query(`ALTER SYSTEM SET default_transaction_read_only = '${value}'`);
    await scene.query("SELECT pg_reload_conf()");
  };
  const through = await scene.proxy(async (message) => {
    if (isBatchCommit(message) && ++commits === 4) await set("on");
    return null;
  });
  const run = scene.start({ through });
  await scene.until("the server is read-only", () => Promise.resolve(commits >= 4));
  // Long enough for every worker to meet it.
  await scene.until("no batch commits any more", async () => {
    const before = await scene.batchesCommitted();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return before === (await scene.batchesCommitted());
  });
  const [state] = await scene.query<{ status: string }>("SELECT status FROM rowmill.load");
  if (state?.status === "complete") throw new Error("the load went on into a read-only server");
  await set("off");
  requireEnd(await run.result, [0, 3]);
}

export const failovers: readonly FaultRow[] = [failover, oldPrimary];
