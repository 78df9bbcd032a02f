// What the server says of its standbys. Any role may ask; their states are shown to those with pg_monitor.
import type { ClientBase } from "pg";
import type { Replication } from "../../core/load/durability.ts";
import type { Lag } from "../../core/load/lag.ts";
import { STANDBYS, type StandbyRow } from "./snapshot-sql.ts";

export async function readReplication(client: ClientBase): Promise<Replication> {
  const setting = await client.query<{ names: string }>(STANDBY_NAMES);
  const { rows } = await client.query<StandbyRow>(STANDBYS);
  return {
    standbyNames: setting.rows[0]?.names ?? "",
    standbys: rows.map(({ name, state, sync_state }) => ({ name, state, syncState: sync_state })),
  };
}

/** Of those that this role may see. */
export async function readReplicaLag(client: ClientBase): Promise<readonly Lag[]> {
  const { rows } = await client.query<StandbyRow>(STANDBYS);
  return rows.flatMap(({ name, lag_bytes }) =>
    lag_bytes === null ? [] : [{ standby: name, bytes: lag_bytes }],
  );
}

const STANDBY_NAMES = "SELECT pg_catalog.current_setting('synchronous_standby_names') AS names";
