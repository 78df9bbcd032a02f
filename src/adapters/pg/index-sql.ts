// What is asked of the catalog about a table's indexes, keys and foreign keys, and the rows that answer it.

export interface IndexRow {
  readonly oid: number;
  readonly table_oid: number;
  /** `schema.table`, quoted. */
  readonly table: string;
  readonly label: string;
  readonly name: string;
  readonly qualified: string;
  readonly method: string;
  readonly definition: string;
  readonly is_unique: boolean;
  readonly is_exclusion: boolean;
  readonly is_valid: boolean;
  readonly is_clustered: boolean;
  readonly is_replica_identity: boolean;
  /** The table is published, and this is its replica identity, by default or by name. */
  readonly is_published: boolean;
  readonly is_partitioned: boolean;
  readonly is_attached: boolean;
  readonly is_of_extension: boolean;
  readonly may_use_tablespace: boolean;
  /** Unquoted: default_tablespace takes a name as it is. */
  readonly tablespace: string | null;
  readonly comment: string | null;
  readonly constraint_type: "p" | "u" | "x" | null;
  readonly constraint_name: string | null;
  readonly constraint_definition: string | null;
  readonly constraint_comment: string | null;
  readonly is_deferrable: boolean;
  readonly is_deferred: boolean;
  readonly are_nulls_equal: boolean;
  readonly key_columns: readonly string[];
  readonly predicate: string | null;
  readonly statistics: readonly { readonly column: number; readonly target: number }[];
  readonly depends_on: readonly string[];
  /** What would stop it from being dropped, beside the foreign keys that point at it. */
  readonly dependents: readonly string[];
}

export interface ForeignKeyRow {
  readonly table_oid: number;
  readonly table: string;
  readonly referenced: string;
  readonly label: string;
  readonly name: string;
  readonly definition: string;
  readonly comment: string | null;
  /** On the target; otherwise it points at it. */
  readonly is_own: boolean;
  readonly is_at_target: boolean;
  readonly key_oid: number;
  readonly key: string;
  readonly is_validated: boolean;
  readonly is_enforced: boolean;
  readonly is_of_partition: boolean;
  readonly is_of_extension: boolean;
  readonly are_triggers_altered: boolean;
  readonly owns: boolean;
  readonly may_refer: boolean;
}

export interface TableRow {
  readonly role: string;
  readonly owner: string;
  readonly schema: string;
  readonly owns: boolean;
  readonly may_create: boolean;
  readonly row_estimate: number;
  readonly page_estimate: number;
  readonly heap_bytes: string;
  readonly block_bytes: number;
}

// Columns that only newer servers have are read through to_jsonb, which leaves out what is not there.

export const INDEXES = `
SELECT i.indexrelid AS oid, i.indrelid AS table_oid,
  pg_catalog.format('%I.%I', n.nspname, t.relname) AS table,
  c.relname AS label, pg_catalog.quote_ident(c.relname) AS name,
  pg_catalog.format('%I.%I', n.nspname, c.relname) AS qualified,
  am.amname AS method, pg_catalog.pg_get_indexdef(i.indexrelid) AS definition,
  i.indisunique AS is_unique, i.indisexclusion AS is_exclusion,
  i.indisvalid AND i.indisready AND i.indislive AS is_valid,
  i.indisclustered AS is_clustered, i.indisreplident AS is_replica_identity,
  (i.indisreplident OR i.indisprimary AND t.relreplident = 'd') AND EXISTS (
    SELECT 1 FROM pg_catalog.pg_publication_tables p JOIN pg_catalog.pg_namespace pn ON pn.nspname = p.schemaname
    WHERE pn.oid = t.relnamespace AND p.tablename = t.relname) AS is_published,
  c.relkind = 'I' AS is_partitioned, c.relispartition AS is_attached,
  EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.objid IN (i.indexrelid, i.indrelid) AND d.deptype = 'e') AS is_of_extension,
  ts.oid IS NULL OR pg_catalog.has_tablespace_privilege(ts.oid, 'CREATE') AS may_use_tablespace,
  ts.spcname AS tablespace,
  pg_catalog.obj_description(i.indexrelid, 'pg_class') AS comment,
  k.contype::text AS constraint_type, pg_catalog.quote_ident(k.conname) AS constraint_name,
  pg_catalog.pg_get_constraintdef(k.oid) AS constraint_definition,
  pg_catalog.obj_description(k.oid, 'pg_constraint') AS constraint_comment,
  coalesce(k.condeferrable, false) AS is_deferrable, coalesce(k.condeferred, false) AS is_deferred,
  coalesce((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS are_nulls_equal,
  ARRAY(SELECT pg_catalog.pg_get_indexdef(i.indexrelid, position, false)
    FROM pg_catalog.generate_series(1, i.indnkeyatts) AS position) AS key_columns,
  pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate,
  (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object('column', a.attnum, 'target', a.attstattarget)
      ORDER BY a.attnum), '[]')
    FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0) AS statistics,
  ARRAY(SELECT pg_catalog.quote_ident(e.extname)::text FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.indexrelid AND d.deptype = 'x'
      AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass ORDER BY e.extname) AS depends_on,
  ARRAY(SELECT DISTINCT coalesce(
      (SELECT pg_catalog.pg_describe_object('pg_catalog.pg_class'::pg_catalog.regclass, r.ev_class, 0)
        FROM pg_catalog.pg_rewrite r
        WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND r.oid = d.objid),
      pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid))
    FROM pg_catalog.pg_depend d
    WHERE (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = i.indexrelid
        OR d.refclassid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.refobjid = k.oid)
      AND d.deptype NOT IN ('i', 'P', 'S')
      AND NOT (d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND EXISTS (
        SELECT 1 FROM pg_catalog.pg_constraint f WHERE f.oid = d.objid AND f.contype = 'f'))) AS dependents
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid
  AND k.contype IN ('p', 'u', 'x')
WHERE i.indrelid = $1
ORDER BY k.contype = 'p' DESC NULLS LAST, c.relname`;

export const FOREIGN_KEYS = `
SELECT k.conrelid AS table_oid, pg_catalog.format('%I.%I', n.nspname, t.relname) AS table,
  pg_catalog.format('%I.%I', rn.nspname, r.relname) AS referenced,
  k.conname AS label, pg_catalog.quote_ident(k.conname) AS name,
  pg_catalog.pg_get_constraintdef(k.oid) AS definition,
  pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment,
  k.conrelid = $1 AS is_own, k.confrelid = $1 AS is_at_target, k.conindid AS key_oid, x.relname AS key,
  k.convalidated AS is_validated,
  coalesce((pg_catalog.to_jsonb(k) ->> 'conenforced')::boolean, true) AS is_enforced,
  t.relkind <> 'r' OR r.relkind <> 'r' OR k.conparentid <> 0 AS is_of_partition,
  EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.objid = k.conrelid AND d.deptype = 'e') AS is_of_extension,
  EXISTS (SELECT 1 FROM pg_catalog.pg_trigger g WHERE g.tgconstraint = k.oid AND g.tgenabled <> 'O') AS are_triggers_altered,
  pg_catalog.pg_has_role(t.relowner, 'USAGE') AS owns,
  (SELECT pg_catalog.bool_and(pg_catalog.has_column_privilege(k.confrelid, number, 'REFERENCES'))
    FROM pg_catalog.unnest(k.confkey) AS number) AS may_refer
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
JOIN pg_catalog.pg_class r ON r.oid = k.confrelid
JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
JOIN pg_catalog.pg_class x ON x.oid = k.conindid
WHERE k.contype = 'f' AND (k.conrelid = $1 OR k.confrelid = $1)
ORDER BY k.conrelid = $1 DESC, t.relname, k.conname`;

export const TABLE_FACTS = `
SELECT current_user::text AS role, pg_catalog.pg_get_userbyid(c.relowner) AS owner, n.nspname AS schema,
  pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owns,
  pg_catalog.has_schema_privilege(n.oid, 'CREATE') AS may_create,
  c.reltuples::float8 AS row_estimate, c.relpages AS page_estimate,
  pg_catalog.pg_relation_size(c.oid) AS heap_bytes,
  pg_catalog.current_setting('block_size')::int AS block_bytes
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = $1`;
