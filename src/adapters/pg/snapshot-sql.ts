// What a snapshot asks about tables. Everything is asked for many tables at once, and every answer is bounded.

/** Leaves of partitioned tables come last: a parent's list of partitions is read apart, and rules mostly ask parents. */
export const TABLES_MAX = 5_000;
export const COLUMNS_MAX = 200_000;
export const PARTITIONS_MAX = 20_000;

/** A join, which all versions turn into one look-up a table; `= ANY` is read from end to end by the older ones. */
const WANTED = "unnest($1::oid[]) WITH ORDINALITY wanted (oid, place)";

export interface TableRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly is_unlogged: boolean;
  readonly can_insert: boolean;
  readonly parent: string | null;
  readonly strategy: "r" | "l" | "h" | null;
  /** Columns of the partition key; null stands for an expression. */
  readonly partition_key: readonly (string | null)[];
}

/**
 * The largest tables by their pages, as the last ANALYZE or VACUUM saw them. Nothing here waits for a lock: the
 * functions that print expressions do, unless they are told of no table.
 */
export const TABLES = `
SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relpersistence = 'u' AS is_unlogged,
  pg_catalog.has_schema_privilege(n.oid, 'USAGE')
    AND pg_catalog.has_any_column_privilege(c.oid, 'INSERT') AS can_insert,
  CASE WHEN c.relispartition THEN (SELECT p.relname FROM pg_catalog.pg_inherits i
    JOIN pg_catalog.pg_class p ON p.oid = i.inhparent WHERE i.inhrelid = c.oid LIMIT 1) END AS parent,
  k.partstrat AS strategy,
  ARRAY(SELECT a.attname::text FROM unnest(k.partattrs::int2[]) WITH ORDINALITY p (attnum, place)
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.attnum AND p.attnum > 0
    ORDER BY p.place) AS partition_key
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_partitioned_table k ON k.partrelid = c.oid
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('information_schema', 'rowmill') AND n.nspname !~ '^pg_'
ORDER BY c.relispartition, c.relkind = 'p' DESC, c.relpages DESC, c.oid LIMIT ${TABLES_MAX}`;

export interface ColumnRow {
  readonly table: number;
  readonly name: string;
  readonly type: string;
  readonly is_not_null: boolean;
  readonly default: string | null;
  readonly identity: "" | "a" | "d";
  readonly is_generated: boolean;
}

/** A default names no column of its table; the expression of a generated column does, and is not asked for. */
export const COLUMNS = `
SELECT a.attrelid AS table, a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
  a.attnotnull AS is_not_null, a.attidentity AS identity, a.attgenerated <> '' AS is_generated,
  CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, 0) END AS default
FROM ${WANTED}
  JOIN pg_catalog.pg_attribute a ON a.attrelid = wanted.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
ORDER BY wanted.place, a.attnum LIMIT ${COLUMNS_MAX}`;

export interface IndexRow {
  readonly oid: number;
  readonly table: number;
  readonly name: string;
  readonly method: string;
  readonly is_unique: boolean;
  readonly is_primary: boolean;
  /** What ON CONFLICT (columns) can use. */
  readonly is_plain: boolean;
  readonly has_expression: boolean;
  readonly is_valid: boolean;
  readonly columns: readonly string[];
  readonly constraint: string | null;
}

export const INDEXES = `
SELECT i.indexrelid AS oid, i.indrelid AS table, c.relname AS name, m.amname AS method, i.indisunique AS is_unique,
  i.indisprimary AS is_primary, i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL AS is_plain,
  i.indexprs IS NOT NULL AS has_expression, i.indisvalid AS is_valid,
  ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, place)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
    WHERE k.place <= i.indnkeyatts ORDER BY k.place) AS columns,
  (SELECT con.conname FROM pg_catalog.pg_constraint con
    WHERE con.conrelid = i.indrelid AND con.conindid = i.indexrelid AND con.contype IN ('p', 'u')
    LIMIT 1) AS constraint
FROM ${WANTED} JOIN pg_catalog.pg_index i ON i.indrelid = wanted.oid AND i.indislive
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_am m ON m.oid = c.relam
ORDER BY i.indrelid, c.relname`;

export interface ForeignKeyRow {
  readonly table: number;
  readonly name: string;
  readonly columns: readonly string[];
  readonly references: string;
  readonly is_indexed: boolean;
}

export const FOREIGN_KEYS = `
SELECT con.conrelid AS table, con.conname AS name, c.relname AS references,
  ARRAY(SELECT a.attname::text FROM unnest(con.conkey) WITH ORDINALITY k (attnum, place)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.attnum
    ORDER BY k.place) AS columns,
  EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indexrelid = con.conindid AND i.indisvalid) AS is_indexed
FROM ${WANTED} JOIN pg_catalog.pg_constraint con ON con.conrelid = wanted.oid AND con.contype = 'f'
  JOIN pg_catalog.pg_class c ON c.oid = con.confrelid
ORDER BY con.conrelid, con.conname`;

export interface CheckRow {
  readonly table: number;
  readonly name: string;
  readonly text: string;
  readonly is_valid: boolean;
}

export const CHECKS = `
SELECT conrelid AS table, conname AS name, pg_catalog.pg_get_expr(conbin, conrelid) AS text, convalidated AS is_valid
FROM ${WANTED} JOIN pg_catalog.pg_constraint ON conrelid = wanted.oid AND contype = 'c'
ORDER BY conrelid, conname`;

export interface TriggerRow {
  readonly table: number;
  readonly name: string;
  /** Bits: 1 for each row, 4 insert, 8 delete, 16 update, 32 truncate. */
  readonly type: number;
  readonly is_enabled: boolean;
}

/** One that fires on replicas only does nothing to a load. */
export const TRIGGERS = `
SELECT tgrelid AS table, tgname AS name, tgtype AS type, tgenabled IN ('O', 'A') AS is_enabled
FROM ${WANTED} JOIN pg_catalog.pg_trigger ON tgrelid = wanted.oid AND NOT tgisinternal
ORDER BY tgrelid, tgname`;

export interface PartitionRow {
  readonly parent: number;
  readonly schema: string;
  readonly name: string;
  /** Such as `FOR VALUES IN (1)`. */
  readonly bound: string;
}

/** One that is being detached takes no rows any more; the column that says so is there from version 14. */
export const PARTITIONS = `
SELECT i.inhparent AS parent, n.nspname AS schema, c.relname AS name, pg_catalog.pg_get_expr(c.relpartbound, 0) AS bound
FROM ${WANTED} JOIN pg_catalog.pg_inherits i ON i.inhparent = wanted.oid
  JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE COALESCE(pg_catalog.to_jsonb(i) ->> 'inhdetachpending', 'false') = 'false'
ORDER BY i.inhparent, c.relname LIMIT ${PARTITIONS_MAX + 1}`;

/** Each relation with the partitions below it. */
const LEAVES = `
WITH RECURSIVE leaves (root, leaf) AS (
  SELECT oid, oid FROM ${WANTED}
  UNION ALL
  SELECT l.root, i.inhrelid FROM leaves l JOIN pg_catalog.pg_inherits i ON i.inhparent = l.leaf
    JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition)
SELECT l.root AS oid,`;
const FROM_LEAVES = `
FROM leaves l JOIN pg_catalog.pg_class c ON c.oid = l.leaf GROUP BY l.root`;
const PAGES = "c.relpages * pg_catalog.current_setting('block_size')::float8";
const IS_COUNTED = "pg_catalog.current_setting('track_counts')::bool";

export interface TableSizeRow {
  readonly oid: number;
  readonly rows: number;
  readonly bytes: number;
  readonly inserted: number | null;
}

export interface IndexSizeRow {
  readonly oid: number;
  readonly bytes: number;
  readonly scans: number | null;
}

/** `exact` sizes need a short lock on each table; the others are as old as the last ANALYZE. */
export const tableSizes = (exact: boolean): string => `${LEAVES}
  COALESCE(sum(c.reltuples) FILTER (WHERE c.reltuples >= 0 AND c.relkind <> 'p'), -1)::float8 AS rows,
  sum(${exact ? "pg_catalog.pg_table_size(c.oid)" : PAGES})::float8 AS bytes,
  CASE WHEN ${IS_COUNTED} THEN sum(pg_catalog.pg_stat_get_tuples_inserted(c.oid))::float8 END AS inserted
${FROM_LEAVES}`;

export const indexSizes = (exact: boolean): string => `${LEAVES}
  sum(${exact ? "pg_catalog.pg_relation_size(c.oid)" : PAGES})::float8 AS bytes,
  CASE WHEN ${IS_COUNTED} THEN sum(pg_catalog.pg_stat_get_numscans(c.oid))::float8 END AS scans
${FROM_LEAVES}`;

/** An expression: the extension is there, with the catalog that we read. */
export const HAS_CITUS = `EXISTS (SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'citus')
    AND pg_catalog.to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL`;

export interface StandbyRow {
  readonly name: string;
  readonly state: string | null;
  readonly sync_state: string | null;
  readonly lag_bytes: number | null;
}

/**
 * A base backup is no standby. To an ordinary role all but the names is NULL. The lag is in bytes, for the lag in time
 * of a standby that applies nothing does not grow.
 */
export const STANDBYS = `
SELECT COALESCE(application_name, '') AS name, state, sync_state,
  CASE WHEN NOT pg_catalog.pg_is_in_recovery()
    THEN pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), replay_lsn)::float8 END AS lag_bytes
FROM pg_catalog.pg_stat_replication WHERE state IS DISTINCT FROM 'backup' ORDER BY application_name`;

export interface DistributionRow {
  readonly table: number;
  readonly column: string | null;
}

/** Reference tables have no column. */
export const DISTRIBUTION = `
SELECT logicalrelid::oid AS table, CASE WHEN partmethod <> 'n'
  THEN pg_catalog.column_to_column_name(logicalrelid, partkey) END AS column
FROM pg_catalog.pg_dist_partition`;
