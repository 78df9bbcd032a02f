// Everything that can happen in a load: one closed union. Log, progress bar and monitor are folds over it.
import type { ErrorKind, Place } from "../base/ingest-error.ts";
import type { Decision } from "../records/dialect.ts";

export type WorkerState =
  "connecting" | "waiting" | "copying" | "isolating" | "committing" | "retrying" | "stopped";

/** A record that was not loaded, with its place in the file and the reason. */
export interface Reject {
  readonly batch: number;
  /** Of a load of several files: the name of its own, which line and byte are of. */
  readonly file?: string | null | undefined;
  /** Counts data records from 1, through all files; a header is not one. */
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
  /** Blank lines, rows that a trigger of the target dropped, and the duplicates. */
  readonly skipped: number;
  /** Of the skipped: records whose key the table or the file has already, in a mode that looks at keys. */
  readonly duplicates: number;
}

/** What became of staged rows: `staged = inserted + updated + unchanged + superseded + dropped`. */
export interface MergeCounts {
  readonly staged: number;
  readonly inserted: number;
  readonly updated: number;
  /** The key was there: with the very same values, or in mode `skip` with any. */
  readonly unchanged: number;
  /** Another record of the file had the key too, and was the one that counts. */
  readonly superseded: number;
  /** A trigger of the target kept the row out. */
  readonly dropped: number;
  /** Rows of the table that gave way: `replace`. They are not records of the file. */
  readonly deleted: number;
}

export type LoadEvent =
  | {
      readonly type: "planned";
      readonly loadId: string;
      readonly table: string;
      readonly file: string;
      readonly workers: number;
      /** Stored bytes of the source; 0 when not known. */
      readonly bytesTotal: number;
      readonly batchBytes: number;
      readonly decisions: readonly Decision[];
      readonly createTableSql: string | null;
      /** What an earlier run of this load committed. */
      readonly resumed:
        | (BatchCounts & {
            readonly batches: number;
            readonly bytes: number;
            /** Of a compressed source, which cannot tell before it is read again: 0. */
            readonly storedBytes?: number;
          })
        | null;
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
      /** Stored bytes, where they are not the text's own: compressed, or UTF-16. */
      readonly storedBytes?: number;
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
  | {
      /** Work on the target outside of the batches: "indexes", "merge", "partitions". */
      readonly type: "step";
      readonly step: string;
      readonly state: "started" | "done";
      /** What is being or was done, in words: "3 indexes dropped". */
      readonly what: string;
      /** Of a merge that is done: what became of the staged rows. */
      readonly merge?: MergeCounts;
    }
  /** Nothing that stops the load; the report repeats it. */
  | { readonly type: "warning"; readonly text: string }
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
  /** Rows that wait in the staging table: of a load that stopped before its merge. */
  readonly staged: number;
  /** How the staged rows came into the table; null where none were staged, or none merged yet. */
  readonly merge: MergeCounts | null;
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
