// Citus' catalog in a server without Citus: its relations, as a real cluster of version 13.0.5 showed them, filled with
// rows that were recorded there or are a test's own.

export interface CitusNode {
  readonly groupid: number;
  readonly nodename: string;
  readonly nodeport: number;
  readonly hasmetadata: boolean;
  readonly metadatasynced: boolean;
  readonly isactive: boolean;
  readonly noderole: string;
  readonly shouldhaveshards: boolean;
}

/** Ledger tables are managed when the load asks for it: here by writing their rows of the catalog. */
export const CITUS_CATALOG = `
SET allow_system_table_mods = on;
INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
  SELECT 99999, 'citus', 10, 11, false, '13.0-5';
CREATE TABLE pg_catalog.pg_dist_partition (
  logicalrelid regclass PRIMARY KEY, partmethod "char", partkey text, colocationid int, repmodel "char");
CREATE TABLE pg_catalog.pg_dist_shard (logicalrelid regclass, shardid bigint);
CREATE TABLE pg_catalog.pg_dist_local_group (groupid int);
CREATE TABLE pg_catalog.pg_dist_node (
  nodeid int, groupid int, nodename text, nodeport int, hasmetadata bool, metadatasynced bool, isactive bool, noderole text,
  shouldhaveshards bool);
CREATE FUNCTION pg_catalog.column_to_column_name(table_name regclass, node text) RETURNS text LANGUAGE sql AS
  $$SELECT attname FROM pg_attribute WHERE attrelid = table_name AND attnum = substring(node FROM ':varattno (\\d+)')::int$$;
CREATE FUNCTION pg_catalog.citus_add_local_table_to_metadata(table_name regclass, cascade_via_foreign_keys bool)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO pg_dist_partition SELECT table_name, 'n', NULL, 0, 's';
  INSERT INTO pg_dist_shard SELECT to_regclass('rowmill.' || t.name), t.shard
  FROM (VALUES ('load', 102017), ('batch', 102016), ('reject', 102018)) AS t(name, shard)
$$;`;

/** Fills the catalog, seen from the node of this group; shards by the name of their table. */
export const citusRows = (
  group: number,
  nodes: readonly CitusNode[],
  shards: readonly { readonly logicalrelid: string; readonly shardid: number }[],
): string => `
DELETE FROM pg_dist_node; DELETE FROM pg_dist_local_group; DELETE FROM pg_dist_shard;
INSERT INTO pg_dist_local_group VALUES (${group});
INSERT INTO pg_dist_node (groupid, nodename, nodeport, hasmetadata, metadatasynced, isactive, noderole, shouldhaveshards)
  SELECT groupid, nodename, nodeport, hasmetadata, metadatasynced, isactive, noderole, shouldhaveshards
  FROM json_populate_recordset(NULL::pg_dist_node, '${JSON.stringify(nodes)}');
INSERT INTO pg_dist_shard SELECT * FROM json_populate_recordset(NULL::pg_dist_shard, '${JSON.stringify(shards)}')
  WHERE logicalrelid IS NOT NULL;`;
