// Streams of one load through several servers that share its ledger: servers with foreign tables stand for the nodes of a
// cluster. Rows are exact whatever is lost on the way, and a node that does not see the same table and ledger is left out.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { LoadJobOptions } from "../../src/adapters/load-job.ts";
import { withClient } from "../../src/build/server-client.ts";
import type { LoadEvent, LoadReport } from "../../src/core/load/events.ts";
import type { LoadPlan } from "../../src/core/load/plan.ts";
import { COMMIT_CUTS, startFaultProxy, type CommitFault } from "../support/fault-proxy.ts";
import { startFdwNodes, type FdwNodes } from "../support/fdw-nodes.ts";
import { loadOptions } from "../support/load-options.ts";
import { isBatchCommit } from "../support/protocol-messages.ts";
import { loadsBy, type Loads } from "../support/test-loads.ts";
import { makeFolder, type TestFolder } from "../support/test-folder.ts";

const RECORDS = 20_000;
/** One that no server can read, and one that the table refuses. */
const BAD: ReadonlyMap<number, string> = new Map([
  [5_000, "x"],
  [15_000, "-7"],
]);
const ids = Array.from({ length: RECORDS }, (_, id) => id);
const text = `id,b\n${ids.map((id) => `${BAD.get(id) ?? id},v${id}\n`).join("")}`;
const facts = { rejectsMax: null, workers: 4, batchBytes: 4_096 };

let folder: TestFolder;
let nodes: FdwNodes;
let loads: Loads;
let file: string;
let closing: (() => Promise<void>)[] = [];

const onFirst = async (sql: string): Promise<unknown[][]> =>
  withClient(
    nodes.first,
    async (client) => (await client.query<unknown[]>({ text: sql, rowMode: "array" })).rows,
  );

beforeAll(async () => {
  folder = makeFolder();
  file = folder.file("rows.csv", text);
  nodes = await startFdwNodes(3, async (first) => {
    const one = loadsBy(await loadOptions(first));
    await one.load(folder.file("one.csv", "id,b\n1,v\n"), {});
  });
  const options: LoadJobOptions = await loadOptions(nodes.first);
  loads = loadsBy({ ...options, connection: nodes.withPasswords(options.connection) });
});
afterAll(async () => {
  await nodes.stop();
  folder.remove();
});
beforeEach(() => onFirst("TRUNCATE t"));
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

const planAs = (name: string): Promise<LoadPlan> => loads.plan(file, { ...facts, loadName: name });

/** The plan with other addresses for the nodes that are not the ledger's. */
async function planVia(
  name: string,
  portFor: (port: number) => Promise<number>,
): Promise<LoadPlan> {
  const plan = await planAs(name);
  const moved = (plan.nodes ?? []).map(async (node) =>
    node.isHere ? node : { ...node, port: await portFor(node.port) },
  );
  return { ...plan, nodes: await Promise.all(moved) };
}

async function expectExact(report: LoadReport): Promise<void> {
  expect(report.problem).toBeNull();
  expect(report).toMatchObject({ status: "complete", reconciled: true, rejected: BAD.size });
  const good = ids.filter((id) => !BAD.has(id));
  const sum = good.reduce((so, id) => so + id, 0);
  expect(await onFirst("SELECT count(*)::int, sum(id)::int8::text FROM t")).toEqual([
    [good.length, String(sum)],
  ]);
}

test("all nodes take streams, and rejects have their place", async () => {
  const plan = await planAs("all");
  expect(plan.decisions.find(({ what }) => what === "sharding")).toMatchObject({
    value: "distributed by id",
    evidence: expect.stringContaining("streams go straight to 3 of 3 nodes") as unknown,
  });
  const steps: string[] = [];
  const report = await loads.run(plan, (event: LoadEvent) => {
    if (event.type === "step" && event.step === "nodes") steps.push(event.what);
  });
  await expectExact(report);
  expect([steps, report.warnings]).toEqual([["streams go through 3 of 3 nodes"], []]);
  const via = "SELECT DISTINCT regexp_replace(via, '/.*', '') FROM t ORDER BY 1";
  expect(await onFirst(via)).toEqual([["node 2"], ["node 3"], ["rowmill"]]);
  const places = "SELECT line::int FROM rowmill.reject WHERE load_id = 'all' ORDER BY 1";
  expect(await onFirst(places)).toEqual([[5_002], [15_002]]);
});

test.each(["skip", "replace"] as const)("mode %s stays on one node", async (mode) => {
  await onFirst("CREATE UNIQUE INDEX IF NOT EXISTS t_key ON t (id)");
  const plan = await loads.plan(file, { ...facts, loadName: mode, mode, key: ["id"] });
  await expectExact(await loads.run(plan));
  expect(plan.nodes).toEqual([]);
  expect(await onFirst("SELECT count(*)::int FROM t WHERE via LIKE 'node%'")).toEqual([[0]]);
  await onFirst("DROP INDEX t_key");
});

test("mode upsert is refused before anything is written", async () => {
  await onFirst("CREATE UNIQUE INDEX IF NOT EXISTS t_key ON t (id)");
  const planned = loads.plan(file, { ...facts, loadName: "upsert", mode: "upsert", key: ["id"] });
  await expect(planned).rejects.toMatchObject({ kind: "user", code: "mode-refused" });
  await onFirst("DROP INDEX t_key");
});

test.each(Object.keys(COMMIT_CUTS) as CommitFault[])(
  "COMMIT on another node %s: loaded once",
  async (fault) => {
    let [commits, faults] = [0, 0];
    const plan = await planVia(fault, async (port) => {
      const proxy = await startFaultProxy(port, (message) => {
        if (!isBatchCommit(message) || (commits += 1) % 2 === 0 || faults >= 6) return null;
        faults += 1;
        return COMMIT_CUTS[fault];
      });
      closing.push(() => proxy.close());
      nodes.behind.set(proxy.port, port);
      return proxy.port;
    });
    await expectExact(await loads.run(plan));
    // How many batches take this way is chance; the first of them meets a fault.
    expect(faults).toBeGreaterThan(0);
  },
);

test("a node that dies is left to itself: its batches go to another", async () => {
  const [second] = nodes.others;
  let batches = 0;
  let dying = Promise.resolve();
  const report = await loads.run(await planAs("dies"), (event) => {
    if (event.type !== "batch-committed" || (batches += 1) !== 8) return;
    dying = second?.crash() ?? dying;
  });
  await dying;
  await second?.restart();
  await expectExact(report);
  expect(report.retries).toBeGreaterThan(0);
});

describe("a node that is not what the catalog says is left out", () => {
  const on = (index: number, sql: string) => {
    const server = nodes.others[index];
    if (server === undefined) throw new Error("no such server");
    return withClient(server, (client) => client.query(sql));
  };
  test.each<[string, string, string, string]>([
    [
      "another ledger",
      "ALTER SCHEMA rowmill RENAME TO other; CREATE SCHEMA rowmill; CREATE TABLE rowmill.load (LIKE other.load); CREATE TABLE rowmill.batch (LIKE other.batch)",
      "DROP SCHEMA rowmill CASCADE; ALTER SCHEMA other RENAME TO rowmill",
      "its schema rowmill is another ledger",
    ],
    [
      "no ledger",
      "ALTER SCHEMA rowmill RENAME TO other",
      "ALTER SCHEMA other RENAME TO rowmill",
      'relation "rowmill.load" does not exist',
    ],
    [
      "no such table",
      "ALTER TABLE t RENAME TO u",
      "ALTER TABLE u RENAME TO t",
      "it has no table public.t",
    ],
    [
      "other shards",
      "UPDATE pg_dist_shard SET shardid = 9 WHERE logicalrelid = 't'::regclass",
      "UPDATE pg_dist_shard SET shardid = 102008 WHERE logicalrelid = 't'::regclass",
      "its public.t has other shards",
    ],
  ])("%s", async (name, before, after, reason) => {
    const direct = "SET allow_system_table_mods = on;";
    await on(0, `${direct} ${before}`);
    const report = await loads
      .run(await planAs(`left out: ${name}`))
      .finally(() => on(0, `${direct} ${after}`));
    const [second] = nodes.others;
    expect(report.warnings).toEqual([`node 127.0.0.1:${second?.port} takes no streams: ${reason}`]);
    await expectExact(report);
    expect(await onFirst("SELECT count(*)::int FROM t WHERE via = 'node 2'")).toEqual([[0]]);
  });

  test("nothing listens there", async () => {
    const plan = await planVia("unreachable", () => Promise.resolve(1));
    const report = await loads.run(plan);
    expect(report.warnings).toHaveLength(2);
    expect(report.warnings[0]).toContain("node 127.0.0.1:1 takes no streams: ");
    await expectExact(report);
  });

  test("Citus refuses the ledger", async () => {
    await onFirst(
      `DELETE FROM pg_dist_partition WHERE logicalrelid = 'rowmill.load'::regclass;
       CREATE OR REPLACE FUNCTION pg_catalog.citus_add_local_table_to_metadata(table_name regclass, cascade_via_foreign_keys bool)
       RETURNS void LANGUAGE plpgsql AS $$BEGIN RAISE 'no coordinator in pg_dist_node'; END$$`,
    );
    const report = await loads.run(await planAs("refused"));
    expect(report.warnings).toEqual([
      "all batches go through the ledger's node, as Citus did not take the ledger: no coordinator in pg_dist_node",
    ]);
    await expectExact(report);
  });
});
