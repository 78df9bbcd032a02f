// Rewrites a batch as COPY's text format, one line a good record. Quotes, escapes, `\.`, line ends inside values and
// odd delimiters are gone then, and the line in the server's error is the record.
import { present } from "../base/assert.ts";
import { decimalCommaShape, FRACTION, GROUPED_WHOLE } from "./decimal-comma.ts";
import type { Dialect, Encoding } from "./dialect.ts";
import { BACKSLASH, LF, TAB } from "./dialect-bytes.ts";
import { RecordReader } from "./record-reader.ts";
import { encodeText } from "./text-codec.ts";

/** A field that is loaded. */
export interface FieldRule {
  /** Its position in a record, from 0. */
  readonly field: number;
  /** Its column holds numbers: a decimal comma is rewritten where the dialect has one. */
  readonly isNumeric: boolean;
}

export interface TextOptions {
  readonly dialect: Dialect;
  /** One entry a loaded column, in the order of COPY's column list. */
  readonly fields: readonly FieldRule[];
  /** Fields that every record must have. */
  readonly fieldCount: number;
}

/** Where a record lies in its batch. */
export interface RecordPlace {
  /** From 0; blank records count, comments do not. */
  readonly recordIndex: number;
  /** Its first physical line, from 0. */
  readonly lineIndex: number;
  readonly start: number;
  /** Without the record end. */
  readonly end: number;
}

/** A record that is not in the text. */
export interface TextProblem extends RecordPlace {
  readonly message: string;
  /** The field at fault, or null when it is the record as a whole. */
  readonly field: number | null;
}

/** `records = lines + skipped + problems.length`. */
export interface TextBatch {
  readonly bytes: Uint8Array;
  /** Offset after each line of `bytes`. */
  readonly lineEnds: Uint32Array;
  readonly lines: number;
  readonly records: number;
  /** Blank records of a file with several fields. */
  readonly skipped: number;
  readonly problems: readonly TextProblem[];
  /** The record that became this line, from 0. */
  lineRecord(line: number): RecordPlace;
}

export function toCopyText(bytes: Uint8Array, options: TextOptions): TextBatch {
  const reader = new RecordReader(bytes, options.dialect);
  const text = new TextWriter(bytes, reader, options);
  const places = new LinePlaces();
  const problems: TextProblem[] = [];
  let [records, skipped, lineIndex] = [0, 0, 0];
  for (; reader.next(); lineIndex += reader.lines) {
    if (reader.isComment) continue;
    const recordIndex = records++;
    if (reader.isBlank && options.fieldCount > 1) {
      skipped++;
      continue;
    }
    const message = reader.problem?.message ?? countProblem(reader.fieldCount, options.fieldCount);
    if (message === null) {
      text.writeLine();
      places.add(reader, recordIndex, lineIndex, text.length);
    } else {
      const { start, end } = reader;
      const field = reader.problem?.field ?? null;
      problems.push({ recordIndex, lineIndex, start, end, message, field });
    }
  }
  return {
    bytes: text.bytes(),
    lineEnds: places.textEnds(),
    lines: places.count,
    records,
    skipped,
    problems,
    lineRecord: (line) => places.at(line),
  };
}

/** How many bytes of the file this text took: UTF-16 files are read as UTF-8. */
export function fileLength(bytes: Uint8Array, encoding: Encoding): number {
  if (encoding !== "utf-16le" && encoding !== "utf-16be") return bytes.length;
  let units = 0;
  for (const byte of bytes) {
    // Continuation bytes begin no character; a four-byte character is a pair of units.
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units * 2;
}

/** What is wrong with the number of fields, in words; null when it is right. */
export function countProblem(found: number, expected: number): string | null {
  if (found === expected) return null;
  const fields = found === 1 ? "1 field" : `${found} fields`;
  return `the record has ${fields} where ${expected === 1 ? "1 is" : `${expected} are`} expected`;
}

const SPACE = 32;
const COMMA = 44;
const POINT = 46;
const CAPITAL_N = 78;

/** The letter COPY's text format writes after a backslash, by byte; 0 where the byte stands for itself. */
const ESCAPE_LETTERS = new Uint8Array(256);
for (const [byte, letter] of [
  [8, "b"],
  [9, "t"],
  [10, "n"],
  [11, "v"],
  [12, "f"],
  [13, "r"],
  [92, "\\"],
] as const) {
  ESCAPE_LETTERS[byte] = letter.charCodeAt(0);
}

/** The growing text. */
class TextWriter {
  readonly #from: Uint8Array;
  readonly #reader: RecordReader;
  readonly #fields: readonly FieldRule[];
  readonly #nullText: Uint8Array;
  readonly #decimalComma: boolean;
  #into: Uint8Array;
  #unescaped = new Uint8Array(256);
  length = 0;

  constructor(from: Uint8Array, reader: RecordReader, options: TextOptions) {
    this.#from = from;
    this.#reader = reader;
    this.#fields = options.fields;
    const { nullText, encoding } = options.dialect;
    this.#nullText = present(encodeText(nullText, encoding), "a NULL text that the encoding has");
    this.#decimalComma = options.dialect.decimalComma;
    this.#into = new Uint8Array(from.length + (from.length >> 3) + 64);
  }

  bytes(): Uint8Array {
    return this.#into.subarray(0, this.length);
  }

  /** Writes the reader's record. */
  writeLine(): void {
    const reader = this.#reader;
    for (let column = 0; column < this.#fields.length; column++) {
      const rule = this.#fields[column];
      if (rule === undefined) continue;
      const { field } = rule;
      const start = reader.fieldStart(field);
      const end = reader.fieldEnd(field);
      this.#reserve(2 * (end - start) + 4);
      if (column > 0) this.#into[this.length++] = TAB;
      if (!reader.isQuoted(field) && reader.fieldIs(field, this.#nullText)) {
        this.#into[this.length++] = BACKSLASH;
        this.#into[this.length++] = CAPITAL_N;
      } else if (reader.hasEscape(field)) {
        this.#writeUnescaped(field, end - start);
      } else if (rule.isNumeric && this.#decimalComma && hasComma(this.#from, start, end)) {
        this.#writeDecimalPoint(start, end);
      } else {
        this.#writeEscaped(this.#from, start, end);
      }
    }
    this.#reserve(1);
    this.#into[this.length++] = LF;
  }

  #writeUnescaped(field: number, lengthMax: number): void {
    if (this.#unescaped.length < lengthMax) this.#unescaped = new Uint8Array(2 * lengthMax);
    const length = this.#reader.unescape(field, this.#unescaped);
    this.#writeEscaped(this.#unescaped, 0, length);
  }

  /** The number under the decimal comma at [start, end), without groups and blanks. */
  #writeDecimalPoint(start: number, end: number): void {
    const [from, into] = [this.#from, this.#into];
    let to = this.length;
    for (let at = start; at < end; at++) {
      const byte = from[at] ?? 0;
      if (byte === POINT || byte === SPACE) continue;
      into[to++] = byte === COMMA ? POINT : byte;
    }
    this.length = to;
  }

  #writeEscaped(from: Uint8Array, start: number, end: number): void {
    const into = this.#into;
    let to = this.length;
    for (let at = start; at < end; at++) {
      const byte = from[at] ?? 0;
      const letter = ESCAPE_LETTERS[byte] ?? 0;
      if (letter === 0) {
        into[to++] = byte;
      } else {
        into[to++] = BACKSLASH;
        into[to++] = letter;
      }
    }
    this.length = to;
  }

  #reserve(bytes: number): void {
    if (this.length + bytes <= this.#into.length) return;
    const larger = new Uint8Array(2 * this.#into.length + bytes);
    larger.set(this.#into.subarray(0, this.length));
    this.#into = larger;
  }
}

function hasComma(bytes: Uint8Array, start: number, end: number): boolean {
  const shape = decimalCommaShape(bytes, start, end);
  return shape === FRACTION || shape === GROUPED_WHOLE;
}

/** Numbers kept for each line: record, physical line, start, end in the batch, end in the text. */
const NUMBERS = 5;

class LinePlaces {
  #numbers = new Uint32Array(NUMBERS * 1024);
  count = 0;

  add(reader: RecordReader, recordIndex: number, lineIndex: number, textEnd: number): void {
    const at = this.count++ * NUMBERS;
    if (at + NUMBERS > this.#numbers.length) {
      const larger = new Uint32Array(2 * this.#numbers.length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[at] = recordIndex;
    this.#numbers[at + 1] = lineIndex;
    this.#numbers[at + 2] = reader.start;
    this.#numbers[at + 3] = reader.end;
    this.#numbers[at + 4] = textEnd;
  }

  at(line: number): RecordPlace {
    const [recordIndex = 0, lineIndex = 0, start = 0, end = 0] = this.#numbers.subarray(
      line * NUMBERS,
    );
    return { recordIndex, lineIndex, start, end };
  }

  textEnds(): Uint32Array {
    return Uint32Array.from(
      { length: this.count },
      (_, line) => this.#numbers[line * NUMBERS + NUMBERS - 1] ?? 0,
    );
  }
}
