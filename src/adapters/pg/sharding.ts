// What Citus' catalog says of a table, where the extension is there.
import type { ClientBase } from "pg";
import type { Sharding } from "../../core/load/sharding.ts";

/** Null for a table that Citus does not manage. */
export async function readSharding(client: ClientBase, oid: number): Promise<Sharding | null> {
  const [citus] = (await client.query<{ there: boolean }>(HAS_CITUS)).rows;
  if (citus?.there !== true) return null;
  const [table] = (await client.query<TableRow>(DISTRIBUTED, [oid])).rows;
  if (table === undefined) return null;
  const { rows } = await client.query<NodeRow>(NODES);
  return {
    column: table.column_name,
    nodes: rows.map(({ host, port, takes_copy }) => ({ host, port, takesCopy: takes_copy })),
  };
}

interface TableRow {
  readonly column_name: string | null;
}

interface NodeRow {
  readonly host: string;
  readonly port: number;
  readonly takes_copy: boolean;
}

const HAS_CITUS = `
SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'citus')
  AND pg_catalog.to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL AS there`;

/** By hash or range a column decides; "n" without one is a reference table or one of this node alone. */
const DISTRIBUTED = `
SELECT CASE WHEN partmethod <> 'n' THEN pg_catalog.column_to_column_name(logicalrelid, partkey) END AS column_name
FROM pg_catalog.pg_dist_partition WHERE logicalrelid = $1::pg_catalog.oid::pg_catalog.regclass`;

/** Nodes with shards; version 11 and later give every worker the metadata. */
const NODES = `
SELECT nodename AS host, nodeport AS port, hasmetadata AND metadatasynced AS takes_copy
FROM pg_catalog.pg_dist_node WHERE isactive AND noderole = 'primary' AND shouldhaveshards
ORDER BY nodename, nodeport`;
