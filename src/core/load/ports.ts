// What the world must offer a load. Adapters implement these; tests have one fake of each.
import type { BatchCounts, Reject } from "./events.ts";
import type { Fingerprint, LoadPlan } from "./plan.ts";

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
   * of kind "data", undoes only this COPY, and leaves the transaction usable.
   */
  copy(bytes: Uint8Array, format: "csv" | "text", signal: AbortSignal): Promise<number>;
}

/** A refusal of a COPY: which line of the bytes sent, from 1, where the server says it. */
export interface CopyRefusal {
  readonly line: number | null;
  readonly column: string | null;
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
  /** Records the load (running the DDL of a new table in the same transaction) or takes it over. Returns the plan in force. */
  begin(plan: LoadPlan, signal: AbortSignal): Promise<LoadRow>;
  committed(loadId: string, signal: AbortSignal): Promise<readonly CommittedBatch[]>;
  rejects(loadId: string, signal: AbortSignal): AsyncIterable<Reject>;
  end(loadId: string, epoch: number, end: LoadEnd, signal: AbortSignal): Promise<void>;
}

export type LoadEnd =
  | { readonly status: "complete"; readonly contentHash: string; readonly records: number }
  | { readonly status: "stopped" };

export interface Target {
  readonly ledger: Ledger;
  /** One connection for one worker. `epoch` fences out a run that was taken over. */
  connect(plan: LoadPlan, epoch: number, worker: number, onSent: (bytes: number) => void, signal: AbortSignal): Promise<TargetSession>;
}

/** Writes the reject file anew from the ledger: header, then note and raw record by turns. Returns its path, or null for none. */
export interface RejectFile {
  write(plan: LoadPlan, rejects: AsyncIterable<Reject>, header: Uint8Array | null): Promise<number>;
}

export interface LoadPorts {
  readonly source: Source;
  readonly target: Target;
  readonly rejectFile: RejectFile;
  readonly clock: Clock;
  newHasher(): Hasher;
}
