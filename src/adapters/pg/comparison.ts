// Compares the rows a file should have given with those of its table: both as text, as multisets, in the server.
import type { Client } from "pg";
import { loadedColumns, type LoadPlan } from "../../core/load/plan.ts";
import type { Comparison } from "../../core/load/ports.ts";
import { copyIn } from "./copy-in.ts";
import { copySql, valueSettings, zoneSetting } from "./copy-sql.ts";
import { quoteIdent, quoteTable } from "./identifiers.ts";
import { toIngestError } from "./sqlstate.ts";

const EXAMPLES_MAX = 5;
const PATIENCE_MS = 120_000;

/** Nothing of it outlives the connection: the transaction is never committed. */
export async function openComparison(
  client: Client,
  plan: LoadPlan,
  close: () => Promise<void>,
): Promise<Comparison> {
  const columns = loadedColumns(plan).map(quoteIdent).join(", ");
  const table = quoteTable(plan.target.table);
  await client.query(`BEGIN; ${valueSettings(plan)} ${zoneSetting(plan)}
    CREATE TEMPORARY TABLE rowmill_expected ON COMMIT DROP AS SELECT ${columns} FROM ${table} WITH NO DATA`);
  const sql = copySql(plan, "text", "pg_temp.rowmill_expected");
  const missing = missingSql(plan, columns, table);
  return {
    async add(bytes, signal) {
      try {
        return await copyIn(
          client,
          { sql, bytes },
          { patienceMs: PATIENCE_MS, onSent: () => undefined },
          signal,
        );
      } catch (error) {
        throw toIngestError(error);
      }
    },
    async missing() {
      const { rows } = await client.query<{ line: string; total: string }>(
        `SELECT line, count(*) OVER () AS total FROM (${missing}) AS gone LIMIT ${EXAMPLES_MAX}`,
      );
      return { rows: Number(rows[0]?.total ?? 0), examples: rows.map(({ line }) => line) };
    },
    close,
  };
}

/**
 * Whole rows; in mode `skip` only keys, for the row that was there first may have other values, and in mode `upsert` the
 * last record of each key, for it is the one that counts. Records were added in the file's order.
 */
function missingSql(plan: LoadPlan, columns: string, table: string): string {
  const key = plan.key.map(quoteIdent).join(", ");
  const expected = "pg_temp.rowmill_expected";
  if (plan.mode === "skip") {
    const row = `ROW(${key})::text`;
    return `SELECT ${row} AS line FROM ${expected} EXCEPT SELECT ${row} FROM ${table}`;
  }
  const row = `ROW(${columns})::text`;
  const counting =
    plan.mode === "upsert"
      ? `(SELECT DISTINCT ON (${key}) * FROM ${expected} AS e ORDER BY ${key}, e.ctid DESC) AS last`
      : expected;
  return `SELECT ${row} AS line FROM ${counting} EXCEPT ALL SELECT ${row} FROM ${table}`;
}
