// The SQL of a load whose batches go through several nodes of a Citus cluster.
import { endZombiesSql } from "./copy-sql.ts";

/**
 * A local table that Citus manages can be read and written on every node that has the metadata, and a transaction there
 * commits it by two-phase commit with whatever else it wrote. All tables of the ledger point at `rowmill.load`.
 */
export const MANAGE_LEDGER = `
SELECT pg_catalog.citus_add_local_table_to_metadata('rowmill.load', cascade_via_foreign_keys => true)
WHERE NOT EXISTS (
  SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = 'rowmill.load'::pg_catalog.regclass)`;

/**
 * What must be the same on two nodes: which shards are behind the table and behind the ledger (a table of that name that
 * only this node knows has none), and the load's row as this run has written it.
 */
export const PROBE = `
SELECT pg_catalog.to_regclass($1)::pg_catalog.oid AS target_oid,
  (SELECT pg_catalog.string_agg(s.shardid::text, ' ' ORDER BY s.shardid) FROM pg_catalog.pg_dist_shard s
   WHERE s.logicalrelid = pg_catalog.to_regclass($1)) AS target_shards,
  (SELECT pg_catalog.string_agg(s.shardid::text, ' ' ORDER BY s.shardid) FROM pg_catalog.pg_dist_shard s
   WHERE s.logicalrelid IN (pg_catalog.to_regclass('rowmill.load'), pg_catalog.to_regclass('rowmill.batch'),
     pg_catalog.to_regclass('rowmill.reject'))) AS ledger_shards,
  pg_catalog.has_table_privilege(pg_catalog.to_regclass($1)::pg_catalog.oid, 'INSERT')
    AND pg_catalog.has_table_privilege(pg_catalog.to_regclass('rowmill.batch')::pg_catalog.oid, 'INSERT') AS may`;

export const PROBE_EPOCH = "SELECT epoch FROM rowmill.load WHERE load_id = $1";

/** As END_ZOMBIES, on all nodes: the client of an earlier connection may have been on another one. */
export const END_ZOMBIES_ON_NODES = endZombiesSql(
  "citus_stat_activity",
  "global_pid",
  "citus_backend_gpid",
);

/**
 * Every batch holds a key-share lock on the load's row until it is committed, also while its part on this node is only
 * prepared. So this waits for all of them.
 */
export const AWAIT_BATCHES = "SELECT FROM rowmill.load WHERE load_id = $1 FOR UPDATE";
/** Citus looks for transactions whose node went away in mid-commit once a minute, and ends them. */
export const AWAIT_BATCHES_TIMEOUT =
  "SET LOCAL lock_timeout = '150s'; SET LOCAL statement_timeout = 0";
