// Reads a partitioned table's tree from the catalog: keys, bounds, storage, down to the leaves.
import type { ClientBase } from "pg";
import { present } from "../../core/base/assert.ts";
import { readBound } from "../../core/load/partitions/bound-text.ts";
import type { ServerTexts } from "../../core/load/partitions/key-value.ts";
import {
  KEY_TYPE_NAMES,
  type KeyType,
  type PartitionKey,
  type PartitionTree,
  type TablePartition,
} from "../../core/load/partitions/tree.ts";

/** The tree of a partitioned table, or null for any other; null too where a bound is of a kind unknown to us. */
export async function readPartitionTree(
  client: ClientBase,
  oid: number,
): Promise<PartitionTree | null> {
  const { rows } = await client.query<{ is_partitioned: boolean }>(IS_PARTITIONED, [oid]);
  if (rows[0]?.is_partitioned !== true) return null;
  try {
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${PRINTING}`);
    const { rows: tables } = await client.query<TableRow>(TABLES, [oid]);
    if (tables[0]?.strategy === null || tables[0] === undefined) return null;
    const { rows: keys } = await client.query<KeyRow>(KEYS, [tables.map((table) => table.oid)]);
    return treeOf(tables[0], tables, keys);
  } finally {
    await client.query("ROLLBACK");
  }
}

/** How the server reads and prints texts for this session. */
export async function readServerTexts(client: ClientBase): Promise<ServerTexts> {
  const { rows } = await client.query<{ is_utf8: boolean; is_utc: boolean }>(SERVER_TEXTS);
  const { is_utf8: isUtf8, is_utc: isUtc } = present(rows[0], "the server's settings");
  return { isUtf8, isUtc };
}

interface TableRow {
  readonly oid: number;
  readonly parent: number | null;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly bound: string | null;
  readonly strategy: "r" | "l" | "h" | null;
  readonly definition: string | null;
  readonly tablespace: string | null;
  readonly access_method: string | null;
  readonly options: readonly string[] | null;
  readonly is_unlogged: boolean;
}

interface KeyRow {
  readonly table: number;
  readonly column: string | null;
  readonly type: string | null;
  readonly typmod: number | null;
  readonly is_usual: boolean;
  readonly collation: KeyType["collation"];
  readonly labels: readonly string[];
}

const STRATEGIES = { r: "range", l: "list", h: "hash" } as const;

function treeOf(
  table: TableRow,
  tables: readonly TableRow[],
  keys: readonly KeyRow[],
): PartitionTree | null {
  const partitions: TablePartition[] = [];
  for (const row of tables) {
    if (row.parent !== table.oid) continue;
    const bound = row.bound === null ? null : readBound(row.bound);
    if (bound === null) return null;
    const tree = row.strategy === null ? null : treeOf(row, tables, keys);
    if (row.strategy !== null && tree === null) return null;
    const { tablespace, access_method: accessMethod, is_unlogged: isUnlogged } = row;
    partitions.push({
      table: { schema: row.schema, name: row.name },
      oid: row.oid,
      bound,
      isForeign: row.kind === "f",
      storage: { tablespace, accessMethod, options: row.options ?? [], isUnlogged },
      tree,
    });
  }
  const strategy = present(table.strategy, "a partitioned table");
  return {
    table: { schema: table.schema, name: table.name },
    oid: table.oid,
    strategy: STRATEGIES[strategy],
    // "RANGE (day)" as it is, so that a sibling can be divided alike.
    definition: table.definition ?? "",
    keys: keys.filter((key) => key.table === table.oid).map(keyOf),
    partitions,
  };
}

function keyOf({ column, type, typmod, is_usual: isUsual, ...texts }: KeyRow): PartitionKey {
  const name = KEY_TYPE_NAMES.find((known) => known === type);
  const isReadable = column !== null && isUsual && name !== undefined;
  return {
    column,
    type: isReadable
      ? { name, typmod: typmod ?? -1, collation: texts.collation, labels: texts.labels }
      : null,
  };
}

/** Most targets are not: they are asked nothing more. */
const IS_PARTITIONED = `
SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_partitioned_table p WHERE p.partrelid = $1) AS is_partitioned`;

/** Bounds are printed by the session's settings; so that they mean one thing only, they are these. */
const PRINTING = `SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL standard_conforming_strings = on;
SET LOCAL bytea_output = 'hex'; SET LOCAL TimeZone = 'UTC'; SET LOCAL lock_timeout = '15s'`;

const SERVER_TEXTS = `
SELECT pg_catalog.current_setting('server_encoding') = 'UTF8' AS is_utf8,
  pg_catalog.current_setting('TimeZone') IN ('UTC', 'Etc/UTC', 'GMT', 'Etc/GMT', 'Zulu', 'Universal') AS is_utc`;

/** A partition that is being detached has no parent in pg_partition_tree any more. */
const TABLES = `
SELECT c.oid, t.parentrelid::oid AS parent, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
  pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound,
  p.partstrat::text AS strategy, pg_catalog.pg_get_partkeydef(p.partrelid) AS definition,
  s.spcname AS tablespace, c.reloptions AS options, c.relpersistence = 'u' AS is_unlogged,
  nullif(m.amname, pg_catalog.current_setting('default_table_access_method')) AS access_method
FROM pg_catalog.pg_partition_tree($1) t
JOIN pg_catalog.pg_class c ON c.oid = t.relid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = c.oid
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam
ORDER BY t.level, c.oid`;

/**
 * A domain counts as the type below it. "Usual" is the type's own default operator class: text_pattern_ops, say,
 * orders otherwise. Columns that came with later versions are asked for through JSON.
 */
const KEYS = `
SELECT p.partrelid AS table, a.attname AS column, base.name AS type, base.typmod,
  coalesce(o.opcdefault AND o.opcnamespace = 'pg_catalog'::pg_catalog.regnamespace, false) AS is_usual,
  CASE
    WHEN k.collation_id = 0 THEN 'bytes'
    WHEN NOT l.collisdeterministic THEN 'none'
    WHEN l.collprovider = 'b' OR l.collprovider = 'd' AND pg_catalog.to_jsonb(d) ->> 'datlocprovider' = 'b' THEN 'bytes'
    WHEN l.collprovider = 'c' AND l.collcollate IN ('C', 'POSIX') THEN 'bytes'
    WHEN l.collprovider = 'd' AND coalesce(pg_catalog.to_jsonb(d) ->> 'datlocprovider', 'c') = 'c'
      AND d.datcollate IN ('C', 'POSIX') THEN 'bytes'
    ELSE 'equality'
  END AS collation,
  ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = base.id) AS labels
FROM pg_catalog.pg_partitioned_table p
JOIN pg_catalog.pg_database d ON d.datname = pg_catalog.current_database()
CROSS JOIN LATERAL ROWS FROM (
  pg_catalog.unnest(p.partattrs::int2[]), pg_catalog.unnest(p.partclass::oid[]), pg_catalog.unnest(p.partcollation::oid[])
) WITH ORDINALITY AS k(attribute, class_id, collation_id, position)
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = k.attribute AND k.attribute <> 0
LEFT JOIN pg_catalog.pg_opclass o ON o.oid = k.class_id
LEFT JOIN pg_catalog.pg_collation l ON l.oid = k.collation_id
LEFT JOIN LATERAL (
  WITH RECURSIVE down AS (
    SELECT y.oid, y.typbasetype, y.typtype, a.atttypmod AS typmod FROM pg_catalog.pg_type y WHERE y.oid = a.atttypid
    UNION ALL
    SELECT y.oid, y.typbasetype, y.typtype, greatest(down.typmod, u.typtypmod)
    FROM down JOIN pg_catalog.pg_type u ON u.oid = down.oid JOIN pg_catalog.pg_type y ON y.oid = down.typbasetype
    WHERE down.typtype = 'd'
  )
  SELECT CASE WHEN y.typtype = 'e' THEN 'enum' WHEN y.typnamespace = 'pg_catalog'::pg_catalog.regnamespace THEN y.typname END AS name,
    down.typmod, y.oid AS id
  FROM down JOIN pg_catalog.pg_type y ON y.oid = down.oid WHERE down.typtype <> 'd'
) base ON true
WHERE p.partrelid = ANY($1::oid[])
ORDER BY p.partrelid, k.position`;
