// The part of a snapshot that is about the server: settings, standbys, slots, checkpoints.
import type { CatalogSnapshot } from "../../core/lang/sql/schema/snapshot.ts";
import type { CatalogReader } from "./snapshot-reader.ts";
import { HAS_CITUS, STANDBYS, type StandbyRow } from "./snapshot-sql.ts";

type ServerFacts = Pick<
  CatalogSnapshot,
  "serverVersion" | "isReadOnly" | "settings" | "standbys" | "slots" | "checkpoints" | "hasCitus"
>;

export async function readServerFacts(reader: CatalogReader): Promise<ServerFacts> {
  const [facts] = await reader.rows<FactsRow>(FACTS);
  const settings = await reader.rows<SettingRow>(SETTINGS, [SETTING_NAMES]);
  const checkpointer = facts?.has_checkpointer === true ? CHECKPOINTER : BGWRITER;
  const [checkpoints] = (await reader.rowsIfAllowed<CheckpointRow>(checkpointer)) ?? [];
  const standbys = (await reader.rowsIfAllowed<StandbyRow>(STANDBYS)) ?? [];
  const slots = (await reader.rowsIfAllowed<SlotRow>(SLOTS)) ?? [];
  return {
    serverVersion: facts?.version ?? 0,
    isReadOnly: facts?.is_read_only ?? false,
    hasCitus: facts?.has_citus ?? false,
    settings: Object.fromEntries(settings.map(({ name, value }) => [name, value])),
    checkpoints: checkpoints ?? null,
    standbys: standbys.map(({ name, state, sync_state, lag_bytes }) => ({
      name,
      state,
      syncState: sync_state,
      lagBytes: lag_bytes,
    })),
    slots: slots.map(({ name, is_active, wal_status }) => ({
      name,
      isActive: is_active,
      walStatus: wal_status,
    })),
  };
}

interface FactsRow {
  readonly version: number;
  readonly is_read_only: boolean;
  readonly has_checkpointer: boolean;
  readonly has_citus: boolean;
}

interface SettingRow {
  readonly name: string;
  readonly value: string;
}

interface CheckpointRow {
  readonly timed: number;
  readonly requested: number;
}

interface SlotRow {
  readonly name: string;
  readonly is_active: boolean;
  readonly wal_status: string | null;
}

/** What this transaction says of itself is no fact about the server: it is read-only by our wish. */
const FACTS = `
SELECT pg_catalog.current_setting('server_version_num')::int AS version,
  pg_catalog.pg_is_in_recovery() OR pg_catalog.current_setting('default_transaction_read_only')::bool AS is_read_only,
  pg_catalog.to_regclass('pg_catalog.pg_stat_checkpointer') IS NOT NULL AS has_checkpointer,
  ${HAS_CITUS} AS has_citus`;

/** Those that a rule or the hover reads. */
const SETTING_NAMES = [
  ...["autovacuum", "checkpoint_timeout", "fsync", "full_page_writes", "maintenance_work_mem"],
  ...["max_replication_slots", "max_slot_wal_keep_size", "max_wal_senders", "max_wal_size"],
  ...["synchronous_commit", "synchronous_standby_names", "wal_compression", "wal_level"],
];

const SETTINGS = `
SELECT name, pg_catalog.current_setting(name) AS value FROM pg_catalog.pg_settings WHERE name = ANY ($1::text[])
ORDER BY name`;

/** Version 17 moved them out of pg_stat_bgwriter. */
const CHECKPOINTER = `
SELECT num_timed::float8 AS timed, num_requested::float8 AS requested FROM pg_catalog.pg_stat_checkpointer`;
const BGWRITER = `
SELECT checkpoints_timed::float8 AS timed, checkpoints_req::float8 AS requested FROM pg_catalog.pg_stat_bgwriter`;

const SLOTS = `
SELECT slot_name::text AS name, active AS is_active, wal_status FROM pg_catalog.pg_replication_slots
WHERE NOT temporary ORDER BY slot_name`;
