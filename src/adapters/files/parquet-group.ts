// The rows of one row group as records of CSV: all wanted columns side by side, each as far as its page reaches.
import { refusedRecord } from "../../core/records/made-text.ts";
import { PageProblem } from "./parquet-chunk.ts";
import type { TextBuffer } from "./text-buffer.ts";

/** A column as the table sees it. Its errors are PageProblems that name it, or of the file system. */
export interface FieldReader {
  /** How many rows can be written now; 0 only behind the last one. */
  ready(): Promise<number>;
  /** Writes the next row's field, nothing for NULL; returns why PostgreSQL cannot keep it, or null. */
  write(out: TextBuffer): string | null;
  skip(rows: number): Promise<void>;
  /** What `write` threw, with its place. */
  problem(error: Error): PageProblem;
}

export interface GroupField {
  readonly name: string;
  readonly reader: FieldReader;
}

export interface WrittenRows {
  readonly rows: number;
  /** Rows that PostgreSQL cannot keep, counted from the first of these, and why. */
  readonly refusals: ReadonlyMap<number, string>;
}

const [COMMA, LINE_FEED, QUESTION_MARK] = [44, 10, 63];

export class GroupReader {
  readonly #fields: readonly GroupField[];
  #left: number;

  constructor(fields: readonly GroupField[], rows: number) {
    this.#fields = fields;
    this.#left = rows;
  }

  /** Writes at most `rowsMax` rows, and at least one. Throws a PageProblem that names the column. */
  async write(out: TextBuffer, rowsMax: number): Promise<WrittenRows> {
    let rows = Math.min(rowsMax, this.#left);
    for (const { reader } of this.#fields) rows = Math.min(rows, await reader.ready());
    if (rows === 0) throw new PageProblem(`a column ends ${this.#left} rows too early`);
    this.#left -= rows;
    const refusals = new Map<number, string>();
    for (let row = 0; row < rows; row++) {
      const refusal = this.#writeRow(out);
      if (refusal !== null) refusals.set(row, refusal);
    }
    return { rows, refusals };
  }

  async skip(rows: number): Promise<void> {
    this.#left -= rows;
    for (const { reader } of this.#fields) await reader.skip(rows);
  }

  #writeRow(out: TextBuffer): string | null {
    const start = out.at;
    let refusal: string | null = null;
    for (const field of this.#fields) {
      if (field !== this.#fields[0]) out.byte(COMMA);
      const problem = writeField(field, out);
      if (problem === null) continue;
      out.byte(QUESTION_MARK);
      refusal ??= `column "${field.name}": ${problem}`;
    }
    if (refusal === null) out.byte(LINE_FEED);
    else {
      const record = out.bytes.toString("utf8", start, out.at);
      out.at = start;
      out.text(refusedRecord(record, this.#fields.length));
    }
    return refusal;
  }
}

function writeField({ reader }: GroupField, out: TextBuffer): string | null {
  const { at } = out;
  try {
    const refusal = reader.write(out);
    if (refusal !== null) out.at = at;
    return refusal;
  } catch (error) {
    throw error instanceof Error ? reader.problem(error) : error;
  }
}
