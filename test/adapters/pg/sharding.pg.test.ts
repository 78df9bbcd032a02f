// Citus cannot be had here: its relations as its documentation describes them, in a real server.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSharding } from "../../../src/adapters/pg/sharding.ts";
import { startServer, type RunningServer } from "../../../src/build/server.ts";
import { withClient } from "../../../src/build/server-client.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const sharding = (table: string) =>
  withClient(server, async (client) => {
    const { rows } = await client.query<{ oid: number }>("SELECT $1::regclass::oid::int AS oid", [
      table,
    ]);
    return readSharding(client, rows[0]?.oid ?? 0);
  });

test("a server without Citus, and a table that Citus leaves alone", async () => {
  await withClient(server, (client) => client.query("CREATE TABLE alone (id int)"));
  expect(await sharding("alone")).toBeNull();
  await withClient(server, (client) => client.query(CITUS));
  expect(await sharding("alone")).toBeNull();
});

test("a distributed and a reference table, with the nodes that hold shards", async () => {
  const nodes = [
    { host: "10.0.0.1", port: 5432, takesCopy: true },
    { host: "10.0.0.2", port: 5432, takesCopy: false },
  ];
  expect(await sharding("orders")).toEqual({ column: "customer_id", nodes });
  expect(await sharding("countries")).toEqual({ column: null, nodes });
});

const CITUS = `
SET allow_system_table_mods = on;
CREATE TABLE orders (customer_id int);
CREATE TABLE countries (code text);
INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
  SELECT 99999, 'citus', 10, 11, false, '13';
CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass, partmethod "char", partkey text);
CREATE FUNCTION pg_catalog.column_to_column_name(regclass, text) RETURNS text LANGUAGE sql AS 'SELECT $2';
INSERT INTO pg_dist_partition VALUES ('orders', 'h', 'customer_id'), ('countries', 'n', NULL);
CREATE TABLE pg_catalog.pg_dist_node (
  nodename text, nodeport int, hasmetadata bool, metadatasynced bool, isactive bool, noderole text, shouldhaveshards bool);
INSERT INTO pg_dist_node VALUES
  ('10.0.0.1', 5432, true, true, true, 'primary', true),
  ('10.0.0.2', 5432, true, false, true, 'primary', true),
  ('10.0.0.3', 5432, true, true, false, 'primary', true),
  ('10.0.0.4', 5432, true, true, true, 'secondary', true),
  ('10.0.0.0', 5432, true, true, true, 'primary', false)`;
