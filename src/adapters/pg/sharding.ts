// What Citus' catalog says of a table, where the extension is there.
import type { ClientBase } from "pg";
import type { Sharding } from "../../core/load/sharding.ts";
import { DISTRIBUTION, HAS_CITUS, type DistributionRow } from "./snapshot-sql.ts";

/** Null for a table that Citus does not manage. */
export async function readSharding(client: ClientBase, oid: number): Promise<Sharding | null> {
  const [citus] = (await client.query<{ there: boolean }>(`SELECT ${HAS_CITUS} AS there`)).rows;
  if (citus?.there !== true) return null;
  const one = `${DISTRIBUTION} WHERE logicalrelid = $1::pg_catalog.oid::pg_catalog.regclass`;
  const [table] = (await client.query<DistributionRow>(one, [oid])).rows;
  if (table === undefined) return null;
  const { rows } = await client.query<NodeRow>(NODES);
  return {
    column: table.column,
    nodes: rows.map(({ host, port, takes_copy }) => ({ host, port, takesCopy: takes_copy })),
  };
}

interface NodeRow {
  readonly host: string;
  readonly port: number;
  readonly takes_copy: boolean;
}

/** Nodes with shards; version 11 and later give every worker the metadata. */
const NODES = `
SELECT nodename AS host, nodeport AS port, hasmetadata AND metadatasynced AS takes_copy
FROM pg_catalog.pg_dist_node WHERE isactive AND noderole = 'primary' AND shouldhaveshards
ORDER BY nodename, nodeport`;
