// What is written down of an index, a key or a foreign key before it is dropped, and the statements that make it
// again. Plain data: it is stored in the ledger and in the mirror, and a person can run it with psql.
import type { TableObject } from "../../core/load/index-choice.ts";
import { quoteLiteral } from "./identifiers.ts";
import type { ForeignKeyRow, IndexRow } from "./index-sql.ts";

/** A part that the catalog can be asked for. Names are quoted and qualified, as SQL takes them. */
export interface Part {
  /** Of an index: `schema.index`. Of a constraint: its name alone. */
  readonly name: string;
  /** What pg_get_indexdef or pg_get_constraintdef says of it under an empty search_path. */
  readonly definition: string;
  readonly make: readonly string[];
}

export interface StoredObject {
  readonly kind: TableObject["kind"];
  /** Unquoted, for people. */
  readonly name: string;
  /** The table it is on: for a foreign key that points at the target, another one. */
  readonly table: string;
  readonly tableOid: number;
  readonly drop: string;
  /** Built first, for all objects in parallel. */
  readonly index: Part | null;
  readonly constraint: Part | null;
  /** Validation and what no definition says: comments, marks, statistics targets. */
  readonly extras: readonly string[];
  /** The key that a foreign key needs, where the same load may have dropped it. */
  readonly needs: string | null;
  /** Shows a few of the keys that are there more than once. */
  readonly duplicates: string | null;
}

/** What readIndexes found, beside how it is restored. */
export interface FoundObject extends TableObject {
  readonly stored: StoredObject;
}

export function indexObject(row: IndexRow, table: string): StoredObject {
  const index: Part = {
    name: row.qualified,
    definition: row.definition,
    make: [setTablespace(row), row.definition],
  };
  const isExclusion = row.constraint_type === "x";
  const constraint = constraintPart(row, table);
  const what = constraint === null ? `INDEX ${row.qualified}` : "";
  return {
    kind: constraint === null ? "index" : isExclusion ? "exclusion" : "key",
    name: row.label,
    table,
    tableOid: row.table_oid,
    drop:
      constraint === null
        ? `DROP ${what}`
        : `ALTER TABLE ${table} DROP CONSTRAINT ${constraint.name}`,
    // An exclusion constraint cannot take an index that is there.
    index: isExclusion ? null : index,
    constraint,
    extras: indexExtras(row, table),
    needs: null,
    duplicates: row.is_unique ? duplicatesSql(row, table) : null,
  };
}

function constraintPart(row: IndexRow, table: string): Part | null {
  const { constraint_name: name, constraint_definition: definition } = row;
  if (name === null || definition === null) return null;
  const add = `ALTER TABLE ${table} ADD CONSTRAINT ${name}`;
  if (row.constraint_type === "x")
    return { name, definition, make: [setTablespace(row), `${add} ${definition}`] };
  const deferrable = row.is_deferrable ? " DEFERRABLE" : "";
  const deferred = row.is_deferred ? " INITIALLY DEFERRED" : "";
  const kind = row.constraint_type === "p" ? "PRIMARY KEY" : "UNIQUE";
  const make = `${add} ${kind} USING INDEX ${row.name}${deferrable}${deferred}`;
  return { name, definition, make: [make] };
}

/** No definition names the tablespace, and the session's default may be another than the index's was. */
const setTablespace = (row: IndexRow): string =>
  `SET LOCAL default_tablespace = ${quoteLiteral(row.tablespace ?? "")}`;

function indexExtras(row: IndexRow, table: string): readonly string[] {
  const extras = row.statistics.map(
    ({ column, target }) =>
      `ALTER INDEX ${row.qualified} ALTER COLUMN ${column} SET STATISTICS ${target}`,
  );
  for (const extension of row.depends_on)
    extras.push(`ALTER INDEX ${row.qualified} DEPENDS ON EXTENSION ${extension}`);
  if (row.comment !== null)
    extras.push(`COMMENT ON INDEX ${row.qualified} IS ${quoteLiteral(row.comment)}`);
  if (row.constraint_name !== null && row.constraint_comment !== null) {
    const on = `CONSTRAINT ${row.constraint_name} ON ${table}`;
    extras.push(`COMMENT ON ${on} IS ${quoteLiteral(row.constraint_comment)}`);
  }
  if (row.is_clustered) extras.push(`ALTER TABLE ${table} CLUSTER ON ${row.name}`);
  if (row.is_replica_identity)
    extras.push(`ALTER TABLE ${table} REPLICA IDENTITY USING INDEX ${row.name}`);
  return extras;
}

function duplicatesSql(row: IndexRow, table: string): string {
  const keys = row.key_columns.join(", ");
  const where = row.are_nulls_equal ? [] : row.key_columns.map((key) => `${key} IS NOT NULL`);
  if (row.predicate !== null) where.push(row.predicate);
  const filter = where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`;
  return (
    `SELECT pg_catalog.concat_ws(', ', ${keys}) AS key, pg_catalog.count(*) AS rows ` +
    `FROM ONLY ${table}${filter} GROUP BY ${keys} HAVING pg_catalog.count(*) > 1 ORDER BY 1 LIMIT 4`
  );
}

export function foreignKeyObject(row: ForeignKeyRow): StoredObject {
  const { name, table, definition } = row;
  const on = `ALTER TABLE ${table}`;
  // Added without a look at the rows, then validated under a lock that stops nobody from writing.
  const unchecked = row.is_validated ? `${definition} NOT VALID` : definition;
  const extras = row.is_validated ? [`${on} VALIDATE CONSTRAINT ${name}`] : [];
  if (row.comment !== null)
    extras.push(`COMMENT ON CONSTRAINT ${name} ON ${table} IS ${quoteLiteral(row.comment)}`);
  return {
    kind: "foreign key",
    name: row.label,
    table,
    tableOid: row.table_oid,
    drop: `${on} DROP CONSTRAINT ${name}`,
    index: null,
    constraint: { name, definition, make: [`${on} ADD CONSTRAINT ${name} ${unchecked}`] },
    extras,
    needs: row.is_at_target ? row.key : null,
    duplicates: null,
  };
}
