// From a load's throughput to the monitor's messages. Pure: the panel decides when to send, this decides what.
import {
  samplesAfter,
  totals,
  workers,
  type Throughput,
  type ThroughputTotals,
  type WorkerLane,
} from "../core/load/throughput.ts";
import type { LoadReport } from "../core/load/events.ts";
import type { MonitorState, MonitorTotals, MonitorWorker, ToMonitor } from "../protocol/monitor.ts";

/** What stays the same while one load is shown. */
export interface MonitoredLoad {
  readonly title: string;
  readonly table: string;
  readonly file: string;
  readonly loadId: string | null;
  readonly locale: string;
}

export const PREPARING: MonitorState = {
  phase: "preparing",
  message: null,
  hint: null,
  rejectsFile: null,
};
export const LOADING: MonitorState = { ...PREPARING, phase: "loading" };
export const CANCELLING: MonitorState = { ...PREPARING, phase: "cancelling" };

/** The end of a load; `text` is the reconciliation in words and the next step. */
export function monitorEnd(
  report: Pick<LoadReport, "status" | "rejectsFile">,
  text: { readonly message: string; readonly hint?: string | null | undefined },
): MonitorState {
  return {
    phase: report.status,
    message: text.message,
    hint: text.hint ?? null,
    rejectsFile: report.rejectsFile,
  };
}

/** The end of a load that has no report: an error says it all. */
export function monitorFailure(error: {
  readonly message: string;
  readonly hint?: string | null | undefined;
}): MonitorState {
  return { phase: "failed", message: error.message, hint: error.hint ?? null, rejectsFile: null };
}

export const monitorIdle = (locale: string): ToMonitor => ({ type: "idle", locale });

/** Everything so far: the answer to `ready`, and the start of each load. */
export function monitorReset(
  load: MonitoredLoad,
  state: MonitorState,
  throughput: Throughput,
  nowMs: number,
): ToMonitor {
  return { type: "reset", ...load, ...progress(state, throughput, 0, nowMs) };
}

/** What is new since `sentMs`, the `lastSampleMs` of the message before. */
export function monitorUpdate(
  state: MonitorState,
  throughput: Throughput,
  sentMs: number,
  nowMs: number,
): ToMonitor {
  return { type: "update", ...progress(state, throughput, sentMs, nowMs) };
}

/** The time of the newest sample: what the next `monitorUpdate` starts after. */
export const lastSampleMs = (throughput: Throughput): number =>
  throughput.samples.at(-1)?.elapsedMs ?? 0;

function progress(state: MonitorState, throughput: Throughput, sentMs: number, nowMs: number) {
  return {
    samples: samplesAfter(throughput, sentMs),
    workers: workers(throughput).map(toWorker),
    totals: toTotals(totals(throughput, nowMs)),
    state,
  };
}

// Core types are not wire types: field by field, so that a change of either is seen here.
const toWorker = (lane: WorkerLane): MonitorWorker => ({
  worker: lane.worker,
  state: lane.state,
  batch: lane.batch,
  batches: lane.batches,
  rows: lane.rows,
  bytes: lane.bytes,
});

const toTotals = (from: ThroughputTotals): MonitorTotals => ({
  elapsedMs: from.elapsedMs,
  bytesTotal: from.bytesTotal,
  bytesCommitted: from.bytesCommitted,
  bytesSent: from.bytesSent,
  loaded: from.loaded,
  rejected: from.rejected,
  skipped: from.skipped,
  batches: from.batches,
  retries: from.retries,
  rowsPerSecond: from.rowsPerSecond,
  bytesPerSecond: from.bytesPerSecond,
  commitMsP50: from.commitMsP50,
  commitMsP99: from.commitMsP99,
  etaMs: from.etaMs,
});
