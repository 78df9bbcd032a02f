// The SQL that brings staged rows into the target. A keyed merge first picks one row of each key, with whether the
// target has it; rows that do not differ are neither locked nor written.
import { loadedColumns, type LoadPlan } from "../../core/load/plan.ts";
import { quoteIdent, quoteTable } from "./identifiers.ts";

/** One row of each key of the staging table; of the transaction that merges. */
const PICKED = "pg_temp.rowmill_picked";

/** Both rows have the same key. */
export const keyMatch = (key: readonly string[], one: string, other: string): string =>
  key.map((name) => `${one}.${quoteIdent(name)} = ${other}.${quoteIdent(name)}`).join(" AND ");

const columnList = (names: readonly string[]): string => names.map(quoteIdent).join(", ");

/** Every staged row is a new one. */
export function insertAllSql(plan: LoadPlan, staging: string): string {
  const columns = columnList(loadedColumns(plan));
  return `INSERT INTO ${quoteTable(plan.target.table)} (${columns}) SELECT ${columns} FROM ${staging}`;
}

export const deleteAllSql = (plan: LoadPlan): string =>
  `DELETE FROM ${quoteTable(plan.target.table)}`;

/** The first record of a key in mode `skip`, else the last one, by their order in the file. */
export function pickSql(plan: LoadPlan, staging: string): string {
  const columns = loadedColumns(plan).map((name) => `s.${quoteIdent(name)}`);
  const key = plan.key.map((name) => `s.${quoteIdent(name)}`).join(", ");
  const order = plan.mode === "skip" ? "" : " DESC";
  return `CREATE TEMPORARY TABLE rowmill_picked ON COMMIT DROP AS
SELECT one.*, t.tableoid IS NOT NULL AS rowmill_known
FROM (
  SELECT DISTINCT ON (${key}) ${columns.join(", ")} FROM ${staging} AS s
  ORDER BY ${key}, s.rowmill_batch${order}, s.rowmill_row${order}
) AS one LEFT JOIN ${quoteTable(plan.target.table)} AS t ON ${keyMatch(plan.key, "t", "one")};
ANALYZE ${PICKED}`;
}

export const COUNT_PICKED = `SELECT pg_catalog.count(*) FROM ${PICKED}`;

/** Rows with a key that the target did not have when they were picked. */
export const COUNT_FRESH = `${COUNT_PICKED} WHERE NOT rowmill_known`;

/** Rows of the target that no record of the file has the key of. */
export const deleteOthersSql = (plan: LoadPlan): string =>
  `DELETE FROM ${quoteTable(plan.target.table)} AS t
WHERE NOT EXISTS (SELECT FROM ${PICKED} AS p WHERE ${keyMatch(plan.key, "t", "p")})`;

/**
 * Changes the rows that differ, seen by their stored bytes: that works for every type, and tells 1.0 from 1.00. Null
 * when the file brings nothing but the key. `latecomers` are rows that others brought since the rows were picked;
 * those that this transaction itself has made stay out.
 */
export function updateSql(plan: LoadPlan, which: "known" | "latecomers"): string | null {
  const changed = loadedColumns(plan).filter((name) => !plan.key.includes(name));
  if (changed.length === 0) return null;
  const set = changed.map((name) => `${quoteIdent(name)} = p.${quoteIdent(name)}`).join(", ");
  const row = (alias: string): string =>
    `ROW(${changed.map((name) => `${alias}.${quoteIdent(name)}`).join(", ")})::record`;
  const others =
    which === "known"
      ? "p.rowmill_known"
      : "NOT p.rowmill_known AND t.xmin <> pg_catalog.pg_current_xact_id()::xid";
  return `UPDATE ${quoteTable(plan.target.table)} AS t SET ${set} FROM ${PICKED} AS p
WHERE ${others} AND ${keyMatch(plan.key, "t", "p")} AND ${row("t")} OPERATOR(pg_catalog.*<>) ${row("p")}`;
}

/** Rows with a key that was not there; in its order, as all who insert do, so that nobody waits in a circle. */
export function insertFreshSql(plan: LoadPlan): string {
  const columns = columnList(loadedColumns(plan));
  const key = columnList(plan.key);
  return `INSERT INTO ${quoteTable(plan.target.table)} (${columns})
SELECT ${columns} FROM ${PICKED} WHERE NOT rowmill_known ORDER BY ${key}
ON CONFLICT (${key}) DO NOTHING`;
}

/** Rows that were to be inserted and are still not there: a trigger of the target kept them out. */
export const countDroppedSql = (plan: LoadPlan): string => `
SELECT pg_catalog.count(*) FROM ${PICKED} AS p
WHERE NOT p.rowmill_known AND NOT EXISTS (
  SELECT FROM ${quoteTable(plan.target.table)} AS t WHERE ${keyMatch(plan.key, "t", "p")})`;
