// Loads into a real Citus cluster, whose coordinator ROWMILL_TEST_CITUS_DSN names (a superuser's): streams through its
// workers, records that shards refuse, and the rows after a client, a session on a worker, or the answer to a COMMIT there
// was lost. Skipped without the variable.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { prepareLoad, runPlannedLoad, type LoadJobOptions } from "../../src/adapters/load-job.ts";
import { resolveConnection } from "../../src/adapters/pg/connection/resolve.ts";
import { nodeWorld } from "../../src/adapters/pg/connection/world.ts";
import { silentLog } from "../../src/core/base/log.ts";
import type { LoadPlan } from "../../src/core/load/plan.ts";
import { DEFAULT_REQUEST } from "../../src/core/load/request.ts";
import {
  COMMIT_CUTS,
  startFaultProxy,
  type CommitFault,
  type FaultProxy,
} from "../support/fault-proxy.ts";
import { isBatchCommit } from "../support/protocol-messages.ts";
import { jsonOf, rowmill, startRowmill } from "../support/rowmill.ts";

const dsn = process.env["ROWMILL_TEST_CITUS_DSN"] ?? "";
const inCluster = test.skipIf(dsn === "");
const never = new AbortController().signal;

const TABLE = `rowmill_test_${process.pid}`;
const RECORDS = 60_000;
/** A value that every shard's check refuses, and one that no node can read. */
const BAD: ReadonlyMap<number, string> = new Map([
  [12_345, "-1"],
  [12_346, "x"],
  [30_000, "-2"],
  [30_001, "-3"],
  [59_999, "-4"],
]);
const lineOf = (id: number): string => `${id % 997},${id},${BAD.get(id) ?? id % 100},note ${id}\n`;
const ids = Array.from({ length: RECORDS }, (_, id) => id);

let client: Client;
let folder: string;
let file: string;

beforeAll(async () => {
  if (dsn === "") return;
  folder = mkdtempSync(join(tmpdir(), "rowmill-citus-"));
  file = join(folder, "rows.csv");
  writeFileSync(file, `tenant,id,price,note\n${ids.map(lineOf).join("")}`);
  client = new Client(dsn);
  await client.connect();
});
afterAll(async () => {
  if (dsn === "") return;
  await client.query(`DROP TABLE IF EXISTS ${TABLE}`);
  await client.end();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  if (dsn === "") return;
  await client.query(`DROP TABLE IF EXISTS ${TABLE}`);
  await client.query(
    `CREATE TABLE ${TABLE} (tenant int, id int, price numeric CHECK (price >= 0), note text)`,
  );
  await client.query("SELECT create_distributed_table($1, 'tenant', shard_count => 8)", [TABLE]);
});

const cluster = { dsn, env: {} };
const flags = ["--batch-kb", "32", "--workers", "4", "--max-rejects", "all"];
const load = (name: string, ...more: readonly string[]): string[] => [
  ...["load", file, "--into", TABLE, "--load-id", `${TABLE}_${name}`, ...flags, ...more],
];

async function expectExact(name: string): Promise<void> {
  const { rows } = await client.query<{ rows: number; sum: string }>(
    `SELECT count(*)::int AS rows, sum(id)::text AS sum FROM ${TABLE}`,
  );
  const good = ids.filter((id) => !BAD.has(id));
  const sum = good.reduce((so, id) => so + id, 0);
  expect(rows).toEqual([{ rows: good.length, sum: String(sum) }]);
  const rejects = await client.query<{ record: number }>(
    "SELECT record::int FROM rowmill.reject WHERE load_id = $1 ORDER BY record",
    [`${TABLE}_${name}`],
  );
  expect(rejects.rows.map(({ record }) => record - 1)).toEqual([...BAD.keys()]);
}

/** Sessions of the load on the workers, by the port of their node. */
async function sessionsOf(name: string): Promise<readonly { pid: number; node: number }[]> {
  const { rows } = await client.query<{ pid: number; node: number }>(
    `SELECT pid, n.nodeport AS node FROM citus_stat_activity a JOIN pg_dist_node n USING (nodeid)
     WHERE application_name LIKE $1 AND groupid <> 0`,
    [`rowmill/${TABLE}\\_${name}/%`],
  );
  return rows;
}

async function untilBatches(name: string, count: number): Promise<void> {
  const committed = async () =>
    (
      await client.query<{ batches: number }>(
        "SELECT count(*)::int AS batches FROM rowmill.batch WHERE load_id = $1",
        [`${TABLE}_${name}`],
      )
    ).rows[0]?.batches;
  await expect.poll(committed, { timeout: 30_000, interval: 20 }).toBeGreaterThanOrEqual(count);
}

inCluster("streams go through the workers, and what shards refuse is rejected", async () => {
  const run = startRowmill(load("plain", "--json"), cluster);
  await untilBatches("plain", 2);
  const nodes = new Set((await sessionsOf("plain")).map(({ node }) => node));
  const result = await run.result;
  expect([result.exitCode, nodes.size > 1]).toEqual([0, true]);
  const counts = { loaded: RECORDS - BAD.size, rejected: BAD.size, warnings: [] };
  expect(jsonOf(result)).toMatchObject({ status: "complete", reconciled: true, ...counts });
  await expectExact("plain");
  const verified = await rowmill(["verify", `${TABLE}_plain`], cluster);
  expect([verified.exitCode, verified.stderr]).toEqual([0, ""]);
});

inCluster("the client is killed, and the load resumed", async () => {
  for (const batches of [3, 12, 25]) {
    const killed = startRowmill(load("client"), cluster);
    await untilBatches("client", batches);
    killed.child.kill("SIGKILL");
    await killed.result;
  }
  const resumed = await rowmill(["resume", `${TABLE}_client`, "--json"], cluster);
  expect([resumed.exitCode, jsonOf(resumed)["status"]]).toEqual([0, "complete"]);
  await expectExact("client");
});

inCluster("sessions on workers are killed, and their batches tried on another", async () => {
  const run = startRowmill(load("sessions", "--json"), cluster);
  for (const batches of [2, 10, 20]) {
    await untilBatches("sessions", batches);
    for (const { pid, node } of (await sessionsOf("sessions")).slice(0, 2)) {
      const at = new URL(dsn);
      at.port = String(node);
      const killer = new Client(at.href);
      await killer.connect();
      await killer.query("SELECT pg_terminate_backend($1::int)", [pid]);
      await killer.end();
    }
  }
  const result = await run.result;
  expect([result.exitCode, jsonOf(result)["status"]]).toEqual([0, "complete"]);
  expect(jsonOf(result)["retries"]).toBeGreaterThan(0);
  await expectExact("sessions");
});

inCluster.each(Object.keys(COMMIT_CUTS) as CommitFault[])(
  "COMMIT on a worker %s: loaded once",
  async (fault) => {
    const connection = await resolveConnection(dsn, nodeWorld());
    const options: LoadJobOptions = { connection, log: silentLog };
    const request = {
      ...{ ...DEFAULT_REQUEST, file, into: TABLE, loadName: `${TABLE}_${fault}` },
      ...{ rejectsMax: null, workers: 4, batchBytes: 32_768 },
    };
    const plan = await prepareLoad(request, options, () => undefined, never);
    let [commits, faults] = [0, 0];
    const proxies: FaultProxy[] = [];
    const proxied: NonNullable<LoadPlan["nodes"]>[number][] = [];
    for (const node of plan.nodes ?? []) {
      const proxy = await startFaultProxy(node.port, (message) => {
        if (!isBatchCommit(message) || (commits += 1) % 3 !== 0 || faults >= 6) return null;
        faults += 1;
        return COMMIT_CUTS[fault];
      });
      proxies.push(proxy);
      proxied.push({ ...node, host: "127.0.0.1", port: proxy.port });
    }
    const report = await runPlannedLoad(
      { ...plan, nodes: proxied },
      options,
      () => undefined,
      never,
    );
    for (const proxy of proxies) await proxy.close();
    expect(faults).toBeGreaterThan(1);
    expect(report).toMatchObject({ status: "complete", reconciled: true, problem: null });
    await expectExact(fault);
  },
);

/** Stops a load in its middle; the number of a batch that the ledger does not have and the next run must claim. */
async function stopEarly(name: string): Promise<number> {
  const stopped = startRowmill(load(name), cluster);
  await untilBatches(name, 1);
  stopped.child.kill("SIGKILL");
  await stopped.result;
  const { rows } = await client.query<{ batch: number }>(
    "SELECT max(batch)::int + 5 AS batch FROM rowmill.batch WHERE load_id = $1",
    [`${TABLE}_${name}`],
  );
  return rows[0]?.batch ?? 0;
}

const claimSql = (table: string, name: string, batch: number): string =>
  `INSERT INTO ${table} (load_id, batch, epoch, byte_from, byte_to, prefix_hash)
   VALUES ('${TABLE}_${name}', ${batch}, 1, 0, 0, 'claimed')`;

inCluster("a claim waits for one that is only prepared, as after a node's death", async () => {
  const batch = await stopEarly("prepared");
  const shard = await client.query<{ name: string }>(
    "SELECT 'rowmill.batch_' || shardid AS name FROM pg_dist_shard WHERE logicalrelid = 'rowmill.batch'::regclass",
  );
  await client.query("SET citus.enable_manual_changes_to_shards = on");
  const claim = claimSql(shard.rows[0]?.name ?? "", "prepared", batch);
  await client.query(`BEGIN; ${claim}; PREPARE TRANSACTION 'rowmill_test'`);
  const run = startRowmill(["resume", `${TABLE}_prepared`, "--json"], cluster);
  await untilBatches("prepared", batch);
  await sleep(2_000);
  const isOver = await Promise.race([run.result.then(() => true), sleep(10, false)]);
  await client.query("ROLLBACK PREPARED 'rowmill_test'");
  const result = await run.result;
  expect([isOver, result.exitCode, jsonOf(result)["status"]]).toEqual([false, 0, "complete"]);
  await expectExact("prepared");
});

inCluster("a claim that a session on another node left behind is ended after a while", async () => {
  const batch = await stopEarly("left");
  const { rows } = await client.query<{ port: number }>(
    "SELECT nodeport AS port FROM pg_dist_node WHERE groupid <> 0 LIMIT 1",
  );
  const at = new URL(dsn);
  at.port = String(rows[0]?.port);
  const left = new Client({
    connectionString: at.href,
    application_name: `rowmill/${TABLE}_left/1/63`,
  });
  const ended = new Promise<void>((resolve) => left.on("error", () => resolve()));
  await left.connect();
  await left.query(`BEGIN; ${claimSql("rowmill.batch", "left", batch)}`);
  const result = await rowmill(["resume", `${TABLE}_left`, "--json"], cluster);
  await ended;
  expect([result.exitCode, jsonOf(result)["status"]]).toEqual([0, "complete"]);
  await expectExact("left");
});
