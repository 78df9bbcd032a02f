// What a seed stands for: a file with bad records in it, the table it goes into, and how it is loaded.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createOrdersTable, writeOrders } from "../../src/build/sample.ts";
import type { RunningServer } from "../../src/build/server.ts";
import { checksumOf, fillExpected, recordTexts } from "../support/oracle.ts";
import { seededChance } from "./fault-row.ts";
import { inDatabase } from "./in-database.ts";

export interface Material {
  readonly seed: number;
  readonly file: string;
  readonly records: number;
  /** Numbers of the records that the table refuses, from 1. */
  readonly bad: ReadonlySet<number>;
  readonly badTexts: readonly string[];
  readonly workers: number;
  readonly batchKb: number;
}

export async function makeMaterial(folder: string, seed: number): Promise<Material> {
  const chance = seededChance(seed);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `orders-${seed}.csv`);
  const records = 8_000 + Math.floor(chance() * 8_000);
  const badEvery = 300 + Math.floor(chance() * 700);
  const written = await writeOrders(file, { records, badEvery, seed });
  const bad = new Set(Array.from({ length: written.bad }, (_, index) => (index + 1) * badEvery));
  return {
    ...{ seed, file, records, bad, badTexts: recordTexts(file, bad) },
    workers: 2 + Math.floor(chance() * 4),
    batchKb: 32 + Math.floor(chance() * 96),
  };
}

/** A file of a few batches, for faults that come once a message. */
export async function makeSmallMaterial(folder: string, seed: number): Promise<Material> {
  const file = join(folder, `small-${seed}.csv`);
  const records = 60;
  await writeOrders(file, { records, badEvery: 25, seed });
  const bad = new Set([25, 50]);
  return { seed, file, records, bad, badTexts: recordTexts(file, bad), workers: 2, batchKb: 3 };
}

/** Makes the table, and beside it the rows that it should have in the end. Returns their checksum. */
export async function layOut(
  server: RunningServer,
  database: string,
  material: Material,
): Promise<string> {
  return inDatabase(server, database, async (client) => {
    await client.query(`${createOrdersTable};
      ALTER TABLE orders ADD CONSTRAINT orders_quantity CHECK (quantity > 0);
      CREATE INDEX orders_customer ON orders (customer_id) INCLUDE (price);
      CREATE INDEX orders_open ON orders (ordered_at) WHERE status = 'open';
      COMMENT ON INDEX orders_open IS 'for the dispatch list';
      CREATE TABLE expected (LIKE orders)`);
    await fillExpected(client, "expected", material.file, material.bad);
    return checksumOf(client, "expected");
  });
}
