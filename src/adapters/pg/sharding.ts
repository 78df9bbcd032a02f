// What Citus' catalog says of a table, where the extension is there.
import type { ClientBase } from "pg";
import type { Sharding } from "../../core/load/sharding.ts";
import { HAS_CITUS } from "./snapshot-sql.ts";

/** Null for a table that Citus does not manage. */
export async function readSharding(client: ClientBase, oid: number): Promise<Sharding | null> {
  const [citus] = (await client.query<{ there: boolean }>(`SELECT ${HAS_CITUS} AS there`)).rows;
  if (citus?.there !== true) return null;
  const [table] = (await client.query<TableRow>(TABLE, [oid])).rows;
  if (table === undefined) return null;
  const { rows } = await client.query<NodeRow>(NODES);
  return {
    kind: table.kind,
    column: table.column,
    isCoordinator: table.is_coordinator,
    nodes: rows.map(({ host, port, is_here, has_shards, takes_copy }) => ({
      host,
      port,
      isHere: is_here,
      hasShards: has_shards,
      takesCopy: takes_copy,
    })),
  };
}

interface TableRow {
  readonly kind: Sharding["kind"];
  readonly column: string | null;
  readonly is_coordinator: boolean;
}

interface NodeRow {
  readonly host: string;
  readonly port: number;
  readonly is_here: boolean;
  readonly has_shards: boolean;
  readonly takes_copy: boolean;
}

/** Without a distribution column a table is a reference table when it is replicated by two-phase commit ('t'). */
const TABLE = `
SELECT CASE WHEN partmethod <> 'n' THEN 'distributed' WHEN repmodel = 't' THEN 'reference' ELSE 'on one node' END AS kind,
  CASE WHEN partmethod <> 'n' THEN pg_catalog.column_to_column_name(logicalrelid, partkey) END AS column,
  (SELECT groupid = 0 FROM pg_catalog.pg_dist_local_group) AS is_coordinator
FROM pg_catalog.pg_dist_partition WHERE logicalrelid = $1::pg_catalog.oid::pg_catalog.regclass`;

/** Version 11 and later give every worker the metadata. */
const NODES = `
SELECT nodename AS host, nodeport AS port, n.groupid = g.groupid AS is_here, shouldhaveshards AS has_shards,
  hasmetadata AND metadatasynced AS takes_copy
FROM pg_catalog.pg_dist_node n, pg_catalog.pg_dist_local_group g
WHERE isactive AND noderole = 'primary' AND (shouldhaveshards OR n.groupid = g.groupid)
ORDER BY nodename, nodeport`;
