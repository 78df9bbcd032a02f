// Parquet as a source of CSV text: one record a row, in the order of the given columns. The next rows are decoded
// while the former are copied. A row with a value that PostgreSQL cannot keep becomes a record that nothing loads.
import { present } from "../../core/base/assert.ts";
import { structureErrors } from "../../core/base/structure-errors.ts";
import type { Fingerprint } from "../../core/load/plan.ts";
import type { Source, SourceReader } from "../../core/load/ports.ts";
import { madeHeader, refusedRecord } from "../../core/records/made-text.ts";
import { MadeReader, type RecordMaker } from "./made-reader.ts";
import { ParquetFile, type ParquetField, type ParquetGroup } from "./parquet-file.ts";
import type { Stretch } from "./parquet-group.ts";
import { fieldText } from "./parquet-values.ts";
import { PlaceQueue } from "./place-queue.ts";

/** As large as rows may become before their text is made, by what the footer says of them: their text is larger. */
const PART_BYTES = 256 * 1024;

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

interface Part {
  readonly group: ParquetGroup;
  /** Of its first row, in the file, from 0. */
  readonly rowStart: number;
  readonly stretch: Stretch;
}

class ParquetMaker implements RecordMaker {
  readonly places = new PlaceQueue();
  readonly #file: ParquetFile;
  readonly #fields: readonly ParquetField[];
  readonly #parts: AsyncGenerator<Part, void>;
  /** The part after the one given out last, being decoded; null before the first. */
  #ahead: Promise<IteratorResult<Part, void>> | null = null;
  storedBytes = 0;

  constructor(file: ParquetFile, fields: readonly ParquetField[]) {
    this.#file = file;
    this.#fields = fields;
    this.#parts = partsOf(file, fields);
  }

  async next(): Promise<string | null> {
    const { value: part } = await (this.#ahead ?? this.#parts.next());
    if (!part) {
      await this.#file.requireUnchanged();
      return null;
    }
    this.#ahead = this.#parts.next();
    // Whoever asks for it sees its error; until then it is not an unhandled one.
    this.#ahead.catch(() => undefined);
    const { group, rowStart, stretch } = part;
    const share = (rowStart + stretch.rows - group.rowStart) / group.rows;
    this.storedBytes = Math.round(group.byteOffset + group.bytesCompressed * share);
    let text = "";
    for (let row = 0; row < stretch.rows; row++) text += this.#record(part, row);
    return text;
  }

  async close(): Promise<void> {
    await this.#ahead?.catch(() => undefined);
    await this.#file.close();
  }

  #record({ group, rowStart, stretch }: Part, row: number): string {
    const refusals: string[] = [];
    const texts = this.#fields.map(({ name, kind }, field) => {
      const value: unknown = stretch.columns[field]?.[row];
      if (value === null || value === undefined) return "";
      const text = typeof value === "string" ? value : fieldText(kind, value);
      if (typeof text === "string") return text;
      refusals.push(`column "${name}": ${text.refusal}`);
      return "?";
    });
    const [refusal = null] = refusals;
    this.places.add(rowStart + row + 1, group.byteOffset, refusal);
    const record = texts.join(",");
    return refusal === null ? `${record}\n` : refusedRecord(record, this.#fields.length);
  }
}

async function* partsOf(
  file: ParquetFile,
  fields: readonly ParquetField[],
): AsyncGenerator<Part, void, void> {
  for (const group of file.groups) {
    const count = Math.max(1, Math.ceil(group.bytesUncompressed / PART_BYTES));
    const rowsMax = Math.max(1, Math.ceil(group.rows / count));
    const reader = await file.openGroup(group.index, fields);
    for (let rowStart = group.rowStart; ;) {
      const stretch = await file.rows(reader, group.index, rowsMax);
      if (stretch === null) break;
      yield { group, rowStart, stretch };
      rowStart += stretch.rows;
    }
  }
}
