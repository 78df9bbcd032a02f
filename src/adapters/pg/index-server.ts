// What is around a load before it is planned: the table's indexes, the server's settings, what other loads have left.
import type { ClientBase } from "pg";
import type { BuildServer, BuildTuning } from "../../core/load/index-tuning.ts";
import type { ServerLimits } from "../../core/load/advice.ts";
import type { IndexFacts } from "../../core/load/index-choice.ts";
import type { Surroundings } from "../../core/load/plan-indexes.ts";
import { readIndexFacts } from "./index-catalog.ts";
import { droppedObjects } from "./index-ledger.ts";

/** `tableOid` is null for a table that the load makes: it has no index yet. */
export async function readSurroundings(
  client: ClientBase,
  tableOid: number | null,
  loadId: string,
  recordBytes: number,
): Promise<Surroundings> {
  const rows = await droppedObjects(client, null);
  const facts =
    tableOid === null ? NO_INDEXES : await readIndexFacts(client, tableOid, recordBytes);
  const other = rows.find((row) => row.loadId !== loadId && row.object.tableOid === tableOid);
  return {
    indexes: { ...facts, otherLoad: other?.loadId ?? null },
    bytesThere: tableOid === null ? 0 : await bytesOf(client, tableOid),
    server: await readServer(client),
    left: rows.map((row) => ({ loadId: row.loadId, target: row.target, name: row.object.name })),
  };
}

const NO_INDEXES: IndexFacts = { objects: [], rowsThere: 0, missingRight: null, otherLoad: null };

async function bytesOf(client: ClientBase, tableOid: number): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    "SELECT pg_catalog.pg_total_relation_size($1::oid) AS bytes",
    [tableOid],
  );
  return Number(rows[0]?.bytes ?? 0);
}

export async function readServer(client: ClientBase): Promise<ServerLimits & BuildServer> {
  const { rows } = await client.query<{ name: string; value: number }>(SETTINGS);
  const value = (name: string): number => rows.find((row) => row.name === name)?.value ?? 0;
  return {
    sharedBuffersBytes: value("shared_buffers"),
    maxWalBytes: value("max_wal_size"),
    checkpointSeconds: value("checkpoint_timeout"),
    maintenanceBytes: value("maintenance_work_mem"),
    parallelMaintenanceWorkers: value("max_parallel_maintenance_workers"),
  };
}

/** For one transaction. */
export const tuningSql = ({ memoryBytes, parallelWorkers }: BuildTuning): string =>
  `SET LOCAL maintenance_work_mem = ${Math.floor(memoryBytes / 1024)};
SET LOCAL max_parallel_maintenance_workers = ${parallelWorkers}`;

/** In bytes, whatever unit the server counts in; times and numbers as they are. */
const SETTINGS = `
SELECT name, setting::float8 * CASE unit WHEN 'kB' THEN 1024 WHEN 'MB' THEN 1048576
  WHEN '8kB' THEN 8192 ELSE 1 END AS value
FROM pg_catalog.pg_settings
WHERE name IN ('shared_buffers', 'max_wal_size', 'checkpoint_timeout', 'maintenance_work_mem',
  'max_parallel_maintenance_workers')`;
