// Loads through PgBouncer in transaction mode: connections change hands after each transaction.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOrdersTable, writeOrders } from "../../src/build/sample.ts";
import { hasPgBouncer, startPgBouncer, type RunningPooler } from "../support/pgbouncer.ts";
import { jsonOf, rowmill } from "../support/rowmill.ts";
import { startDatabase, type TestDatabase } from "../support/test-database.ts";

let on: TestDatabase;
let pooler: RunningPooler;

beforeAll(async () => {
  if (!hasPgBouncer) return;
  on = await startDatabase();
  pooler = await startPgBouncer(on.server, 3);
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
