// Everything that can happen in a load: one closed union. Log, progress bar and monitor are folds over it.
import type { ErrorKind, Place } from "../base/ingest-error.ts";
import type { Decision } from "../records/dialect.ts";

export type WorkerState =
  "connecting" | "waiting" | "copying" | "isolating" | "committing" | "retrying" | "stopped";

/** A record that was not loaded, with its place in the file and the reason. */
export interface Reject {
  readonly batch: number;
  /** Counts data records from 1; the header is not one. */
  readonly record: number;
  /** First physical line of the record, from 1. */
  readonly line: number;
  readonly byteOffset: number;
  /** The column's name where the reason names one. */
  readonly column: string | null;
  /** The server's, or 22P04 for a record whose shape is wrong. */
  readonly sqlstate: string;
  readonly message: string;
  /** The record's own bytes, without its line end. */
  readonly raw: Uint8Array;
}

/** What became of the records of one batch: `records = loaded + rejected + skipped`. */
export interface BatchCounts {
  readonly records: number;
  readonly loaded: number;
  readonly rejected: number;
  /** Blank lines, and rows that a trigger of the target dropped. */
  readonly skipped: number;
}

export type LoadEvent =
  | {
      readonly type: "planned";
      readonly loadId: string;
      readonly table: string;
      readonly file: string;
      readonly workers: number;
      readonly bytesTotal: number;
      readonly batchBytes: number;
      readonly decisions: readonly Decision[];
      readonly createTableSql: string | null;
      /** What an earlier run of this load committed. */
      readonly resumed: (BatchCounts & { readonly batches: number; readonly bytes: number }) | null;
    }
  | {
      readonly type: "worker-state";
      readonly worker: number;
      readonly state: WorkerState;
      readonly batch: number | null;
    }
  | { readonly type: "bytes-sent"; readonly worker: number; readonly bytes: number }
  | {
      readonly type: "records-read";
      readonly records: number;
      readonly bytes: number;
      readonly isEnd: boolean;
    }
  | {
      readonly type: "batch-committed";
      readonly worker: number;
      readonly batch: number;
      readonly counts: BatchCounts;
      readonly bytes: number;
      /** From sending COMMIT to its answer. */
      readonly commitMs: number;
      /** True when an earlier attempt or run had committed it: its rows are not new. */
      readonly isEarlier: boolean;
    }
  | {
      readonly type: "batch-retried";
      readonly worker: number;
      readonly batch: number;
      readonly attempt: number;
      readonly reason: string;
    }
  | { readonly type: "worker-lost"; readonly worker: number; readonly reason: string }
  | { readonly type: "finished"; readonly report: LoadReport };

/** An IngestError as plain data: it crosses process borders and prints as JSON. */
export interface Problem {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly place: Place;
  readonly sqlstate: string | null;
}

/** The result: the object `rowmill load --json` prints (product.md). */
export interface LoadReport {
  readonly loadId: string;
  readonly status: "complete" | "stopped" | "failed";
  /** True when the ledger already had all of it, and this run loaded nothing. */
  readonly isAlreadyLoaded: boolean;
  readonly table: string;
  readonly file: string;
  /** Records in the file, as the reader counted them; null when the run stopped before its end. */
  readonly records: number | null;
  readonly loaded: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly duplicates: number;
  readonly bytes: number;
  readonly elapsedMs: number;
  readonly rowsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly workers: number;
  /** Batches committed. */
  readonly chunks: number;
  readonly retries: number;
  readonly rejectsFile: string | null;
  /** records = loaded + rejected + skipped, by the ledger, against the reader's own count. */
  readonly reconciled: boolean;
  readonly bottleneck: string | null;
  readonly decisions: readonly Decision[];
  readonly warnings: readonly string[];
  /** The user stopped it; what was committed stays and `resume` goes on. */
  readonly isCancelled: boolean;
  /** Why it is not complete, unless it was cancelled. */
  readonly problem: Problem | null;
}
