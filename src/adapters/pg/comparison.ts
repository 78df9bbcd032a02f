// Compares the rows a file should have given with those of its table: both as text, as multisets, in the server.
import type { Client } from "pg";
import { loadedColumns, type LoadPlan } from "../../core/load/plan.ts";
import type { Comparison } from "../../core/load/ports.ts";
import { copyIn } from "./copy-in.ts";
import { copySql, valueSettings } from "./copy-sql.ts";
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
  await client.query(`BEGIN; ${valueSettings(plan)}
    CREATE TEMPORARY TABLE rowmill_expected ON COMMIT DROP AS SELECT ${columns} FROM ${table} WITH NO DATA`);
  const sql = copySql(plan, "text", "pg_temp.rowmill_expected");
  const row = `ROW(${columns})::text`;
  const missing = `SELECT ${row} AS line FROM pg_temp.rowmill_expected EXCEPT ALL SELECT ${row} FROM ${table}`;
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
