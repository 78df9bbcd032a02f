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
/** Bytes read at a time once a batch is full and only the end of its last record is missing. */
const TAIL_READ_BYTES = 64 * 1024;

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

/**
 * Yields the batches in order, pulled by all workers. One batch is read ahead of what they ask for, so that a worker
 * that is done does not wait for the disk and the scanner.
 */
export async function* split(
  plan: SplitPlan,
  ports: SplitPorts,
  reading: Reading,
  signal: AbortSignal,
): AsyncGenerator<Batch, void, void> {
  const batches = cutBatches(plan, ports, reading, signal);
  try {
    let next = batches.next();
    for (;;) {
      const { value: batch } = await next;
      if (!batch) return;
      next = batches.next();
      // Whoever asks for it sees its error; until then it is not an unhandled one.
      next.catch(() => undefined);
      yield batch;
    }
  } finally {
    await batches.return();
  }
}

async function* cutBatches(
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
  #slot: Uint8Array;
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
    this.#slot = this.#memory.take(this.#slotBytes);
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
    let end = await this.#findEnd(signal);
    while (end === 0) {
      const start = (await this.#reader.nextFile?.(signal)) ?? null;
      if (start === null) {
        this.#reading.contentHash = this.#hasher.digest();
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
    const { batchBytes } = this.#plan;
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
      const missing = batchBytes - this.#filled;
      const wanted = missing > 0 ? Math.min(READ_BYTES, missing) : TAIL_READ_BYTES;
      await this.#fill(wanted, signal);
    }
  }

  #hashTo(end: number): void {
    this.#hasher.update(this.#slot.subarray(this.#hashed, end));
    this.#hashed = end;
  }

  async #fill(wanted: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#filled + wanted > this.#slot.length)
      this.#slot = this.#grown(this.#slot, this.#filled, wanted);
    const count = await this.#reader.read(this.#slot.subarray(this.#filled, this.#filled + wanted));
    if (count === 0) this.#isEnd = true;
    this.#filled += count;
  }

  /** Moves the text behind the batch to a slot of its own. */
  #advance(batch: Batch, lines: number): void {
    const end = batch.end - batch.start;
    const rest = this.#slot.subarray(end, this.#filled);
    const slot = this.#memory.take(Math.max(this.#slotBytes, rest.length));
    slot.set(rest);
    this.#slot = slot;
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

  /** A larger slot with the same first `filled` bytes. */
  #grown(slot: Uint8Array, filled: number, wanted: number): Uint8Array {
    const larger = this.#memory.take(Math.max(slot.length * 2, filled + wanted));
    larger.set(slot.subarray(0, filled));
    this.#memory.give(slot);
    return larger;
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
