// What the server says of its standbys. Any role may ask; their states are shown to those with pg_monitor.
import type { ClientBase } from "pg";
import type { Replication } from "../../core/load/durability.ts";
import type { Lag } from "../../core/load/lag.ts";

export async function readReplication(client: ClientBase): Promise<Replication> {
  const { rows } = await client.query<Row>(REPLICATION);
  return {
    standbyNames: rows[0]?.standby_names ?? "",
    standbys: rows.flatMap(({ name, state, sync_state }) =>
      name === null ? [] : [{ name, state, syncState: sync_state }],
    ),
  };
}

export async function readReplicaLag(client: ClientBase): Promise<readonly Lag[]> {
  const { rows } = await client.query<{ standby: string; bytes: number }>(LAG);
  return rows;
}

interface Row {
  readonly standby_names: string;
  readonly name: string | null;
  readonly state: string | null;
  readonly sync_state: string | null;
}

/** One row without a name where there is no standby. A base backup under way is none. */
const REPLICATION = `
SELECT pg_catalog.current_setting('synchronous_standby_names') AS standby_names, r.application_name AS name, r.state, r.sync_state
FROM (SELECT) AS one
LEFT JOIN pg_catalog.pg_stat_replication r ON r.state IS DISTINCT FROM 'backup'
ORDER BY r.application_name`;

/** In bytes, for the lag in time of a standby that applies nothing does not grow. */
const LAG = `
SELECT application_name AS standby, pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), replay_lsn)::float8 AS bytes
FROM pg_catalog.pg_stat_replication WHERE replay_lsn IS NOT NULL AND state <> 'backup'`;
