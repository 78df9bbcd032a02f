// What the world must offer a load. Adapters implement these; tests have one fake of each.
import type { BatchCounts, Reject } from "./events.ts";
import type { Fingerprint, LoadPlan, TargetTable } from "./plan.ts";

export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  nowMs(): number;
  /** Resolves after `ms`, rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** A source's text: its bytes as stored, or as UTF-8 where the file is UTF-16. */
export interface Source {
  readonly path: string;
  fingerprint(signal: AbortSignal): Promise<Fingerprint>;
  /** Starts at the first byte after a byte order mark. Each call starts anew. */
  open(signal: AbortSignal): Promise<SourceReader>;
}

export interface SourceReader {
  /** Fills `into` from its start; returns the bytes written, 0 at the end. Rejects with an IngestError. */
  read(into: Uint8Array): Promise<number>;
  /** Offset in the file of the first byte that `read` gives: the length of the byte order mark. */
  readonly startOffset: number;
  close(): Promise<void>;
}

/** SHA-256 over the text in order. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Of everything so far, hex; the hasher goes on. */
  digest(): string;
}

/** Whole records for one COPY, one transaction, one ledger row. `bytes` is only valid until `release`. */
export interface Batch {
  readonly number: number;
  readonly bytes: Uint8Array;
  /** Offset in the text (not the file) of the first byte. */
  readonly start: number;
  readonly end: number;
  /** Offset in the file of the first byte. */
  readonly fileOffset: number;
  /** Number of the first record, from 1. */
  readonly firstRecord: number;
  readonly firstLine: number;
  readonly records: number;
  /** Nothing in it that COPY would read differently from us. */
  readonly isPlain: boolean;
  /** SHA-256 of the text up to `end`, hex. */
  readonly prefixHash: string;
  release(): void;
}

/** A batch that the ledger has. */
export interface CommittedBatch extends BatchCounts {
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly prefixHash: string;
}

/** One COPY's place to write, inside a batch's open transaction. */
export interface BatchWriter {
  /**
   * Copies `bytes` and returns the rows the server took. A refusal by the server rejects with an IngestError
   * of kind "data" whose place has the line of these bytes, from 1, and the column, where the server says them;
   * it undoes only this COPY and leaves the transaction usable.
   */
  copy(bytes: Uint8Array, format: "csv" | "text", signal: AbortSignal): Promise<number>;
  /** Takes back every COPY of this batch so far. */
  undo(): Promise<void>;
}

export interface BatchOutcome {
  readonly counts: BatchCounts;
  readonly rejects: readonly Reject[];
}

export interface BatchReceipt {
  readonly counts: BatchCounts;
  readonly commitMs: number;
  /** The ledger had it: nothing was written now. */
  readonly isEarlier: boolean;
}

/** One worker's connection. */
export interface TargetSession {
  /**
   * Claim, `write`, ledger row and rejects, COMMIT: all in one transaction, or nothing. When the claim finds the
   * batch in the ledger, `write` is not called. After a lost connection the session is dead: open another
   * and call again; the claim then tells the truth about the earlier attempt.
   */
  commitBatch(
    batch: Batch,
    write: (writer: BatchWriter) => Promise<BatchOutcome>,
    onCommitting: () => void,
    signal: AbortSignal,
  ): Promise<BatchReceipt>;
  close(): Promise<void>;
}

export interface LoadRow {
  readonly loadId: string;
  readonly status: "running" | "stopped" | "complete";
  readonly epoch: number;
  readonly plan: LoadPlan;
  readonly contentHash: string | null;
  readonly records: number | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly committed: BatchCounts & { readonly batches: number; readonly bytes: number };
}

export interface Ledger {
  /** Creates what is missing; safe when several start at once. */
  prepare(signal: AbortSignal): Promise<void>;
  find(loadId: string, signal: AbortSignal): Promise<LoadRow | null>;
  list(signal: AbortSignal): Promise<readonly LoadRow[]>;
  /**
   * Records the load, or takes over the one of the same id and returns it as it was recorded. The DDL of a new
   * table runs in the same transaction; `identify` gives the plan its id once the table's oid is known, and
   * refuses a recorded load that only shares the name.
   */
  begin(plan: LoadPlan, identify: Identify, signal: AbortSignal): Promise<LoadRow>;
  committed(loadId: string, signal: AbortSignal): Promise<readonly CommittedBatch[]>;
  rejects(loadId: string, signal: AbortSignal): AsyncIterable<Reject>;
  end(loadId: string, epoch: number, end: LoadEnd, signal: AbortSignal): Promise<void>;
}

export interface Identify {
  withTarget(plan: LoadPlan, target: TargetTable): LoadPlan;
  refuseOther(recorded: LoadPlan, asked: LoadPlan): void;
}

export type LoadEnd =
  | { readonly status: "complete"; readonly contentHash: string; readonly records: number }
  | { readonly status: "stopped" };

export interface Target {
  readonly ledger: Ledger;
  connect(options: SessionOptions, signal: AbortSignal): Promise<TargetSession>;
  /** Compares what the file should have given with the rows of the table. */
  compare(plan: LoadPlan, signal: AbortSignal): Promise<Comparison>;
}

export interface SessionOptions {
  readonly plan: LoadPlan;
  /** Fences out a run that was taken over. */
  readonly epoch: number;
  readonly worker: number;
  /** How long the server may take nothing before the connection is cut. */
  readonly patienceMs: number;
  readonly onSent: (bytes: number) => void;
}

/** The file's rows beside the table's, in a temporary table of one connection. */
export interface Comparison {
  /** Adds records in COPY's text format. */
  add(bytes: Uint8Array, signal: AbortSignal): Promise<number>;
  /** Rows of the file that the table does not have, each as often as it is missing; a few of them as text. */
  missing(
    signal: AbortSignal,
  ): Promise<{ readonly rows: number; readonly examples: readonly string[] }>;
  close(): Promise<void>;
}

/** Where refused records go: made anew from the ledger at the end, so that it holds each of them once. */
export interface RejectFile {
  /** Returns the path written. */
  write(plan: LoadPlan, rejects: AsyncIterable<Reject>): Promise<string>;
}

export interface LoadPorts {
  readonly source: Source;
  readonly target: Target;
  readonly rejectFile: RejectFile;
  readonly clock: Clock;
  newHasher(): Hasher;
  /** A buffer that is not cleared; searching it for a byte must be fast. */
  allocate(bytes: number): Uint8Array;
}
