// Cuts a source into batches of whole records. One sequential pass with an exact quote state; the rule of the cut
// depends on the content and `batchBytes` alone, so a resume finds the same borders whatever the workers do.
import { present } from "../base/assert.ts";
import { errors } from "../base/errors.ts";
import { fileLength } from "../records/copy-text.ts";
import { RecordScanner } from "../records/csv-scanner.ts";
import type { LoadPlan } from "./plan.ts";
import type { Batch, Hasher, LoadPorts, SourceReader } from "./ports.ts";

/** Bytes read and scanned at a time: while they are scanned, no connection is served. */
const READ_BYTES = 1024 * 1024;
/** Bytes read at a time once a batch is full and only the end of its last record is missing. */
const TAIL_READ_BYTES = 64 * 1024;

/** What one pass over the source has seen so far. */
export interface Reading {
  records: number;
  bytes: number;
  batches: number;
  /** SHA-256 of the whole text, once the end was reached. */
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

type SplitPorts = Pick<LoadPorts, "source" | "newHasher" | "allocate">;

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
  readonly #scanner: RecordScanner;
  readonly #slots: Slots;
  #slot: Uint8Array;
  /** Bytes of the slot that hold text not yet given out. */
  #filled = 0;
  #isEnd = false;
  #start = 0;
  #fileOffset: number;
  #line = 1;

  constructor(plan: SplitPlan, reader: SourceReader, ports: SplitPorts, reading: Reading) {
    this.#plan = plan;
    this.#reader = reader;
    this.#reading = reading;
    this.#hasher = ports.newHasher();
    this.#scanner = new RecordScanner(plan.dialect);
    this.#slots = new Slots(plan.batchBytes + 4 * TAIL_READ_BYTES, (bytes) =>
      ports.allocate(bytes),
    );
    this.#slot = this.#slots.take();
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

  /** The next batch, or null at the end of the source. */
  async next(signal: AbortSignal): Promise<Batch | null> {
    const end = await this.#findEnd(signal);
    if (end === 0) {
      this.#reading.contentHash = this.#hasher.digest();
      return null;
    }
    const slot = this.#slot;
    const bytes = slot.subarray(0, end);
    const counts = this.#scanner.take();
    this.#hasher.update(bytes);
    const batch: Batch = {
      number: this.#reading.batches,
      bytes,
      start: this.#start,
      end: this.#start + end,
      fileOffset: this.#fileOffset,
      firstRecord: this.#reading.records + 1,
      firstLine: this.#line,
      records: counts.records,
      isPlain: counts.isPlain,
      prefixHash: this.#hasher.digest(),
      release: () => this.#slots.give(slot),
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
        if (this.#isEnd) return this.#filled;
      }
      this.#refuseEndlessRecord();
      const missing = batchBytes - this.#filled;
      const wanted = missing > 0 ? Math.min(READ_BYTES, missing) : TAIL_READ_BYTES;
      await this.#fill(wanted, signal);
    }
  }

  async #fill(wanted: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#filled + wanted > this.#slot.length)
      this.#slot = this.#slots.grow(this.#slot, this.#filled, wanted);
    const count = await this.#reader.read(this.#slot.subarray(this.#filled, this.#filled + wanted));
    if (count === 0) this.#isEnd = true;
    this.#filled += count;
  }

  /** Moves the text behind the batch to a slot of its own. */
  #advance(batch: Batch, lines: number): void {
    const end = batch.end - batch.start;
    const next = this.#slots.take();
    const rest = this.#slot.subarray(end, this.#filled);
    const slot = rest.length > next.length ? this.#slots.grow(next, 0, rest.length) : next;
    slot.set(rest);
    this.#slot = slot;
    this.#filled = rest.length;
    this.#scanner.rebase(end);
    this.#start = batch.end;
    this.#fileOffset += fileLength(batch.bytes, this.#plan.dialect.encoding);
    this.#line += lines;
    this.#reading.records += batch.records;
    this.#reading.bytes = batch.end;
    this.#reading.batches += 1;
  }

  #refuseEndlessRecord(): void {
    const length = this.#filled - this.#scanner.recordStart;
    if (length <= this.#plan.recordBytesMax) return;
    const before = this.#scanner.countsSoFar();
    const place = {
      file: this.#plan.source.name,
      line: this.#line + before.lines,
      record: this.#reading.records + before.records + 1,
      byteOffset: this.#fileOffset + this.#scanner.recordStart,
    };
    throw errors.recordTooLong(place, this.#plan.recordBytesMax);
  }
}

/** Buffers that go round: as many as there are batches under way. Grown ones are not kept. */
class Slots {
  readonly #bytes: number;
  readonly #allocate: (bytes: number) => Uint8Array;
  readonly #free: Uint8Array[] = [];

  constructor(bytes: number, allocate: (bytes: number) => Uint8Array) {
    this.#bytes = bytes;
    this.#allocate = allocate;
  }

  take(): Uint8Array {
    return this.#free.length > 0
      ? present(this.#free.pop(), "a free slot")
      : this.#allocate(this.#bytes);
  }

  give(slot: Uint8Array): void {
    if (slot.length === this.#bytes) this.#free.push(slot);
  }

  /** A larger slot with the same first `filled` bytes. */
  grow(slot: Uint8Array, filled: number, wanted: number): Uint8Array {
    const larger = this.#allocate(Math.max(slot.length * 2, filled + wanted));
    larger.set(slot.subarray(0, filled));
    this.give(slot);
    return larger;
  }
}
