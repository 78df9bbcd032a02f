// The report of a run: a fold of its events, then the ledger's own figures once they are read.
import { IngestError } from "../base/ingest-error.ts";
import type { BatchCounts, LoadEvent, LoadReport, MergeCounts, Problem } from "./events.ts";
import { sumCounts, type Reconciliation } from "./finish.ts";
import { isStaged } from "./mode.ts";
import { countsInTable } from "./mode-counts.ts";
import { tableText, type LoadPlan } from "./plan.ts";

export class ReportKeeper {
  readonly #plan: LoadPlan;
  readonly #startMs: number;
  readonly #counts = new Map<number, BatchCounts>();
  readonly #warnings: string[] = [];
  #merge: MergeCounts | null = null;
  #rowsNow = 0;
  #bytesNow = 0;
  /** Of the text, once all of it was read. */
  #bytesRead = 0;
  #retries = 0;

  constructor(plan: LoadPlan, startMs: number) {
    this.#plan = plan;
    this.#startMs = startMs;
    for (const text of plan.warnings ?? []) this.warn(text);
    if (plan.target.isUnlogged) {
      this.warn("the table is UNLOGGED: a server crash empties it, and the ledger does not notice");
    }
  }

  note(event: LoadEvent): void {
    switch (event.type) {
      case "batch-committed":
        this.#counts.set(event.batch, event.counts);
        if (event.isEarlier) return;
        this.#rowsNow += event.counts.loaded;
        this.#bytesNow += event.bytes;
        return;
      case "batch-retried":
        this.#retries += 1;
        return;
      case "worker-lost":
        this.warn(
          `worker ${event.worker + 1} got no connection (${event.reason}); the others went on`,
        );
        return;
      case "warning":
        this.warn(event.text);
        return;
      case "records-read":
        this.#bytesRead = event.bytes;
        return;
      case "step":
        this.#merge = event.merge ?? this.#merge;
        return;
      case "planned":
      case "worker-state":
      case "bytes-sent":
      case "finished":
    }
  }

  warn(text: string): void {
    this.#warnings.push(text);
  }

  /** The ledger holds all of the file. */
  complete(end: Reconciliation, isAlreadyLoaded: boolean, nowMs: number): LoadReport {
    const { counts, batches, rejectsFile, merge } = end;
    const counted = { ...counts, chunks: batches, rejectsFile, merge, staged: 0 };
    return {
      ...this.#base(nowMs),
      ...counted,
      status: "complete",
      isAlreadyLoaded,
      reconciled: true,
    };
  }

  /** It ended early: by `error`, or because the user cancelled. */
  stopped(error: unknown, isCancelled: boolean, nowMs: number): LoadReport {
    if (!isCancelled && !(error instanceof IngestError)) throw error;
    const problem = error instanceof IngestError && !isCancelled ? problemOf(error) : null;
    return { ...this.#base(nowMs), status: "stopped", isCancelled, problem };
  }

  #base(nowMs: number): LoadReport {
    const elapsedMs = Math.max(1, Math.round(nowMs - this.#startMs));
    const batches = sumCounts(this.#counts.values());
    const { loaded, rejected, skipped, duplicates } = countsInTable(
      this.#plan,
      batches,
      this.#merge,
    );
    return {
      loadId: this.#plan.loadId,
      status: "stopped",
      isAlreadyLoaded: false,
      table: tableText(this.#plan.target.table),
      file: this.#plan.source.path,
      records: null,
      loaded,
      rejected,
      skipped,
      duplicates,
      staged: isStaged(this.#plan) && this.#merge === null ? batches.loaded : 0,
      merge: this.#merge,
      bytes: this.#plan.source.fingerprint.bytesTotal || this.#bytesRead,
      elapsedMs,
      rowsPerSecond: Math.round((this.#rowsNow * 1000) / elapsedMs),
      bytesPerSecond: Math.round((this.#bytesNow * 1000) / elapsedMs),
      workers: this.#plan.workers,
      chunks: this.#counts.size,
      retries: this.#retries,
      rejectsFile: null,
      reconciled: false,
      bottleneck: null,
      decisions: this.#plan.decisions,
      warnings: this.#warnings,
      isCancelled: false,
      problem: null,
    };
  }
}

/** An error as plain data. */
export function problemOf(error: IngestError): Problem {
  const { kind, code, message, hint, place, sqlstate } = error;
  return { kind, code, message, hint, place, sqlstate: sqlstate ?? null };
}
