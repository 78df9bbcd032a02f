// What the server's catalog says about tables: columns, kinds, names near a mistyped one.
import type { ClientBase } from "pg";
import { errors } from "../../core/base/errors.ts";
import {
  tableText,
  type BaseType,
  type TableName,
  type TargetColumn,
  type TargetTable,
} from "../../core/load/plan.ts";
import { nearestNames } from "../../core/text/nearest.ts";
import { parseTableName } from "./identifiers.ts";

export interface TableSummary extends TableName {
  /** The planner's estimate; -1 when the table was never analysed. */
  readonly rowsEstimated: number;
}

/** Finds the table as typed, by the search_path where no schema is given; null when there is none. */
export async function findTable(client: ClientBase, typed: string): Promise<TargetTable | null> {
  const { schema, name } = parseTableName(typed);
  const found = await client.query<TableRow>(FIND_TABLE, [name, schema]);
  const [row] = found.rows;
  if (row === undefined) return null;
  const reason = NOT_LOADABLE[row.relkind];
  if (reason !== undefined && !(row.relkind === "v" && row.has_instead_trigger)) {
    throw errors.tableNotLoadable(`${row.schema}.${row.name}`, reason);
  }
  if (row.has_row_security)
    throw errors.tableNotLoadable(`${row.schema}.${row.name}`, "row-level security applies to you");
  return {
    table: { schema: row.schema, name: row.name },
    oid: row.oid,
    columns: await readColumns(client, row.oid),
    isUnlogged: row.is_unlogged,
    session: { encoding: row.server_encoding, timeZone: row.time_zone },
  };
}

/** The error for a table that is not there, with the nearest names that are. */
export async function tableMissing(client: ClientBase, typed: string): Promise<Error> {
  const { name } = parseTableName(typed);
  const tables = await listTables(client);
  const near = nearestNames(
    name,
    tables.map((table) => table.name),
  );
  const inOtherSchema = tables.filter((table) => table.name === name);
  const shown = [...inOtherSchema, ...tables.filter((table) => near.includes(table.name))];
  return errors.tableMissing(
    typed,
    [...new Set(shown.map((table) => `${table.schema}.${table.name}`))].slice(0, 3),
  );
}

/** The tables that this role may insert into. */
export async function listTables(client: ClientBase): Promise<readonly TableSummary[]> {
  const { rows } = await client.query<{ schema: string; name: string; estimate: number }>(
    LIST_TABLES,
  );
  return rows.map(({ schema, name, estimate }) => ({ schema, name, rowsEstimated: estimate }));
}

/** Where CREATE TABLE would put an unqualified name. */
export async function currentSchema(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ schema: string | null }>(
    "SELECT pg_catalog.current_schema() AS schema",
  );
  return rows[0]?.schema ?? "public";
}

export async function readColumns(
  client: ClientBase,
  oid: number,
): Promise<readonly TargetColumn[]> {
  const { rows } = await client.query<ColumnRow>(READ_COLUMNS, [oid]);
  return rows.map((row) => ({
    name: row.name,
    type: row.type,
    isNotNull: row.not_null,
    hasDefault: row.has_default,
    isGenerated: row.generated,
    ...(row.base_name === null ? {} : { base: baseOf(row, row.base_name) }),
  }));
}

const baseOf = (row: ColumnRow, name: string): BaseType => ({
  name,
  type: row.base_type,
  isEnum: row.base_is_enum,
  typmod: row.base_typmod,
});

/** Refuses, before the first byte, a role that may not insert; says what to grant. */
export async function requireInsert(client: ClientBase, target: TargetTable): Promise<void> {
  const { rows } = await client.query<{ role: string; may: boolean }>(MAY_INSERT, [target.oid]);
  const [answer] = rows;
  if (answer === undefined || answer.may) return;
  throw errors.noPrivilege(tableText(target.table), answer.role);
}

interface TableRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly relkind: string;
  readonly is_unlogged: boolean;
  readonly server_encoding: string;
  readonly time_zone: string;
  readonly has_instead_trigger: boolean;
  readonly has_row_security: boolean;
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly not_null: boolean;
  readonly has_default: boolean;
  readonly generated: boolean;
  readonly base_name: string | null;
  readonly base_type: string;
  readonly base_is_enum: boolean;
  readonly base_typmod: number;
}

/** By pg_class.relkind; tables and partitioned tables are not here: they take COPY. */
const NOT_LOADABLE: Readonly<Record<string, string | undefined>> = {
  f: "it is a foreign table; load on the server that holds it",
  v: "it is a view without an INSTEAD OF INSERT trigger",
  m: "it is a materialized view",
  S: "it is a sequence",
  i: "it is an index",
  I: "it is an index",
  c: "it is a composite type",
};

const FIND_TABLE = `
SELECT c.oid AS oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS relkind,
  c.relpersistence = 'u' AS is_unlogged, pg_catalog.getdatabaseencoding() AS server_encoding,
  pg_catalog.current_setting('TimeZone') AS time_zone,
  EXISTS (SELECT 1 FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND t.tgtype & 64 = 64 AND t.tgtype & 4 = 4) AS has_instead_trigger,
  pg_catalog.row_security_active(c.oid) AS has_row_security
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = $1 AND CASE WHEN $2::text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) ELSE n.nspname = $2 END
ORDER BY c.relkind IN ('r', 'p') DESC LIMIT 1`;

const LIST_TABLES = `
SELECT n.nspname AS schema, c.relname AS name, c.reltuples::float8 AS estimate
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'rowmill') AND n.nspname !~ '^pg_(toast|temp)'
  AND pg_catalog.has_table_privilege(c.oid, 'INSERT')
ORDER BY n.nspname = 'public' DESC, n.nspname, c.relname`;

/** A domain's own type modifier counts where it is over the bare type; a column of a domain has none. */
const READ_COLUMNS = `
SELECT a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null,
  a.atthasdef OR a.attidentity <> '' AS has_default, a.attgenerated <> '' OR a.attidentity = 'a' AS generated,
  CASE WHEN base.typtype = 'e' OR base.typnamespace = 'pg_catalog'::pg_catalog.regnamespace THEN base.typname END AS base_name,
  pg_catalog.format_type(base.oid, base.typmod) AS base_type, base.typtype = 'e' AS base_is_enum, base.typmod AS base_typmod
FROM pg_catalog.pg_attribute a
CROSS JOIN LATERAL (
  WITH RECURSIVE peeled AS (
    SELECT a.atttypid AS type, a.atttypmod AS typmod
    UNION ALL
    SELECT d.typbasetype, CASE WHEN d.typtypmod >= 0 THEN d.typtypmod ELSE p.typmod END
    FROM peeled p JOIN pg_catalog.pg_type d ON d.oid = p.type AND d.typtype = 'd'
  )
  SELECT t.oid, t.typname, t.typtype, t.typnamespace, p.typmod
  FROM peeled p JOIN pg_catalog.pg_type t ON t.oid = p.type AND t.typtype <> 'd'
) AS base
WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum`;

/** On the whole table: a grant on some columns lets nobody lock it. */
const MAY_INSERT = `
SELECT current_user::text AS role, pg_catalog.has_table_privilege($1::oid, 'INSERT') AS may`;
