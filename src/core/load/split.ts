// Cuts a source into batches of whole records. One sequential pass with an exact quote state; the rule of the cut
// depends on the content and `batchBytes` alone, so a resume finds the same borders whatever the workers do.
import { errors } from "../base/errors.ts";
import { fileLength } from "../records/copy-text.ts";
import { RecordScanner } from "../records/csv-scanner.ts";
import type { WasmMemory } from "../records/wasm-memory.ts";
import type { LoadPlan } from "./plan.ts";
import type { Batch, Hasher, LoadPorts, SourceReader } from "./ports.ts";

/** Bytes read and scanned at a time: while they are scanned, no connection is served. Each read costs a round trip. */
const READ_BYTES = 2 * 1024 * 1024;
/** Bytes read over the batch's size, for the end of its last record; and at a time while that end is missing. */
const TAIL_READ_BYTES = 64 * 1024;

/** The first batch, at most; the next ones twice as large each: no connection waits long for its first one. */
const FIRST_BATCH_BYTES = 1024 * 1024;

/** What one pass over the source has seen so far. */
export interface Reading {
  records: number;
  bytes: number;
  batches: number;
  /** Digest of the whole text, once the end was reached. */
  contentHash: string | null;
}

export const startReading = (): Reading => ({
  records: 0,
  bytes: 0,
  batches: 0,
  contentHash: null,
});

/** The part of a plan that decides where the cuts fall. */
export type SplitPlan = Pick<LoadPlan, "dialect" | "body" | "batchBytes" | "recordBytesMax"> & {
  readonly source: Pick<LoadPlan["source"], "path" | "name">;
};

/** The world as `split` needs it, with the hash already chosen. */
export type SplitPorts = Pick<LoadPorts, "source" | "memory"> & { newHasher(): Hasher };

/** The ports of a load whose plan says how its content is hashed. */
export const contentPorts = (
  { contentHash }: Pick<LoadPlan, "contentHash">,
  { source, memory, newHasher }: Pick<LoadPorts, "source" | "memory" | "newHasher">,
): SplitPorts => ({ source, memory, newHasher: () => newHasher(contentHash ?? "sha256") });

/** Yields the batches in order, pulled by all workers. */
export async function* split(
  plan: SplitPlan,
  ports: SplitPorts,
  reading: Reading,
  signal: AbortSignal,
): AsyncGenerator<Batch, void, void> {
  const reader = await ports.source.open(signal);
  try {
    const cutter = new Cutter(plan, reader, ports, reading);
    await cutter.passHeader(signal);
    for (;;) {
      signal.throwIfAborted();
      const batch = await cutter.next(signal);
      if (batch === null) return;
      yield batch;
    }
  } finally {
    await reader.close();
  }
}

/** The buffer being filled, and the running counts that place each batch in the file. */
class Cutter {
  readonly #plan: SplitPlan;
  readonly #reader: SourceReader;
  readonly #reading: Reading;
  readonly #hasher: Hasher;
  #scanner: RecordScanner;
  readonly #memory: WasmMemory;
  readonly #slotBytes: number;
  /** Shorter than `#slotBytes` between two batches: no slot is held while nobody asks for the next one. */
  #slot: Uint8Array = new Uint8Array();
  /** Bytes of the slot that hold text not yet given out. */
  #filled = 0;
  /** Of those, the ones that the hasher has. */
  #hashed = 0;
  #isEnd = false;
  #start = 0;
  #fileOffset: number;
  #line = 1;
  /** Stored bytes read for the batches that were given out. */
  #stored = 0;

  constructor(plan: SplitPlan, reader: SourceReader, ports: SplitPorts, reading: Reading) {
    this.#plan = plan;
    this.#reader = reader;
    this.#reading = reading;
    this.#hasher = ports.newHasher();
    this.#scanner = new RecordScanner(plan.dialect, ports.memory);
    this.#memory = ports.memory;
    this.#slotBytes = plan.batchBytes + 4 * TAIL_READ_BYTES;
    this.#fileOffset = reader.startOffset;
  }

  /** Moves past the header; its bytes count for the hash and its lines for the line numbers. */
  async passHeader(signal: AbortSignal): Promise<void> {
    const { start, line } = this.#plan.body;
    while (this.#filled < start && !this.#isEnd)
      await this.#fill(Math.max(TAIL_READ_BYTES, start), signal);
    const header = this.#slot.subarray(0, start);
    this.#hasher.update(header);
    this.#fileOffset += fileLength(header, this.#plan.dialect.encoding);
    this.#slot.copyWithin(0, start, this.#filled);
    this.#filled -= start;
    this.#start = start;
    this.#line = line;
    this.#reading.bytes = start;
  }

  /** The next batch, or null at the end of the source. None spans two files. */
  async next(signal: AbortSignal): Promise<Batch | null> {
    if (this.#slot.length < this.#slotBytes) this.#grow(this.#slotBytes);
    let end = await this.#findEnd(signal);
    while (end === 0) {
      const start = (await this.#reader.nextFile?.(signal)) ?? null;
      if (start === null) {
        this.#reading.contentHash = this.#hasher.digest();
        this.#memory.give(this.#slot);
        return null;
      }
      this.#isEnd = false;
      this.#scanner = new RecordScanner(this.#plan.dialect, this.#memory);
      this.#fileOffset = start.fileOffset;
      this.#line = start.line;
      end = await this.#findEnd(signal);
    }
    const slot = this.#slot;
    const bytes = slot.subarray(0, end);
    const counts = this.#scanner.take();
    this.#hashTo(end);
    const batch: Batch = {
      number: this.#reading.batches,
      bytes,
      fileName: this.#reader.fileName,
      places: this.#reader.takePlaces?.(counts.records),
      storedBytes: this.#reader.storedBytes - this.#stored,
      start: this.#start,
      end: this.#start + end,
      fileOffset: this.#fileOffset,
      firstRecord: this.#reading.records + 1,
      firstLine: this.#line,
      records: counts.records,
      isPlain: counts.isPlain,
      prefixHash: this.#hasher.digest(),
      release: () => this.#memory.give(slot),
    };
    this.#advance(batch, counts.lines);
    return batch;
  }

  /** Offset in the slot at which the next batch ends; 0 when nothing is left. */
  async #findEnd(signal: AbortSignal): Promise<number> {
    const growing = FIRST_BATCH_BYTES * 2 ** this.#reading.batches;
    const batchBytes = Math.min(this.#plan.batchBytes, growing);
    for (;;) {
      if (this.#filled > this.#scanner.position || this.#isEnd) {
        const cut = this.#scanner.scan(this.#slot, {
          to: this.#filled,
          cutAt: batchBytes,
          isEnd: this.#isEnd,
        });
        if (cut >= 0) return cut;
        // At once, while they are in the processor's cache: the batch will not end before them.
        this.#hashTo(this.#scanner.position);
        if (this.#isEnd) return this.#filled;
      }
      this.#refuseEndlessRecord();
      const missing = Math.max(0, batchBytes - this.#filled);
      await this.#fill(missing > READ_BYTES ? READ_BYTES : missing + TAIL_READ_BYTES, signal);
    }
  }

  #hashTo(end: number): void {
    this.#hasher.update(this.#slot.subarray(this.#hashed, end));
    this.#hashed = end;
  }

  async #fill(wanted: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { length } = this.#slot;
    if (this.#filled + wanted > length) this.#grow(Math.max(2 * length, this.#filled + wanted));
    const count = await this.#reader.read(this.#slot.subarray(this.#filled, this.#filled + wanted));
    if (count === 0) this.#isEnd = true;
    this.#filled += count;
  }

  /** Keeps the text behind the batch for the next one. */
  #advance(batch: Batch, lines: number): void {
    const end = batch.end - batch.start;
    const rest = this.#slot.subarray(end, this.#filled);
    this.#slot = new Uint8Array(rest);
    this.#filled = rest.length;
    this.#hashed = 0;
    this.#scanner.rebase(end);
    this.#start = batch.end;
    this.#fileOffset += fileLength(batch.bytes, this.#plan.dialect.encoding);
    this.#line += lines;
    this.#stored += batch.storedBytes ?? 0;
    this.#reading.records += batch.records;
    this.#reading.bytes = batch.end;
    this.#reading.batches += 1;
  }

  /** To a slot of at least so many bytes, with what is filled. */
  #grow(bytes: number): void {
    const slot = this.#memory.take(Math.max(this.#slotBytes, bytes));
    slot.set(this.#slot.subarray(0, this.#filled));
    this.#memory.give(this.#slot);
    this.#slot = slot;
  }

  #refuseEndlessRecord(): void {
    const length = this.#filled - this.#scanner.recordStart;
    if (length <= this.#plan.recordBytesMax) return;
    const before = this.#scanner.countsSoFar();
    const place = {
      file: this.#reader.fileName ?? this.#plan.source.name,
      line: this.#line + before.lines,
      record: this.#reading.records + before.records + 1,
      byteOffset: this.#fileOffset + this.#scanner.recordStart,
    };
    throw errors.recordTooLong(place, this.#plan.recordBytesMax);
  }
}
