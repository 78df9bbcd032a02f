// Parquet as a source of CSV text: one record a row, in the order of the given columns. The next rows are decoded
// while the former are copied. A row with a value that PostgreSQL cannot keep becomes a record that nothing loads.
import { present } from "../../core/base/assert.ts";
import { structureErrors } from "../../core/base/structure-errors.ts";
import type { Fingerprint } from "../../core/load/plan.ts";
import type { Source, SourceReader } from "../../core/load/ports.ts";
import { madeHeader, quoted, refusedRecord } from "../../core/records/made-text.ts";
import { MadeReader, type RecordMaker } from "./made-reader.ts";
import { ParquetFile, type ParquetField, type ParquetGroup } from "./parquet-file.ts";
import { PlaceQueue } from "./place-queue.ts";

/** As large as decoded rows may become before their text is made, by what the footer says of them. */
const RANGE_BYTES = 4 * 1_048_576;
/** A range of rows whose pages must all be read each time, so that fewer and larger ones are cheaper. */
const NESTED_RANGE_BYTES = 64 * 1_048_576;

export class ParquetSource implements Source {
  readonly path: string;
  readonly #stored: Source;
  readonly #columns: readonly string[];

  /** `stored`: the file's bytes; only its fingerprint is asked of it. */
  constructor(stored: Source, columns: readonly string[]) {
    this.path = stored.path;
    this.#stored = stored;
    this.#columns = columns;
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
    return new MadeReader(madeHeader(this.#columns), new ParquetMaker(file, known));
  }
}

interface Range {
  readonly group: ParquetGroup;
  readonly rowStart: number;
  readonly rowEnd: number;
}

type Rows = readonly (readonly unknown[])[];

interface Ahead {
  readonly range: Range;
  readonly rows: Promise<Rows>;
}

class ParquetMaker implements RecordMaker {
  readonly places = new PlaceQueue();
  readonly #file: ParquetFile;
  readonly #fields: readonly ParquetField[];
  readonly #columns: readonly string[];
  readonly #ranges: Iterator<Range, void>;
  /** The range after the one given out last, being decoded; undefined before the first. */
  #ahead: Ahead | null | undefined;
  /** The group whose pages were looked at last. */
  #sound = -1;
  storedBytes = 0;

  constructor(file: ParquetFile, fields: readonly ParquetField[]) {
    this.#file = file;
    this.#fields = fields;
    this.#columns = fields.map(({ name }) => name);
    this.#ranges = rangesOf(file.groups, file.isNested ? NESTED_RANGE_BYTES : RANGE_BYTES);
  }

  async next(): Promise<string | null> {
    const ahead = this.#ahead === undefined ? this.#start() : this.#ahead;
    if (ahead === null) {
      await this.#file.requireUnchanged();
      return null;
    }
    const { range } = ahead;
    const rows = await ahead.rows;
    this.#ahead = this.#start();
    const { group, rowEnd } = range;
    const share = (rowEnd - group.rowStart) / group.rows;
    this.storedBytes = Math.round(group.byteOffset + group.bytesCompressed * share);
    return rows.map((row, index) => this.#record(row, range, index)).join("");
  }

  async close(): Promise<void> {
    await this.#ahead?.rows.catch(() => undefined);
    await this.#file.close();
  }

  /** Begins to decode the next range; null at the end. */
  #start(): Ahead | null {
    const { value: range } = this.#ranges.next();
    if (!range) return null;
    const rows = this.#read(range);
    // Whoever asks for it sees its error; until then it is not an unhandled one.
    rows.catch(() => undefined);
    return { range, rows };
  }

  async #read({ group, rowStart, rowEnd }: Range): Promise<Rows> {
    if (this.#sound !== group.index) await this.#file.requireSound(group.index);
    this.#sound = group.index;
    return this.#file.rows(rowStart, rowEnd, this.#columns);
  }

  #record(row: readonly unknown[], { group, rowStart }: Range, index: number): string {
    const refusals: string[] = [];
    const texts = this.#fields.map(({ name, kind }, field) => {
      const value = row[field];
      if (value === null || value === undefined) return "";
      const text = kind.text(value);
      if (typeof text === "string") return kind.needsQuotes ? quoted(text) : text;
      refusals.push(`column "${name}": ${text.refusal}`);
      return "?";
    });
    const [refusal = null] = refusals;
    this.places.add(rowStart + index + 1, group.byteOffset, refusal);
    const record = texts.join(",");
    return refusal === null ? `${record}\n` : refusedRecord(record, this.#fields.length);
  }
}

/** One after the other: a broken footer may claim more of them than memory holds. */
function* rangesOf(
  groups: readonly ParquetGroup[],
  rangeBytes: number,
): Generator<Range, void, void> {
  for (const group of groups) {
    const count = Math.max(1, Math.ceil(group.bytesUncompressed / rangeBytes));
    const rows = Math.max(1, Math.ceil(group.rows / count));
    const end = group.rowStart + group.rows;
    for (let rowStart = group.rowStart; rowStart < end; rowStart += rows)
      yield { group, rowStart, rowEnd: Math.min(rowStart + rows, end) };
  }
}
