// Parquet as a source of CSV text: one record a row, in the order of the given columns. A row with a value that
// PostgreSQL cannot keep becomes a record that nothing loads. Large files are read by several threads, a slice each;
// the text is the same as that of one, in the same order.
import { availableParallelism } from "node:os";
import { present } from "../../core/base/assert.ts";
import { structureErrors } from "../../core/base/structure-errors.ts";
import type { Fingerprint } from "../../core/load/plan.ts";
import type { Source, SourceReader } from "../../core/load/ports.ts";
import { madeHeader } from "../../core/records/made-text.ts";
import { MadeReader, type RecordMaker } from "./made-reader.ts";
import { ParquetFile, type ParquetField } from "./parquet-file.ts";
import { readerProgram } from "./parquet-program.ts";
import { SLICE_BYTES, SliceReader, slicesOf, type Part, type Slice } from "./parquet-slices.ts";
import { ThreadReaders } from "./parquet-threads.ts";
import { PlaceQueue } from "./place-queue.ts";

/** Where the readers are, and how much each is to read at a time: tests want more of them, over less. */
export interface ParquetReading {
  /** The bundle of parquet-worker.ts; null reads in this thread alone. */
  readonly program: URL | null;
  readonly threadsMax: number;
  /** A thread is started for so many slices: fewer are read before it is warm. */
  readonly threadSlices: number;
  /** Of a slice, as the footer tells it. */
  readonly sliceBytes: number;
}

/** More of them only wait: whoever takes the text has one thread. */
const THREADS_MAX = 4;
const THREAD_SLICES = 6;

const usualReading = (): ParquetReading => ({
  program: readerProgram(),
  threadsMax: Math.min(THREADS_MAX, Math.max(1, availableParallelism() - 1)),
  threadSlices: THREAD_SLICES,
  sliceBytes: SLICE_BYTES,
});

export class ParquetSource implements Source {
  readonly path: string;
  readonly #stored: Source;
  readonly #columns: readonly string[];
  readonly #reading: ParquetReading;

  /** `stored`: the file's bytes; only its fingerprint is asked of it. */
  constructor(stored: Source, columns: readonly string[], reading = usualReading()) {
    this.path = stored.path;
    this.#stored = stored;
    this.#columns = columns;
    this.#reading = reading;
  }

  fingerprint(signal: AbortSignal): Promise<Fingerprint> {
    return this.#stored.fingerprint(signal);
  }

  async open(): Promise<SourceReader> {
    const file = await ParquetFile.open(this.path);
    const fields = this.#columns.map((name) => file.fields.find((field) => field.name === name));
    const missing = fields.findIndex((field) => field === undefined);
    if (missing >= 0) {
      await file.close();
      throw structureErrors.parquetBroken(
        this.path,
        `it has no column "${this.#columns[missing] ?? ""}" any more`,
      );
    }
    const known = fields.map((field) => present(field, "a field of the file"));
    return new MadeReader(madeHeader(this.#columns), new ParquetMaker(file, known, this.#reading));
  }
}

/** What both ways of reading give out; `text` is only valid until the next part is asked for. */
export type SourcePart = Pick<Part, "group" | "rowStart" | "rows" | "refusals" | "text">;

class ParquetMaker implements RecordMaker {
  readonly places = new PlaceQueue();
  readonly #file: ParquetFile;
  readonly #parts: AsyncGenerator<SourcePart, void, void>;
  #threads: ThreadReaders | null = null;
  storedBytes = 0;

  constructor(file: ParquetFile, fields: readonly ParquetField[], reading: ParquetReading) {
    this.#file = file;
    this.#parts = this.#read(fields, reading);
  }

  async next(): Promise<Uint8Array | null> {
    const { value: part } = await this.#parts.next();
    if (!part) {
      await this.#file.requireUnchanged();
      return null;
    }
    const group = present(this.#file.groups[part.group], "a row group of the file");
    for (let row = 0; row < part.rows; row++) {
      const line = group.rowStart + part.rowStart + row + 1;
      this.places.add(line, group.byteOffset, part.refusals.get(row) ?? null);
    }
    const share = (part.rowStart + part.rows) / group.rows;
    this.storedBytes = Math.round(group.byteOffset + group.bytesCompressed * share);
    return part.text;
  }

  async close(): Promise<void> {
    // Threads read by this file's descriptor, which the next file to be opened may get.
    await this.#threads?.close();
    await this.#file.close();
  }

  /** The first slice is read here: whoever only looks at a file's first rows starts no thread. */
  async *#read(
    fields: readonly ParquetField[],
    { program, threadsMax, threadSlices, sliceBytes }: ParquetReading,
  ): AsyncGenerator<SourcePart, void, void> {
    const [first, ...others] = slicesOf(this.#file, fields, sliceBytes);
    const threads = Math.min(threadsMax, Math.floor(others.length / threadSlices));
    if (first === undefined) return;
    if (program === null || threads === 0) {
      yield* readHere(this.#file, fields, [first, ...others]);
      return;
    }
    const columns = fields.map(({ name }) => name);
    const order = { file: this.#file, columns, slices: others, threads };
    for await (const part of readHere(this.#file, fields, [first])) {
      yield part;
      // More is wanted: while the rest of the slice is read here, they start.
      this.#threads ??= new ThreadReaders(program, order);
    }
    if (this.#threads !== null) yield* this.#threads.parts();
  }
}

async function* readHere(
  file: ParquetFile,
  fields: readonly ParquetField[],
  slices: readonly Slice[],
): AsyncGenerator<SourcePart, void, void> {
  const reader = new SliceReader(file, fields);
  for (const slice of slices) yield* reader.parts(slice);
}
