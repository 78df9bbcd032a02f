// The keys of one record where src/wasm/fields found them, to be asked as a RecordReader is.
import type { DialectBytes } from "../../records/dialect-bytes.ts";
import type { RecordReader } from "../../records/record-reader.ts";

/** What is asked of a record whose keys are looked at. */
export type KeySource = Pick<
  RecordReader,
  "isQuoted" | "hasEscape" | "fieldIs" | "fieldStart" | "fieldEnd" | "fieldBytes"
>;

/** 32-bit numbers before the keys of a row: start, line, flags, table. */
export const NUMBERS_ROW = 4;
/** And of each key: start, end, flags. */
export const NUMBERS_KEY = 3;

const LINE_AT = 1;
const FLAGS_AT = 2;
const SHORT = 1;
const ODD = 2;

const IS_QUOTED = 1;
const HAS_ESCAPE = 2;

export class FoundKeys implements KeySource {
  readonly #rows: Int32Array;
  readonly #quote: number;
  /** By field: where its numbers begin in a row. */
  readonly #places: readonly number[];
  #bytes: Uint8Array = new Uint8Array(0);
  #row = 0;

  constructor(rows: Int32Array, fields: readonly number[], { quote }: DialectBytes) {
    this.#rows = rows;
    this.#quote = quote;
    const places: number[] = [];
    for (const [key, field] of fields.entries()) places[field] = NUMBERS_ROW + key * NUMBERS_KEY;
    this.#places = places;
  }

  /** `row`: where its numbers begin. */
  turnTo(bytes: Uint8Array, row: number): void {
    this.#bytes = bytes;
    this.#row = row;
  }

  get start(): number {
    return this.#rows[this.#row] ?? 0;
  }

  /** Physical lines of the batch before the record. */
  get line(): number {
    return this.#rows[this.#row + LINE_AT] ?? 0;
  }

  /** It ends before its last key. */
  get isShort(): boolean {
    return this.#rows[this.#row + FLAGS_AT] === SHORT;
  }

  /** It may have a problem that only a reader can judge. */
  get isOdd(): boolean {
    return this.#rows[this.#row + FLAGS_AT] === ODD;
  }

  fieldStart(field: number): number {
    return this.#number(field, 0);
  }

  fieldEnd(field: number): number {
    return this.#number(field, 1);
  }

  isQuoted(field: number): boolean {
    return (this.#number(field, 2) & IS_QUOTED) !== 0;
  }

  hasEscape(field: number): boolean {
    return (this.#number(field, 2) & HAS_ESCAPE) !== 0;
  }

  fieldIs(field: number, text: Uint8Array): boolean {
    const start = this.fieldStart(field);
    if (this.fieldEnd(field) - start !== text.length) return false;
    for (let at = 0; at < text.length; at++) if (this.#bytes[start + at] !== text[at]) return false;
    return true;
  }

  fieldBytes(field: number): Uint8Array {
    const bytes = this.#bytes.subarray(this.fieldStart(field), this.fieldEnd(field));
    // Between the quotes of plain text every quote is one of two.
    return this.hasEscape(field)
      ? bytes.filter((byte, at) => byte !== this.#quote || !isSecond(bytes, at, this.#quote))
      : bytes;
  }

  #number(field: number, at: number): number {
    return this.#rows[this.#row + (this.#places[field] ?? 0) + at] ?? 0;
  }
}

/** The second of two quotes: an odd number of them stands before it. */
function isSecond(bytes: Uint8Array, at: number, quote: number): boolean {
  let before = 0;
  while (bytes[at - before - 1] === quote) before++;
  return before % 2 === 1;
}
