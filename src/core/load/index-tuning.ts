// How indexes are built: over how many connections, with how much memory. Only settings that any role may set for
// its own session; the numbers are shown in the plan.
import type { Decision } from "../records/dialect.ts";

export interface BuildTuning {
  /** Connections that build at the same time, one index each. */
  readonly sessions: number;
  /** maintenance_work_mem of each. */
  readonly memoryBytes: number;
  /** max_parallel_maintenance_workers of each. */
  readonly parallelWorkers: number;
}

/** What the session has without us. */
export interface BuildServer {
  readonly sharedBuffersBytes: number;
  readonly maintenanceBytes: number;
  readonly parallelMaintenanceWorkers: number;
}

const SESSIONS_MAX = 4;
const MEMORY_BYTES_MAX = 1024 ** 3;

/**
 * As many connections as indexes, up to the load's own workers. Together they may use as much memory as a quarter of
 * shared_buffers, the one number by which a server says how large it is, and never less than it grants anyway.
 * Memory only matters once a sort does not fit: three indexes of 1.5 million orders cost the server 2.2 s of processor
 * time with 64 MB and with 256 MB. Helpers of a single build cost a tenth more than builds side by side (2.45 s against
 * 2.2 s), so they are left to a build that has no other beside it.
 */
export function tuneBuild(indexes: number, workers: number, server: BuildServer): BuildTuning {
  const sessions = Math.max(1, Math.min(indexes, workers, SESSIONS_MAX));
  const share = Math.floor(server.sharedBuffersBytes / 4 / sessions);
  const memoryBytes = Math.max(server.maintenanceBytes, Math.min(share, MEMORY_BYTES_MAX));
  const parallelWorkers = sessions === 1 ? server.parallelMaintenanceWorkers : 0;
  return { sessions, memoryBytes, parallelWorkers };
}

export function tuningDecision(tuning: BuildTuning): Decision {
  const { sessions, memoryBytes, parallelWorkers } = tuning;
  return {
    what: "building indexes",
    value: `${sessions} at a time, maintenance_work_mem = '${Math.round(memoryBytes / 1_048_576)}MB', max_parallel_maintenance_workers = ${parallelWorkers}`,
    origin: "default",
    evidence: "set for these sessions only, within a quarter of shared_buffers",
  };
}
