// JSON Lines as a source of CSV text: one record an object, in the order of the given columns. A line that is no
// object becomes a record that nothing loads, with the reason at its place; blank lines are passed over.
import { errors } from "../../core/base/errors.ts";
import type { Fingerprint } from "../../core/load/plan.ts";
import type { Source, SourceReader } from "../../core/load/ports.ts";
import { JsonRecordWriter } from "../../core/records/json-record.ts";
import { madeHeader, refusedRecord } from "../../core/records/made-text.ts";
import { MadeReader, type RecordMaker } from "./made-reader.ts";
import { PlaceQueue } from "./place-queue.ts";

const BLOCK_BYTES = 256 * 1024;
const LF = 10;

export interface JsonLinesOptions {
  /** A path each, as JsonColumns names them. */
  readonly columns: readonly string[];
  readonly recordBytesMax: number;
}

export class JsonLinesSource implements Source {
  readonly path: string;
  readonly isOnce: boolean;
  readonly #text: Source;
  readonly #options: JsonLinesOptions;

  /** `text`: the file's lines as UTF-8. */
  constructor(text: Source, options: JsonLinesOptions) {
    this.path = text.path;
    this.isOnce = text.isOnce ?? false;
    this.#text = text;
    this.#options = options;
  }

  fingerprint(signal: AbortSignal): Promise<Fingerprint> {
    return this.#text.fingerprint(signal);
  }

  async open(signal: AbortSignal): Promise<SourceReader> {
    const lines = await this.#text.open(signal);
    const maker = new JsonLinesMaker(this.path, lines, this.#options);
    return new MadeReader(madeHeader(this.#options.columns), maker);
  }
}

class JsonLinesMaker implements RecordMaker {
  readonly places = new PlaceQueue();
  readonly #path: string;
  readonly #lines: SourceReader;
  readonly #writer: JsonRecordWriter;
  readonly #columnCount: number;
  readonly #recordBytesMax: number;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  /** Lines read and not yet made into records; the last one may be cut. */
  #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #filled = 0;
  #line = 1;
  #byteOffset: number;
  #isEnd = false;

  constructor(path: string, lines: SourceReader, { columns, recordBytesMax }: JsonLinesOptions) {
    this.#path = path;
    this.#lines = lines;
    this.#writer = new JsonRecordWriter(columns);
    this.#columnCount = columns.length;
    this.#recordBytesMax = recordBytesMax;
    this.#byteOffset = lines.startOffset;
  }

  get storedBytes(): number {
    return this.#lines.storedBytes;
  }

  async next(): Promise<string | null> {
    if (this.#isEnd) return null;
    await this.#fill();
    return this.#makeRecords();
  }

  close(): Promise<void> {
    return this.#lines.close();
  }

  /** Reads until the block holds a line's end, or the file's. */
  async #fill(): Promise<void> {
    for (let searched = this.#filled; ; searched = this.#filled) {
      if (this.#filled === this.#block.length) this.#grow();
      const count = await this.#lines.read(this.#block.subarray(this.#filled));
      this.#filled += count;
      this.#isEnd = count === 0;
      if (this.#isEnd || this.#block.subarray(searched, this.#filled).includes(LF)) return;
    }
  }

  #grow(): void {
    if (this.#filled > this.#recordBytesMax) {
      const place = { file: this.#path, line: this.#line, byteOffset: this.#byteOffset };
      throw errors.recordTooLong(place, this.#recordBytesMax);
    }
    const larger = Buffer.allocUnsafe(2 * this.#block.length);
    larger.set(this.#block.subarray(0, this.#filled));
    this.#block = larger;
  }

  /** Makes records of all whole lines; at the end of the file of the last one too. */
  #makeRecords(): string {
    const block = this.#block.subarray(0, this.#filled);
    const parts: string[] = [];
    let start = 0;
    while (start < block.length) {
      const found = block.indexOf(LF, start);
      if (found < 0 && !this.#isEnd) break;
      const end = found < 0 ? block.length : found;
      parts.push(this.#record(block.subarray(start, end), this.#byteOffset + start));
      start = found < 0 ? end : end + 1;
      this.#line += 1;
    }
    this.#block.copyWithin(0, start, this.#filled);
    this.#filled -= start;
    this.#byteOffset += start;
    return parts.join("");
  }

  /** The record of a line, with its end; nothing for a blank line. */
  #record(bytes: Buffer, byteOffset: number): string {
    const text = this.#decode(bytes);
    if (text?.trim() === "") return "";
    const made = text === null ? NOT_UTF_8 : this.#writer.write(text);
    const refusal = "refusal" in made ? made.refusal : null;
    this.places.add(this.#line, byteOffset, refusal);
    return "text" in made
      ? `${made.text}\n`
      : refusedRecord(text ?? bytes.toString("utf8"), this.#columnCount);
  }

  #decode(bytes: Buffer): string | null {
    try {
      return this.#decoder.decode(bytes);
    } catch (error) {
      if (error instanceof TypeError) return null;
      throw error;
    }
  }
}

const NOT_UTF_8 = { refusal: "the line is not valid UTF-8" };
