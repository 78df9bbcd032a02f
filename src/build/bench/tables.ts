// The tables that are loaded into, each made anew before a run.
import { createOrdersTable } from "../sample.ts";
import type { RunningServer } from "../server.ts";
import { withClient } from "../server-client.ts";
import { createWideTable } from "./wide-sample.ts";

export interface BenchTable {
  readonly name: string;
  readonly createSql: string;
  /** That must be there after a load. */
  readonly indexes: number;
}

export const ORDERS: BenchTable = { name: "orders", createSql: createOrdersTable, indexes: 0 };

export const WIDE: BenchTable = { name: "wide", createSql: createWideTable, indexes: 0 };

/** No WAL: ten gigabytes of it would need the disk that the table needs. */
export const UNLOGGED_ORDERS: BenchTable = {
  name: "orders",
  createSql: createOrdersTable.replace("CREATE TABLE", "CREATE UNLOGGED TABLE"),
  indexes: 0,
};

export const INDEXED_ORDERS: BenchTable = {
  name: "orders",
  createSql: `${createOrdersTable};
ALTER TABLE orders ADD PRIMARY KEY (id);
CREATE INDEX orders_customer ON orders (customer_id); CREATE INDEX orders_ordered ON orders (ordered_at)`,
  indexes: 3,
};

/** Of the months in which the sample has orders. */
const MONTHS = 24;
const monthStart = (index: number): string =>
  new Date(Date.UTC(2025, index, 1)).toISOString().slice(0, 10);

export const MONTHLY_ORDERS: BenchTable = {
  name: "orders",
  createSql: [
    `${createOrdersTable} PARTITION BY RANGE (ordered_at)`,
    ...Array.from(
      { length: MONTHS },
      (_, index) => `CREATE TABLE orders_${index + 1} PARTITION OF orders
FOR VALUES FROM ('${monthStart(index)} 00:00:00+00') TO ('${monthStart(index + 1)} 00:00:00+00')`,
    ),
  ].join(";\n"),
  indexes: 0,
};

/** What earlier runs left is gone, and written out: a run does not pay for the one before it. */
export async function makeTable(server: RunningServer, { createSql }: BenchTable): Promise<void> {
  await withClient(server, async (client) => {
    await client.query("DROP TABLE IF EXISTS orders, wide; DROP SCHEMA IF EXISTS rowmill CASCADE");
    await client.query(createSql);
    await client.query("CHECKPOINT");
  });
}

/** All rows, and all indexes: a load that forgot one would be fast. */
export async function requireWhole(
  server: RunningServer,
  { name, indexes }: BenchTable,
  records: number,
): Promise<void> {
  const { rows } = await withClient(server, (client) =>
    client.query<{ rows: number; indexes: number }>(
      `SELECT count(*)::int AS rows, (SELECT count(*)::int FROM pg_index
        WHERE indrelid = '${name}'::regclass AND indisvalid) AS indexes FROM ${name}`,
    ),
  );
  const [found] = rows;
  if (found?.rows !== records || found.indexes !== indexes)
    throw new Error(
      `${name} has ${found?.rows ?? 0} rows and ${found?.indexes ?? 0} indexes instead of ${records} and ${indexes}`,
    );
}
