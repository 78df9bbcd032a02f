// What only the target knows of a record: is its key taken, is the row there that it refers to? Asked batch by batch
// while rows are staged, so that one bad record costs one record and not the merge of all of them.
import type { Client, ClientBase } from "pg";
import { errors } from "../../core/base/errors.ts";
import { loadedColumns, type LoadPlan, type TableName } from "../../core/load/plan.ts";
import { quoteIdent, quoteLiteral, quoteTable } from "./identifiers.ts";
import { keyMatch } from "./merge-sql.ts";

/** A unique index of the target that staged rows can be held to: plain columns, all of them loaded. */
export interface UniqueIndex {
  readonly name: string;
  readonly columns: readonly string[];
}

/** A foreign key to another table that this role may read. */
export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly schema: string;
  readonly table: string;
  readonly referred: readonly string[];
  /** MATCH FULL: all of its columns are NULL, or none. */
  readonly is_full: boolean;
}

export interface StagingChecks {
  readonly uniques: readonly UniqueIndex[];
  readonly foreignKeys: readonly ForeignKey[];
  /** As SQL: a row must meet one of them to have a place; none when that is always so, or not to be said. */
  readonly places: readonly string[];
  /** Whether a staged row may not have a key that the target has. */
  readonly isNewOnly: boolean;
}

/** Staged rows come into the table as they are, or one of each key does: only the former must be unique by themselves. */
export async function readStagingChecks(
  client: ClientBase,
  plan: LoadPlan,
): Promise<StagingChecks> {
  const values = [plan.target.oid, loadedColumns(plan)];
  const isUnique = plan.mode === "append" || plan.mode === "replace";
  const uniques = isUnique ? (await client.query<UniqueIndex>(UNIQUE_INDEXES, values)).rows : [];
  const { rows: foreignKeys } = await client.query<ForeignKey>(FOREIGN_KEYS, values);
  const { rows: leaves } = await client.query<{ condition: string | null }>(LEAVES, values);
  const places = leaves.flatMap(({ condition }) => (condition === null ? [] : [condition]));
  const isSaid = places.length === leaves.length && places.length <= PLACES_MAX;
  return { uniques, foreignKeys, places: isSaid ? places : [], isNewOnly: plan.mode === "append" };
}

/** Whether a COPY into the staging table is followed by a query for bad rows. */
export const needsLookup = (checks: StagingChecks): boolean =>
  checks.foreignKeys.length + checks.places.length > 0 ||
  (checks.isNewOnly && checks.uniques.length > 0);

/** Every row is held against every partition until one fits: with very many, the merge finds out faster. */
const PLACES_MAX = 256;

/** Of one batch: which rows its last COPY brought is known by their numbers. */
export class StagedRows {
  readonly #sql: string;
  readonly #plan: LoadPlan;
  #batch = 0;
  #after = "0";

  constructor(plan: LoadPlan, staging: TableName, checks: StagingChecks) {
    this.#plan = plan;
    this.#sql = lookupSql(plan, quoteTable(staging), checks);
  }

  begin(batch: number): void {
    this.#batch = batch;
    this.#after = "0";
  }

  /** Throws for the first bad row since the last call that did not, as the server would say it, with its line. */
  async check(client: Client): Promise<void> {
    const { rows } = await client.query<Found>(this.#sql, [this.#batch, this.#after]);
    const [found] = rows;
    if (found === undefined) return;
    if (found.line !== null) throw this.#refusal(found);
    this.#after = found.last ?? this.#after;
  }

  #refusal({ kind, name, key, value, referred, line }: Found): Error {
    const { name: table } = this.#plan.target.table;
    const place = { line: Number(line) };
    if (kind === "place") {
      const message = `no partition of relation "${table}" found for row`;
      return errors.server({
        ...{ kind: "data", sqlstate: "23514", message, place },
        hint: "make the partition, or mend the record, or allow rejects with --max-rejects N",
      });
    }
    const pair = `Key (${key ?? ""})=(${value ?? ""})`;
    const hint = "mend the record, or allow rejects with --max-rejects N";
    if (kind === "unique") {
      const message = `duplicate key value violates unique constraint "${name ?? ""}"`;
      return errors.server({
        ...{ kind: "data", sqlstate: "23505", message, place },
        hint: `${pair} already exists; ${hint}`,
      });
    }
    const message = `insert or update on table "${table}" violates foreign key constraint "${name ?? ""}"`;
    return errors.server({
      ...{ kind: "data", sqlstate: "23503", message, place },
      hint: `${pair} is not present in table "${referred ?? ""}"; ${hint}`,
    });
  }
}

interface Found {
  /** The highest number of a row of the COPY. */
  readonly last: string | null;
  /** The first bad row's line in the COPY; null when there is none. */
  readonly line: string | null;
  readonly kind: "unique" | "foreign" | "place" | null;
  readonly name: string | null;
  readonly key: string | null;
  readonly value: string | null;
  readonly referred: string | null;
}

function lookupSql(plan: LoadPlan, staging: string, checks: StagingChecks): string {
  const target = quoteTable(plan.target.table);
  const uniques = checks.isNewOnly ? checks.uniques : [];
  const bad = [
    ...uniques.map(({ name, columns }) => {
      const taken = `EXISTS (SELECT FROM ${target} AS t WHERE ${keyMatch(columns, "t", "s")})`;
      return badRows({ kind: "unique", name, referred: "" }, columns, taken);
    }),
    ...checks.foreignKeys.map((key) =>
      badRows({ kind: "foreign", name: key.name, referred: key.table }, key.columns, orphan(key)),
    ),
    ...(checks.places.length === 0
      ? []
      : [badRows({ kind: "place", name: "", referred: "" }, [], homeless(checks.places))]),
  ];
  return `WITH part AS (
  SELECT s.*, pg_catalog.row_number() OVER (ORDER BY s.rowmill_row) AS rowmill_line
  FROM ${staging} AS s WHERE s.rowmill_batch = $1 AND s.rowmill_row > $2
)
SELECT all_of.last, bad.line, bad.kind, bad.name, bad.key, bad.value, bad.referred
FROM (SELECT pg_catalog.max(rowmill_row) AS last FROM part) AS all_of
LEFT JOIN (
  SELECT * FROM (${bad.join(" UNION ALL ")}) AS any_bad ORDER BY line LIMIT 1
) AS bad ON true`;
}

function badRows(
  what: { readonly kind: string; readonly name: string; readonly referred: string },
  columns: readonly string[],
  condition: string,
): string {
  const value = ["NULL", ...columns.map((name) => `s.${quoteIdent(name)}`)].join(", ");
  return `(SELECT s.rowmill_line AS line, ${quoteLiteral(what.kind)} AS kind, ${quoteLiteral(what.name)} AS name,
    ${quoteLiteral(columns.join(", "))} AS key, pg_catalog.concat_ws(', ', ${value}) AS value,
    ${quoteLiteral(what.referred)} AS referred
  FROM part AS s WHERE ${condition} ORDER BY line LIMIT 1)`;
}

/** MATCH SIMPLE lets a row pass that has a NULL in any of the columns; MATCH FULL one that has nothing else. */
function orphan({ columns, schema, table, referred, is_full: isFull }: ForeignKey): string {
  const names = columns.map((name) => `s.${quoteIdent(name)}`);
  const isSet = names.map((name) => `${name} IS NOT NULL`).join(isFull ? " OR " : " AND ");
  const match = columns
    .map((name, index) => `r.${quoteIdent(referred[index] ?? "")} = s.${quoteIdent(name)}`)
    .join(" AND ");
  return `(${isSet}) AND NOT EXISTS (SELECT FROM ${quoteTable({ schema, name: table })} AS r WHERE ${match})`;
}

/** The conditions name columns without their table, which only the rows under test have here. */
const homeless = (places: readonly string[]): string =>
  `(${places.map((place) => `(${place})`).join(" OR ")}) IS NOT TRUE`;

/** NULLs that equal each other, other orders and collations, parts and expressions are left to the merge. */
const UNIQUE_INDEXES = `
SELECT x.relname AS name, u.columns
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = x.relam AND m.amname = 'btree'
CROSS JOIN LATERAL (
  SELECT pg_catalog.array_agg(a.attname::text ORDER BY k.position) AS columns,
    pg_catalog.bool_and(o.opcdefault AND k.ordering IN (0, a.attcollation)) AS is_usual
  FROM ROWS FROM (
    pg_catalog.unnest(i.indkey::int2[]), pg_catalog.unnest(i.indclass::oid[]), pg_catalog.unnest(i.indcollation::oid[])
  ) WITH ORDINALITY AS k(number, class, ordering, position)
  JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
  JOIN pg_catalog.pg_opclass o ON o.oid = k.class
  WHERE k.position <= i.indnkeyatts
) AS u
WHERE i.indrelid = $1 AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
  AND coalesce(pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct', 'false') = 'false'
  AND u.is_usual AND u.columns <@ $2::text[]
  AND pg_catalog.has_table_privilege(i.indrelid, 'SELECT')
ORDER BY x.relname`;

const FOREIGN_KEYS = `
SELECT f.conname AS name, n.nspname AS schema, r.relname AS table, f.confmatchtype = 'f' AS is_full,
  ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(f.conkey) WITH ORDINALITY AS k(number, position)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number ORDER BY k.position) AS columns,
  ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(f.confkey) WITH ORDINALITY AS k(number, position)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.number ORDER BY k.position) AS referred
FROM pg_catalog.pg_constraint f
JOIN pg_catalog.pg_class r ON r.oid = f.confrelid JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
WHERE f.conrelid = $1 AND f.contype = 'f' AND f.confrelid <> f.conrelid
  AND f.conkey <@ ARRAY(SELECT a.attnum FROM pg_catalog.pg_attribute a WHERE a.attrelid = $1 AND a.attname = ANY ($2))
  AND coalesce(pg_catalog.to_jsonb(f) ->> 'conenforced', 'true') = 'true'
  AND coalesce(pg_catalog.to_jsonb(f) ->> 'conperiod', 'false') = 'false'
  AND pg_catalog.has_table_privilege(f.confrelid, 'SELECT')
ORDER BY f.conname`;

/** Partitions that take rows, if the loaded columns alone decide which; their condition is null where all rows fit. */
const LEAVES = `
SELECT pg_catalog.pg_get_partition_constraintdef(leaf.relid) AS condition
FROM pg_catalog.pg_partition_tree($1::oid) AS leaf
WHERE leaf.isleaf AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_partitioned_table p CROSS JOIN LATERAL pg_catalog.unnest(p.partattrs::int2[]) AS k(number)
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = k.number AND k.number > 0
  WHERE (p.partrelid IN (SELECT relid FROM pg_catalog.pg_partition_ancestors($1::oid))
      OR p.partrelid IN (SELECT relid FROM pg_catalog.pg_partition_tree($1::oid)))
    AND NOT coalesce(a.attname = ANY ($2::text[]), false))`;
