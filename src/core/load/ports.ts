// What the world must offer a load. Adapters implement these; tests have one fake of each.
import type { WasmMemory } from "../records/wasm-memory.ts";
import type { BatchCounts, LoadEvent, MergeCounts, Reject } from "./events.ts";
import type { Lag } from "./lag.ts";
import type { Routes } from "./partitions/routes.ts";
import type { TablePartition } from "./partitions/tree.ts";
import type { Fingerprint, HashName, LoadPlan, TableName, TargetTable } from "./plan.ts";

export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  nowMs(): number;
  /** Resolves after `ms`, rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** A source's text: its bytes as stored, unpacked where they are compressed, as UTF-8 where they are UTF-16. */
export interface Source {
  readonly path: string;
  /** Its bytes come once, as from standard input: one pass, after what was sniffed. */
  readonly isOnce?: boolean;
  fingerprint(signal: AbortSignal): Promise<Fingerprint>;
  /** Starts at the first byte after a byte order mark. Each call starts anew. */
  open(signal: AbortSignal): Promise<SourceReader>;
}

export interface SourceReader {
  /** Fills `into` from its start; returns the bytes written, 0 at the end of the file. Rejects with an IngestError. */
  read(into: Uint8Array): Promise<number>;
  /** Offset in the file of the first byte that `read` gives: the length of the byte order mark. */
  readonly startOffset: number;
  /** Taken of the stored bytes so far; of compressed ones fewer than were given out. */
  readonly storedBytes: number;
  /** Of several files: the name of the one being read. */
  readonly fileName?: string;
  /** Of several files, at the end of one: goes on to the records of the next; null when there is none. */
  nextFile?(signal: AbortSignal): Promise<FileStart | null>;
  /** Of a file that is no delimited text: where the next `records` of its text stand in it. Each is asked for once. */
  takePlaces?(records: number): SourcePlaces;
  close(): Promise<void>;
}

/** Where the records of a file begin: behind its byte order mark and its header. */
export interface FileStart {
  readonly fileOffset: number;
  readonly line: number;
}

/** The places of a batch's records in a file whose text was made from it. */
export interface SourcePlaces {
  at(recordIndex: number): SourcePlace;
}

export interface SourcePlace {
  /** A physical line; in a file that has none, the row. From 1. */
  readonly line: number;
  readonly byteOffset: number;
  /** Why the source could not make a record of it: its text then has a field too many, which nothing loads. */
  readonly refusal: string | null;
}

/** A digest over the text in order. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Of everything so far, hex; the hasher goes on. */
  digest(): string;
}

/** Whole records for one COPY, one transaction, one ledger row. `bytes` is only valid until `release`. */
export interface Batch {
  readonly number: number;
  readonly bytes: Uint8Array;
  /** Of a load of several files: the one that all its records are of. */
  readonly fileName?: string | undefined;
  /** Where its records stand, when their text was made from another form. */
  readonly places?: SourcePlaces | undefined;
  /** Stored bytes that were read for it: what progress is measured by. */
  readonly storedBytes?: number;
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
  /** Digest of the text up to `end`, hex; the plan says which. */
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
  /** The same for COPY's binary format; a piece is no longer needed when the next is asked for. */
  copyEncoded(pieces: Iterable<Uint8Array>, signal: AbortSignal): Promise<number>;
  /** Takes back every COPY of this batch so far. */
  undo(): Promise<void>;
  /** Where COPY writes into the target itself, which may have partitions. */
  readonly leaves?: LeafWriter;
}

/** A batch's way into the leaves of a partitioned target; after a refusal all of the batch must be taken back. */
export interface LeafWriter {
  /**
   * Locks partitions, each given by its path from the first level down, so that they stay where they are until the
   * batch ends; false, with nothing changed, when they are no longer what was read.
   */
  hold(paths: readonly (readonly TablePartition[])[], signal: AbortSignal): Promise<boolean>;
  /** Rows that `leaf` took, or the target where it is null. Rejects as `BatchWriter.copy` does, without a place. */
  copy(leaf: TableName | null, part: LeafPart, signal: AbortSignal): Promise<number>;
}

export interface LeafPart {
  readonly bytes: Uint8Array;
  readonly format: "csv" | "text";
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
  /** All loads, the last one first; so in the lists below. */
  list(signal: AbortSignal): Promise<readonly LoadRow[]>;
  unfinished(signal: AbortSignal): Promise<readonly LoadRow[]>;
  /** What the plan may be, go on with or collide with: a ledger knows the loads of years, and these are few. */
  related(plan: LoadPlan, signal: AbortSignal): Promise<readonly LoadRow[]>;
  /** Loads into the same table that ended later, or have not ended and began later. */
  after(loadId: string, signal: AbortSignal): Promise<readonly LoadRow[]>;
  /**
   * Records the load, or takes over the one of the same id and returns it as it was recorded. The DDL of a new
   * table runs in the same transaction; `identify` gives the plan its id once the table's oid is known, and
   * refuses a recorded load that only shares the name.
   */
  begin(plan: LoadPlan, identify: Identify, signal: AbortSignal): Promise<LoadRow>;
  committed(loadId: string, signal: AbortSignal): Promise<readonly CommittedBatch[]>;
  /** What became of the staged rows; null until they are merged, and for loads that stage none. */
  merged(loadId: string, signal: AbortSignal): Promise<MergeCounts | null>;
  rejects(loadId: string, signal: AbortSignal): AsyncIterable<Reject>;
  /** Another archive of the text that was loaded, for all runs after this; rejects when the run was taken over. */
  replaceSource(
    loadId: string,
    epoch: number,
    source: LoadPlan["source"],
    signal: AbortSignal,
  ): Promise<void>;
  end(loadId: string, epoch: number, end: LoadEnd, signal: AbortSignal): Promise<void>;
}

export interface Identify {
  withTarget(plan: LoadPlan, target: TargetTable): LoadPlan;
  refuseOther(recorded: LoadRow, asked: LoadPlan): void;
}

export type LoadEnd =
  | { readonly status: "complete"; readonly contentHash: string; readonly records: number }
  | { readonly status: "stopped" };

/**
 * Work on the target around the copying: partitions made, rows staged, indexes dropped and built again. Each does its
 * work in transactions of its own that also say so in the ledger, so that after any crash a resume, or `recover`,
 * finds what is left to do; doing it twice does nothing.
 */
export interface TargetStep {
  /** For the log and the report: "indexes". */
  readonly name: string;
  /** Before the first batch, in the order of the steps. */
  before(run: StepRun, signal: AbortSignal): Promise<void>;
  /** After the last batch, in the order of the steps too. */
  after(run: StepRun, signal: AbortSignal): Promise<void>;
  /** What a run that ends now leaves undone, in words, with the next step; null when nothing. */
  leaves?(): string | null;
}

export interface StepRun {
  readonly plan: LoadPlan;
  readonly epoch: number;
  readonly emit: (event: LoadEvent) => void;
}

export interface Target {
  readonly ledger: Ledger;
  /** In this order before the copying, and in this order after it; each does nothing for a load that has no need of it. */
  steps(): readonly TargetStep[];
  connect(options: SessionOptions, signal: AbortSignal): Promise<TargetSession>;
  /** The leaves as they are now; null for a table without partitions. */
  routes(plan: LoadPlan, signal: AbortSignal): Promise<Routes | null>;
  /** What each standby has not applied yet; of those that this role may see. */
  replicaLag(signal: AbortSignal): Promise<readonly Lag[]>;
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
  /** Throws an IngestError where this process cannot compute such digests. */
  newHasher(name: HashName): Hasher;
  /** Where batches lie, and the WebAssembly modules that read them there. */
  readonly memory: WasmMemory;
}
