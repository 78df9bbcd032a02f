// The load's entry points for CLI and editor: connection and request in, plan, report and lists out.
import { errors } from "../core/base/errors.ts";
import type { Logger } from "../core/base/log.ts";
import type { LoadEvent, LoadReport } from "../core/load/events.ts";
import type { LoadPlan } from "../core/load/plan.ts";
import type { LoadPorts, LoadRow, Source } from "../core/load/ports.ts";
import type { LoadRequest } from "../core/load/request.ts";
import { requireWorkers } from "../core/load/plan-load.ts";
import { runLoad } from "../core/load/run-load.ts";
import { verifyLoad as verify, type VerifyReport } from "../core/load/verify.ts";
import { openPlanned } from "./files/open-source.ts";
import { rejectFile } from "./files/reject-file.ts";
import { inspectSource } from "./load/inspect-files.ts";
import { completeRequest, inferColumns } from "./load/inspect.ts";
import { fastestHash, hashersIn, memoryBytes, newMemory, nodeClock } from "./load/node-ports.ts";
import { prepare, type OnProgress, type Prepared } from "./load/prepare.ts";
import { listTables as readTables, type TableSummary } from "./pg/catalog.ts";
import type { ConnectionSettings } from "./pg/connection/settings.ts";
import type { RecoveredLoad } from "./pg/index-recover.ts";
import { PgTarget } from "./pg/target.ts";

export type { TableSummary } from "./pg/catalog.ts";
export type { RecoveredLoad } from "./pg/index-recover.ts";

export interface LoadJobOptions {
  readonly connection: ConnectionSettings;
  readonly log: Logger;
  /** Where our WebAssembly modules lie; without it plain JavaScript does their work, several times slower. */
  readonly wasmFolder?: string;
}

/** What a resume may change: none of it changes a row. */
export interface ResumeChanges {
  readonly rejectsMax?: number | null | undefined;
  readonly workers?: number | undefined;
}

/** A load from its request to its report, over one connection besides those that copy. */
export interface LoadJob {
  /** Nothing is written to the database or the disk. */
  prepare(request: LoadRequest, onProgress: OnProgress, signal: AbortSignal): Promise<Prepared>;
  run(
    prepared: Prepared,
    emit: (event: LoadEvent) => void,
    signal: AbortSignal,
  ): Promise<LoadReport>;
}

/** Resolves with what `use` gives, when the connection is closed. */
export function withLoadJob<T>(
  options: LoadJobOptions,
  use: (job: LoadJob) => Promise<T>,
): Promise<T> {
  return withTarget(options, (target) =>
    use({
      async prepare(request, onProgress, signal) {
        const { wasmFolder } = options;
        const { plan, source } = await prepare(request, { target, wasmFolder }, onProgress, signal);
        const contentHash = fastestHash(newMemory(wasmFolder));
        return { plan: { ...plan, contentHash }, source };
      },
      async run({ plan, source }, emit, signal) {
        const read = source ?? (await openPlanned(plan, plan, signal));
        return runLoad(plan, portsOver(read, plan, target, options), emit, signal);
      },
    }),
  );
}

/** The plan for review: nothing is written to the database or the disk. */
export function prepareLoad(
  request: LoadRequest,
  options: LoadJobOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<LoadPlan> {
  return withLoadJob(options, async (job) => {
    const { plan } = await job.prepare(request, onProgress, signal);
    return plan;
  });
}

/** What a file is, with the evidence; no database is asked. */
export async function sniffFile(
  request: LoadRequest,
  { wasmFolder }: Pick<LoadJobOptions, "wasmFolder">,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
) {
  const complete = await completeRequest(request, signal);
  const file = await inspectSource(complete, Promise.resolve([]), signal);
  const { dialect, decisions, fieldCount } = file.sniffed;
  const columns = await inferColumns(file, wasmFolder, onProgress, signal);
  return {
    file: file.path,
    bytes: file.fingerprint.bytesTotal,
    dialect,
    fieldCount,
    decisions,
    columns,
  };
}

export function runPlannedLoad(
  plan: LoadPlan,
  options: LoadJobOptions,
  emit: (event: LoadEvent) => void,
  signal: AbortSignal,
): Promise<LoadReport> {
  return withLoadJob(options, (job) => job.run({ plan, source: null }, emit, signal));
}

/** Goes on with a load of the ledger by its recorded plan. */
export function resumeLoad(
  { loadId, ...changes }: ResumeChanges & { readonly loadId: string },
  options: LoadJobOptions,
  emit: (event: LoadEvent) => void,
  signal: AbortSignal,
): Promise<LoadReport> {
  return withTarget(options, async (target) => {
    const { plan } = await findLoad(target, loadId, signal);
    if (changes.workers !== undefined) requireWorkers(changes.workers);
    const max = changes.rejectsMax === undefined ? plan.rejects.max : changes.rejectsMax;
    const changed = {
      ...plan,
      workers: changes.workers ?? plan.workers,
      rejects: { ...plan.rejects, max },
    };
    return runLoad(changed, await portsFor(plan, target, options, signal), emit, signal);
  });
}

export function listLoads(
  options: LoadJobOptions,
  signal: AbortSignal,
): Promise<readonly LoadRow[]> {
  return withTarget(options, (target) => target.ledger.list(signal));
}

/** The load that was started last of those that are not complete; null when all are. */
export function lastUnfinished(
  options: LoadJobOptions,
  signal: AbortSignal,
): Promise<LoadRow | null> {
  return withTarget(options, async ({ ledger }) => (await ledger.unfinished(signal))[0] ?? null);
}

/** Restores indexes and constraints that loads have dropped; only lists them when `isListOnly`. */
export function recoverIndexes(
  isListOnly: boolean,
  options: LoadJobOptions,
  note: (what: string) => void,
  signal: AbortSignal,
): Promise<readonly RecoveredLoad[]> {
  return withTarget(options, (target) => target.recover(isListOnly, note, signal));
}

export function listTables(
  options: LoadJobOptions,
  signal: AbortSignal,
): Promise<readonly TableSummary[]> {
  return withTarget(options, (target) => target.withClient(readTables, signal));
}

export function verifyLoad(
  loadId: string,
  options: LoadJobOptions,
  signal: AbortSignal,
): Promise<VerifyReport> {
  return withTarget(options, async (target) => {
    const row = await findLoad(target, loadId, signal);
    return verify(row, await portsFor(row.plan, target, options, signal), signal);
  });
}

async function findLoad(target: PgTarget, loadId: string, signal: AbortSignal): Promise<LoadRow> {
  const row = await target.ledger.find(loadId, signal);
  if (row === null) throw errors.loadUnknown(loadId);
  return row;
}

async function portsFor(
  plan: LoadPlan,
  target: PgTarget,
  options: LoadJobOptions,
  signal: AbortSignal,
): Promise<LoadPorts> {
  return portsOver(await openPlanned(plan, plan, signal), plan, target, options);
}

function portsOver(
  source: Source,
  plan: LoadPlan,
  target: PgTarget,
  { wasmFolder }: LoadJobOptions,
): LoadPorts {
  const memory = newMemory(wasmFolder, memoryBytes(plan));
  const newHasher = hashersIn(memory);
  return { source, target, rejectFile, clock: nodeClock, newHasher, memory };
}

async function withTarget<T>(
  options: LoadJobOptions,
  use: (target: PgTarget) => Promise<T>,
): Promise<T> {
  const target = new PgTarget(options.connection, options.log);
  try {
    return await use(target);
  } finally {
    await target.close();
  }
}
