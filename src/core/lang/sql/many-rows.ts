// Whether a statement alone brings many rows: what costs something for each of them is then worth a warning.
import type { CopyStatement, InsertStatement } from "./statement.ts";

/** COPY FROM, INSERT … SELECT, and a VALUES list of at least `rowsMin` rows. */
export function bringsManyRows(
  statement: CopyStatement | InsertStatement,
  rowsMin: number,
): boolean {
  if (statement.kind === "copy") return statement.direction === "from";
  const { source } = statement;
  return source?.kind === "select" || (source?.kind === "values" && source.rowCount >= rowsMin);
}

/** True for what writes rows: COPY … TO only reads them. */
export const writesRows = (statement: CopyStatement | InsertStatement): boolean =>
  statement.kind === "insert" || statement.direction === "from";
