// The load as a straight line: check the file, record the load, split, copy, reconcile, report.
import { errors } from "../base/errors.ts";
import { IngestError } from "../base/ingest-error.ts";
import { checkCommitted, contentHash, planForSource } from "./check-source.ts";
import { copyBatches, type Run } from "./copy-worker.ts";
import { connectionsFor } from "./crew.ts";
import { openEncoder } from "./encoded-batch.ts";
import type { LoadEvent, LoadReport } from "./events.ts";
import { reconcile, sumCounts, wholeLedger, type Reconciliation } from "./finish.ts";
import { LagBrake } from "./lag-brake.ts";
import { identified, tableDifference } from "./load-id.ts";
import { isStaged } from "./mode.ts";
import { countsInTable } from "./mode-counts.ts";
import { routingOf, type Routing } from "./partitions/routes.ts";
import { loadedColumns, tableText, type LoadPlan } from "./plan.ts";
import type { CommittedBatch, Identify, LoadPorts, LoadRow } from "./ports.ts";
import { RejectBudget } from "./reject-budget.ts";
import { isSameContent, refuseOtherLoad } from "./repacked.ts";
import { ReportKeeper } from "./report.ts";
import type { RunningLoad } from "./running-load.ts";
import { contentPorts, split, startReading, type Reading } from "./split.ts";
import { Turns } from "./turns.ts";

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
  const wanted = await planForSource(asked, ports.source, signal);
  await ledger.prepare(signal);
  const row = await ledger.begin(wanted, identifyBy(ports), signal);
  const plan = planInForce(row.plan, wanted);
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
  // What cannot be read twice is compared batch by batch, as it comes by.
  if (ports.source.isOnce !== true)
    await checkCommitted(plan, committed, contentPorts(plan, ports), signal);
  await noteRepacked(load, row, committed.length, signal);
  const reading = await copyBetweenSteps(load, committed, signal);
  return reconcile(load, reading, signal);
}

/**
 * The text is the same up to the last committed batch. The ledger is told before another batch is committed, so that
 * it names the archive that the rows are of; a run that dies before that leaves the next one to compare again.
 */
async function noteRepacked(
  { plan, epoch, ports, emit }: RunningLoad,
  row: LoadRow,
  batches: number,
  signal: AbortSignal,
): Promise<void> {
  if (isSameContent(row.plan.source, plan.source)) return;
  await ports.target.ledger.replaceSource(plan.loadId, epoch, plan.source, signal);
  const { name } = plan.source;
  const text = `${name} is not the archive that was read before; the text of all ${batches} committed batches is the same, so the load goes on with it`;
  emit({ type: "warning", text });
}

/** A run that ends early says what its steps leave undone. */
async function copyBetweenSteps(
  load: RunningLoad,
  committed: readonly CommittedBatch[],
  signal: AbortSignal,
): Promise<Reading> {
  const { plan, ports, emit } = load;
  const steps = ports.target.steps();
  try {
    for (const step of steps) await step.before(load, signal);
    const reading = await copyAll(load, committed, signal);
    emit({ type: "records-read", records: reading.records, bytes: reading.bytes, isEnd: true });
    // What the ledger lacks, as after a failover, must be staged before the rows come into the table.
    if (isStaged(plan)) await wholeLedger(load, reading, signal);
    for (const step of steps) await step.after(load, signal);
    return reading;
  } catch (error) {
    for (const text of steps.map((step) => step.leaves?.() ?? null))
      if (text !== null) emit({ type: "warning", text });
    throw error;
  }
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
  const batches = split(plan, contentPorts(plan, ports), reading, stop);
  const connections = connectionsFor(plan);
  const run: Run = {
    ...load,
    ...{ batches, committed: known, budget, crew: { size: connections } },
    turns: new Turns(plan.workers),
    brake: brakeFor(load),
    encoder: openEncoder(plan, ports.memory),
    routing: await routingFor(load, signal),
  };
  const failures: unknown[] = [];
  const workers = Array.from({ length: connections }, (_, worker) =>
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

/** The leaves are read anew by each run: since the plan some may have gone or come. */
async function routingFor(
  { plan, ports }: RunningLoad,
  signal: AbortSignal,
): Promise<Routing | null> {
  if (plan.partitions === "parent") return null;
  return routingOf(plan, await ports.target.routes(plan, signal), ports.memory);
}

function brakeFor({ plan, ports, emit }: RunningLoad): LagBrake | null {
  if (plan.lagBytesMax === undefined) return null;
  const measure = (signal: AbortSignal) => ports.target.replicaLag(signal);
  return new LagBrake({ bytesMax: plan.lagBytesMax, measure, clock: ports.clock, emit });
}

/** The ledger calls it complete: only the same content may be called loaded already. */
async function confirmLoaded(
  { plan, ports }: RunningLoad,
  row: LoadRow,
  committed: readonly CommittedBatch[],
  signal: AbortSignal,
): Promise<Reconciliation> {
  if ((await contentHash(contentPorts(plan, ports), signal)) !== row.contentHash) {
    throw errors.fileChanged(plan.source.path, "it has the same size and other content");
  }
  const merge = await ports.target.ledger.merged(plan.loadId, signal);
  const counts = countsInTable(plan, sumCounts(committed), merge);
  return { counts, batches: committed.length, rejectsFile: null, merge };
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
  const { workers, rejects, durability, source, recordBytesMax, ratioMax, partitions } = asked;
  const now = { workers, rejects, durability, source, recordBytesMax, ratioMax, partitions };
  const newPartitions = asked.newPartitions ?? recorded.newPartitions ?? [];
  return { ...recorded, ...now, newPartitions };
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
      return identified({ ...plan, target }, name, () => ports.newHasher("sha256"));
    },
    refuseOther: refuseOtherLoad,
  };
}

function plannedEvent(plan: LoadPlan, committed: readonly CommittedBatch[]): LoadEvent {
  const earlier = {
    batches: committed.length,
    ...sumCounts(committed),
    bytes: committed.reduce((sum, batch) => sum + batch.end - batch.start, 0),
    ...(plan.source.isPacked === true ? { storedBytes: 0 } : {}),
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
