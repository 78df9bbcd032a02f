// What is read of Citus' catalog: rows recorded from a cluster of version 13.0.5, in a server with relations like its own.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSharding } from "../../../src/adapters/pg/sharding.ts";
import { inRoot } from "../../../src/build/root.ts";
import { startServer, type RunningServer } from "../../../src/build/server.ts";
import { withClient } from "../../../src/build/server-client.ts";
import { CITUS_CATALOG, citusRows, type CitusNode } from "../../support/citus-catalog.ts";

interface Recorded {
  readonly pg_dist_partition: readonly object[];
  readonly pg_dist_node: readonly CitusNode[];
}
const recorded = JSON.parse(
  readFileSync(inRoot("test/fixtures/citus/catalog.json"), "utf8"),
) as Recorded;

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
  await withClient(server, async (client) => {
    await client.query(
      `CREATE TABLE alone (id int); CREATE TABLE orders (customer_id int); CREATE TABLE countries (code text);
       CREATE TABLE settings_local (k int); CREATE TABLE single (k int)`,
    );
  });
});
afterAll(() => server.stop());

const on = (sql: string) => withClient(server, (client) => client.query(sql));
const sharding = (table: string) =>
  withClient(server, async (client) => {
    const { rows } = await client.query<{ oid: number }>("SELECT $1::regclass::oid::int AS oid", [
      table,
    ]);
    return readSharding(client, rows[0]?.oid ?? 0);
  });

test("a server without Citus, and a table that Citus leaves alone", async () => {
  expect(await sharding("alone")).toBeNull();
  await on(CITUS_CATALOG);
  await on(
    `INSERT INTO pg_dist_partition SELECT * FROM json_populate_recordset(
       NULL::pg_dist_partition, '${JSON.stringify(recorded.pg_dist_partition)}')`,
  );
  expect(await sharding("alone")).toBeNull();
});

const seen = (port: number, isHere: boolean, hasShards = true, takesCopy = true) => ({
  ...{ host: "127.0.0.1", port, isHere, hasShards, takesCopy },
});

test.each([
  ["orders", { kind: "distributed", column: "customer_id" }],
  ["countries", { kind: "reference", column: null }],
  ["settings_local", { kind: "on one node", column: null }],
  ["single", { kind: "on one node", column: null }],
])("%s, seen from the coordinator", async (table, expected) => {
  await on(citusRows(0, recorded.pg_dist_node, []));
  const nodes = [seen(39700, true, false), seen(39701, false), seen(39702, false)];
  expect(await sharding(table)).toEqual({ ...expected, isCoordinator: true, nodes });
});

test("seen from a worker: the coordinator has no shards", async () => {
  await on(citusRows(1, recorded.pg_dist_node, []));
  const nodes = [seen(39701, true), seen(39702, false)];
  expect(await sharding("orders")).toMatchObject({ isCoordinator: false, nodes });
});

test.each<[string, Partial<CitusNode>, object[]]>([
  ["without metadata", { hasmetadata: false }, [seen(39702, false, true, false)]],
  ["metadata behind", { metadatasynced: false }, [seen(39702, false, true, false)]],
  ["inactive", { isactive: false }, []],
  ["a secondary", { noderole: "secondary" }, []],
  ["drained of its shards", { shouldhaveshards: false }, []],
])("a node %s", async (_name, facts, expected) => {
  const [coordinator, , worker] = recorded.pg_dist_node;
  const nodes = [coordinator, { ...worker, ...facts }] as readonly CitusNode[];
  await on(citusRows(0, nodes, []));
  const found = await sharding("orders");
  expect(found?.nodes.filter(({ isHere }) => !isHere)).toEqual(expected);
});
