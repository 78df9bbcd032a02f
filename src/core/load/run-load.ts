// The load as a straight line: check the file, record the load, split, copy, reconcile, report.
import { errors } from "../base/errors.ts";
import { IngestError } from "../base/ingest-error.ts";
import { checkCommitted, contentHash, refuseOtherFile } from "./check-source.ts";
import { copyBatches, type Run } from "./copy-worker.ts";
import type { LoadEvent, LoadReport } from "./events.ts";
import { reconcile, sumCounts, type Reconciliation } from "./finish.ts";
import { identified, planDifference, tableDifference } from "./load-id.ts";
import { loadedColumns, tableText, type LoadPlan } from "./plan.ts";
import type { CommittedBatch, Identify, LoadPorts, LoadRow } from "./ports.ts";
import { RejectBudget } from "./reject-budget.ts";
import { ReportKeeper } from "./report.ts";
import type { RunningLoad } from "./running-load.ts";
import { split, startReading, type Reading } from "./split.ts";

type Emit = (event: LoadEvent) => void;

/** Recording a stop is a courtesy to `loads`; a server that is gone must not hold up the report. */
const STOP_MS = 3_000;

/**
 * Loads what the ledger does not have yet. An error before the load is recorded is thrown; after that the report
 * tells it, together with what was committed.
 */
export async function runLoad(
  asked: LoadPlan,
  ports: LoadPorts,
  emitTo: Emit,
  signal: AbortSignal,
): Promise<LoadReport> {
  const { ledger } = ports.target;
  await refuseOtherFile(asked, ports.source, signal);
  await ledger.prepare(signal);
  const row = await ledger.begin(asked, identifyBy(ports), signal);
  const plan = planInForce(row.plan, asked);
  const keeper = new ReportKeeper(plan, ports.clock.nowMs());
  const emit: Emit = (event) => {
    keeper.note(event);
    emitTo(event);
  };
  const load: RunningLoad = { plan, epoch: row.epoch, ports, emit };
  const report = await carryOut(load, row, signal).then(
    (end) => keeper.complete(end, row.status === "complete", ports.clock.nowMs()),
    async (error: unknown) => {
      await recordStop(row, ports, error, (text) => keeper.warn(text));
      return keeper.stopped(error, signal.aborted, ports.clock.nowMs());
    },
  );
  emitTo({ type: "finished", report });
  return report;
}

async function carryOut(
  load: RunningLoad,
  row: LoadRow,
  signal: AbortSignal,
): Promise<Reconciliation> {
  const { plan, ports, emit } = load;
  const committed = await ports.target.ledger.committed(plan.loadId, signal);
  emit(plannedEvent(plan, committed));
  if (row.status === "complete") return confirmLoaded(load, row, committed, signal);
  await checkCommitted(plan, committed, ports, signal);
  const reading = await copyAll(load, committed, signal);
  emit({ type: "records-read", records: reading.records, bytes: reading.bytes, isEnd: true });
  return reconcile(load, reading, signal);
}

/** All workers over one shared generator of batches; the first failure stops the others, and is the one thrown. */
async function copyAll(
  load: RunningLoad,
  committed: readonly CommittedBatch[],
  signal: AbortSignal,
): Promise<Reading> {
  const { plan, ports } = load;
  const reading = startReading();
  const siblings = new AbortController();
  const stop = AbortSignal.any([signal, siblings.signal]);
  const budget = new RejectBudget(plan.rejects.max, plan.source.path);
  for (const batch of committed) budget.note(batch.number, batch.rejected);
  const known = new Map(committed.map((batch) => [batch.number, batch]));
  const batches = split(plan, ports, reading, stop);
  const run: Run = { ...load, batches, committed: known, budget, crew: { size: plan.workers } };
  const failures: unknown[] = [];
  const workers = Array.from({ length: plan.workers }, (_, worker) =>
    copyBatches(worker, run, stop).catch((error: unknown) => {
      failures.push(error);
      siblings.abort(error);
    }),
  );
  await Promise.all(workers);
  await batches.return();
  if (failures.length > 0) throw failures[0];
  return reading;
}

/** The ledger calls it complete: only the same content may be called loaded already. */
async function confirmLoaded(
  { plan, ports }: RunningLoad,
  row: LoadRow,
  committed: readonly CommittedBatch[],
  signal: AbortSignal,
): Promise<Reconciliation> {
  if ((await contentHash(ports, signal)) !== row.contentHash) {
    throw errors.fileChanged(plan.source.path, "it has the same size and other content");
  }
  return { counts: sumCounts(committed), batches: committed.length, rejectsFile: null };
}

async function recordStop(
  row: LoadRow,
  ports: LoadPorts,
  reason: unknown,
  warn: (text: string) => void,
): Promise<void> {
  if (row.status === "complete" || (reason instanceof IngestError && reason.code === "taken-over"))
    return;
  try {
    await ports.target.ledger.end(
      row.loadId,
      row.epoch,
      { status: "stopped" },
      AbortSignal.timeout(STOP_MS),
    );
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    warn(`the ledger still shows the load as running: ${error.message}`);
  }
}

/** The recorded plan decides the rows and the cuts; this run decides who works and what is allowed. */
function planInForce(recorded: LoadPlan, asked: LoadPlan): LoadPlan {
  const { workers, rejects, durability, source, recordBytesMax } = asked;
  return { ...recorded, workers, rejects, durability, source, recordBytesMax };
}

function identifyBy(ports: Pick<LoadPorts, "newHasher">): Identify {
  return {
    withTarget(plan, target) {
      const isPlannedFor = plan.target.oid !== 0;
      const difference = isPlannedFor && tableDifference(plan.target, target, loadedColumns(plan));
      if (typeof difference === "string")
        throw errors.tableChanged(tableText(plan.target.table), difference);
      // A table that is there was planned for: its load keeps the id it has. A new one has an oid only now.
      if (isPlannedFor) return { ...plan, target };
      const name = plan.loadId === plan.identity ? null : plan.loadId;
      return identified({ ...plan, target }, name, () => ports.newHasher());
    },
    refuseOther(recorded, asked) {
      const difference = planDifference(recorded, asked);
      if (difference !== null) throw difference;
    },
  };
}

function plannedEvent(plan: LoadPlan, committed: readonly CommittedBatch[]): LoadEvent {
  const earlier = {
    batches: committed.length,
    ...sumCounts(committed),
    bytes: committed.reduce((sum, batch) => sum + batch.end - batch.start, 0),
  };
  return {
    type: "planned",
    loadId: plan.loadId,
    table: tableText(plan.target.table),
    file: plan.source.path,
    workers: plan.workers,
    bytesTotal: plan.source.fingerprint.bytesTotal,
    batchBytes: plan.batchBytes,
    decisions: plan.decisions,
    createTableSql: plan.createTableSql,
    resumed: committed.length === 0 ? null : earlier,
  };
}
