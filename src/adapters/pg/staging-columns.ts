// A table that takes what COPY would bring into the target: the loaded columns with their types, and the constraints
// that look at nothing else. So a record that breaks one is refused by its line, before its row goes anywhere.
import type { ClientBase } from "pg";
import { loadedColumns, type LoadPlan } from "../../core/load/plan.ts";
import { quoteIdent } from "./identifiers.ts";

/** Columns and constraints, as CREATE TABLE takes them. */
export async function stagingColumns(client: ClientBase, plan: LoadPlan): Promise<string> {
  const loaded = loadedColumns(plan);
  const values = [plan.target.oid, loaded];
  const { rows: columns } = await client.query<ColumnRow>(COLUMNS, values);
  const { rows: checks } = await client.query<CheckRow>(CHECKS, values);
  // A key with a NULL equals no other: such a row could be neither found nor changed again.
  const keyed = plan.mode === "append" ? [] : plan.key;
  const lines = columns.map(({ name, type, collation, is_not_null: isNotNull }) => {
    const collate = collation === null ? "" : ` COLLATE ${collation}`;
    const notNull = isNotNull || keyed.includes(name) ? " NOT NULL" : "";
    return `${quoteIdent(name)} ${type}${collate}${notNull}`;
  });
  const constraints = checks.map(({ name, definition }) => {
    return `CONSTRAINT ${quoteIdent(name)} ${definition}`;
  });
  return [...lines, ...constraints].join(",\n  ");
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  /** As SQL, where it is not the type's own. */
  readonly collation: string | null;
  readonly is_not_null: boolean;
}

interface CheckRow {
  readonly name: string;
  readonly definition: string;
}

const COLUMNS = `
SELECT a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS is_not_null,
  CASE WHEN a.attcollation <> t.typcollation THEN
    (SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.collname)
     FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
     WHERE c.oid = a.attcollation)
  END AS collation
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = $1 AND a.attname = ANY ($2) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum`;

const CHECKS = `
SELECT c.conname AS name, pg_catalog.pg_get_constraintdef(c.oid) AS definition
FROM pg_catalog.pg_constraint c
WHERE c.conrelid = $1 AND c.contype = 'c' AND c.conkey <@ ARRAY(
  SELECT a.attnum FROM pg_catalog.pg_attribute a WHERE a.attrelid = $1 AND a.attname = ANY ($2))
ORDER BY c.conname`;
