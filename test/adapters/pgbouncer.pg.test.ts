// Loads through PgBouncer in transaction mode: connections change hands after each transaction.
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOrdersTable, writeOrders } from "../../src/build/sample.ts";
import { hasPgBouncer, startPgBouncer, type RunningPooler } from "../support/pgbouncer.ts";
import { jsonOf, rowmill } from "../support/rowmill.ts";
import { startDatabase, type TestDatabase } from "../support/test-database.ts";

const CONNECTIONS = 3;
let on: TestDatabase;
let pooler: RunningPooler;

beforeAll(async () => {
  if (!hasPgBouncer) return;
  on = await startDatabase();
  pooler = await startPgBouncer(on.server, CONNECTIONS);
  await on.client.query(`${createOrdersTable}; ALTER TABLE orders ADD PRIMARY KEY (id)`);
});
afterAll(async () => {
  if (!hasPgBouncer) return;
  await pooler.stop();
  await on.close();
});

test.skipIf(!hasPgBouncer).each([
  ["append", [], { loaded: 19_980, rejected: 20, duplicates: 0 }],
  ["skip", ["--mode", "skip"], { loaded: 0, rejected: 20, duplicates: 19_980 }],
  // Each record is there already, and as it is in the file.
  ["upsert", ["--mode", "upsert"], { loaded: 0, rejected: 20, duplicates: 19_980 }],
])("%s, with more workers than connections", async (mode, flags, counts) => {
  const file = join(on.folder, "orders.csv");
  await writeOrders(file, { records: 20_000, badEvery: 1_000 });
  const args = ["load", file, "--into", "orders", "--max-rejects", "all", "--batch-kb", "256"];
  const result = await rowmill(
    [...args, ...flags, "--workers", "6", "--load-id", mode, "--json"],
    pooler,
  );
  expect([result.exitCode, result.stderr]).toEqual([0, expect.any(String)]);
  expect(jsonOf(result)).toMatchObject({ status: "complete", reconciled: true, ...counts });
  expect(await on.rows("SELECT count(*)::int FROM orders")).toEqual([[19_980]]);
});

test.skipIf(!hasPgBouncer)("the pooler's sessions are left as they were for others", async () => {
  const settings = ["lock_timeout", "statement_timeout", "client_min_messages", "DateStyle"];
  const shown = settings.map((name) => `current_setting('${name}') AS "${name}"`).join(", ");
  const clients = Array.from({ length: CONNECTIONS }, () => new Client(pooler.dsn));
  // A transaction each at the same time: all sessions of the pool are seen.
  const seen = await Promise.all(
    clients.map(async (client) => {
      await client.connect();
      await client.query("BEGIN");
      return (await client.query<object>(`SELECT pg_backend_pid() AS pid, ${shown}`)).rows[0];
    }),
  );
  await Promise.all(clients.map((client) => client.end()));
  const [fresh] = (await on.client.query<object>(`SELECT ${shown}`)).rows;
  expect(new Set(seen.map((row) => JSON.stringify(row))).size).toBe(CONNECTIONS);
  for (const row of seen) expect(row).toMatchObject(fresh ?? {});
});
