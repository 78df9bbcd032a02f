// Reads records and their fields from bytes that hold whole records, by the machine described in csv-scanner.ts.
// One reader is used for all records: its typed arrays are filled anew by each call of next.
import type { Dialect } from "./dialect.ts";
import { CR, LF, NUL, standsAt, toDialectBytes } from "./dialect-bytes.ts";
import type { DialectBytes } from "./dialect-bytes.ts";

/** Why a record cannot be loaded as it stands, in words for people. */
export const PROBLEM_MESSAGES = {
  "stray-quote": "a quote in the middle of an unquoted field",
  "text-after-quote": "text after the closing quote of a field",
  "unterminated-quote": "a quoted field that is never closed",
  "bare-carriage-return": "a carriage return outside quotes that does not end the record",
  "bare-line-feed": "a line feed outside quotes that does not end the record",
  "nul-byte": "a NUL byte, which PostgreSQL cannot store in text",
} as const;

export type RecordProblemCode = keyof typeof PROBLEM_MESSAGES;

export interface RecordProblem {
  readonly code: RecordProblemCode;
  /** Offset in the reader's bytes. */
  readonly at: number;
  /** The field it stands in, from 0. */
  readonly field: number;
  readonly message: string;
}

const IS_QUOTED = 1;
const HAS_ESCAPE = 2;

export class RecordReader {
  readonly #bytes: Uint8Array;
  readonly #to: number;
  readonly #dialect: DialectBytes;
  readonly #fieldsMax: number;
  #starts = new Uint32Array(64);
  #ends = new Uint32Array(64);
  #flags = new Uint8Array(64);

  start = 0;
  /** Without the record end. */
  end = 0;
  nextStart = 0;
  fieldCount = 0;
  /** The first problem of the record; an unclosed quote before all others, as it swallows what follows. */
  problem: RecordProblem | null = null;
  isComment = false;
  /** Record-end bytes in the record, its own among them. */
  lines = 0;

  /**
   * `fieldsMax`: of plain text whose escape is its quote, fields behind these are passed over without a look at them;
   * `fieldCount` then stops there.
   */
  constructor(bytes: Uint8Array, dialect: Dialect, fieldsMax = Number.POSITIVE_INFINITY) {
    this.#bytes = bytes;
    this.#fieldsMax = fieldsMax;
    this.#to = bytes.length;
    this.#dialect = toDialectBytes(dialect);
  }

  /** Reads the next record or comment; false at the end. */
  next(): boolean {
    if (this.nextStart >= this.#to) return false;
    this.start = this.nextStart;
    this.fieldCount = 0;
    this.problem = null;
    this.lines = 0;
    const { comment } = this.#dialect;
    this.isComment =
      comment !== null && standsAt(this.#bytes, this.start, this.#to, comment) === true;
    if (this.isComment) this.#finish(this.#recordEndFrom(this.start));
    else this.#readFields();
    return true;
  }

  /** No byte at all: one empty field. */
  get isBlank(): boolean {
    return this.end === this.start;
  }

  /** Where the field's content starts: inside the quotes where it is quoted. */
  fieldStart(index: number): number {
    return this.#starts[index] ?? 0;
  }

  fieldEnd(index: number): number {
    return this.#ends[index] ?? 0;
  }

  /** False for a field that has a quote and a problem with it: that one is taken as it stands. */
  isQuoted(index: number): boolean {
    return ((this.#flags[index] ?? 0) & IS_QUOTED) !== 0;
  }

  hasEscape(index: number): boolean {
    return ((this.#flags[index] ?? 0) & HAS_ESCAPE) !== 0;
  }

  /** The content: a view of the bytes, or a copy where escapes had to be taken out. */
  fieldBytes(index: number): Uint8Array {
    const start = this.fieldStart(index);
    const end = this.fieldEnd(index);
    if (!this.hasEscape(index)) return this.#bytes.subarray(start, end);
    const into = new Uint8Array(end - start);
    return into.subarray(0, this.unescape(index, into));
  }

  /** Writes the content without escapes to `into`, which has room for the field; returns its length. */
  unescape(index: number, into: Uint8Array): number {
    const bytes = this.#bytes;
    const end = this.fieldEnd(index);
    const { quote, escape } = this.#dialect;
    let length = 0;
    for (let at = this.fieldStart(index); at < end; at++) {
      let byte = bytes[at] ?? 0;
      if (byte === escape && at + 1 < end) {
        const next = bytes[at + 1] ?? 0;
        if (next === quote || next === escape) {
          byte = next;
          at++;
        }
      }
      into[length++] = byte;
    }
    return length;
  }

  /** Whether the unescaped content of a field without escapes is exactly `text`. */
  fieldIs(index: number, text: Uint8Array): boolean {
    const start = this.fieldStart(index);
    if (this.fieldEnd(index) - start !== text.length) return false;
    for (let at = 0; at < text.length; at++) {
      if (this.#bytes[start + at] !== text[at]) return false;
    }
    return true;
  }

  #readFields(): void {
    const bytes = this.#bytes;
    const { quote, recordEnd, delimiter } = this.#dialect;
    let at = this.start;
    for (;;) {
      at = at < this.#to && bytes[at] === quote ? this.#readQuoted(at) : this.#readUnquoted(at, at);
      if (at >= this.#to || bytes[at] === recordEnd) break;
      if (this.fieldCount >= this.#fieldsMax) {
        at = this.#passRest(at);
        break;
      }
      at += delimiter.length;
    }
    this.#finish(at);
  }

  /** Where the record ends. In plain text every quote opens or closes, as in the server's own rule. */
  #passRest(from: number): number {
    const bytes = this.#bytes;
    const { quote, recordEnd } = this.#dialect;
    let isInside = false;
    let at = from;
    for (; at < this.#to; at++) {
      const byte = bytes[at];
      if (byte === quote) isInside = !isInside;
      else if (byte === recordEnd) {
        if (!isInside) break;
        this.lines++;
      }
    }
    return at;
  }

  /** Reads on from `from` the field that starts at `start`; returns where its delimiter or record end stands. */
  #readUnquoted(start: number, from: number): number {
    const bytes = this.#bytes;
    const to = this.#to;
    const { stopsUnquoted, delimiter, recordEnd, dropsReturn, quote } = this.#dialect;
    const first = delimiter[0];
    for (let at = from; ; at++) {
      while (at < to && stopsUnquoted[bytes[at] ?? 0] === 0) at++;
      const byte = bytes[at];
      const isDelimiter =
        byte === first && (delimiter.length === 1 || standsAt(bytes, at, to, delimiter) === true);
      if (at >= to || byte === recordEnd || isDelimiter) {
        this.#addField(start, at, 0);
        return at;
      }
      if (byte === CR && dropsReturn) {
        if (at + 1 < to && bytes[at + 1] === LF) {
          this.#addField(start, at, 0);
          return at + 1;
        }
        this.#note("bare-carriage-return", at);
      } else if (byte === quote) this.#note("stray-quote", at);
      else if (byte === LF) this.#note("bare-line-feed", at);
      else if (byte === NUL) this.#note("nul-byte", at);
    }
  }

  /** Reads the quoted field whose quote stands at `open`; returns where its delimiter or record end stands. */
  #readQuoted(open: number): number {
    const bytes = this.#bytes;
    const to = this.#to;
    const { stopsQuoted, quote, escape, recordEnd } = this.#dialect;
    let flags = IS_QUOTED;
    for (let at = open + 1; ; at++) {
      while (at < to && stopsQuoted[bytes[at] ?? 0] === 0) at++;
      if (at >= to) break;
      const byte = bytes[at];
      const next = at + 1 < to ? bytes[at + 1] : undefined;
      if (byte === escape && (next === quote || next === escape)) {
        flags |= HAS_ESCAPE;
        at++;
      } else if (byte === quote) {
        return this.#closeQuoted(open, at, flags);
      } else if (byte === recordEnd) {
        this.lines++;
      } else if (byte === NUL) this.#note("nul-byte", at);
    }
    this.problem = problem("unterminated-quote", open, this.fieldCount);
    this.#addField(open, to, 0);
    return to;
  }

  #closeQuoted(open: number, close: number, flags: number): number {
    const bytes = this.#bytes;
    const after = close + 1;
    const { delimiter, recordEnd, dropsReturn } = this.#dialect;
    const isReturn =
      dropsReturn && bytes[after] === CR && after + 1 < this.#to && bytes[after + 1] === LF;
    const isEnd = after >= this.#to || bytes[after] === recordEnd || isReturn;
    if (isEnd || standsAt(bytes, after, this.#to, delimiter) === true) {
      this.#addField(open + 1, close, flags);
      return isReturn ? after + 1 : after;
    }
    this.#note("text-after-quote", after);
    return this.#readUnquoted(open, after);
  }

  /** `at`: the record end, or the end of the text. */
  #finish(at: number): void {
    this.end = at;
    this.nextStart = at;
    if (at >= this.#to) return;
    this.lines++;
    this.nextStart = at + 1;
    if (this.#dialect.dropsReturn && at > this.start && this.#bytes[at - 1] === CR)
      this.end = at - 1;
  }

  #recordEndFrom(at: number): number {
    const found = this.#bytes.indexOf(this.#dialect.recordEnd, at);
    return found < 0 ? this.#to : found;
  }

  #addField(start: number, end: number, flags: number): void {
    const index = this.fieldCount++;
    if (index >= this.#starts.length) this.#grow();
    this.#starts[index] = start;
    this.#ends[index] = end;
    this.#flags[index] = flags;
  }

  #grow(): void {
    const length = this.#starts.length * 2;
    const starts = new Uint32Array(length);
    const ends = new Uint32Array(length);
    const flags = new Uint8Array(length);
    starts.set(this.#starts);
    ends.set(this.#ends);
    flags.set(this.#flags);
    this.#starts = starts;
    this.#ends = ends;
    this.#flags = flags;
  }

  #note(code: RecordProblemCode, at: number): void {
    this.problem ??= problem(code, at, this.fieldCount);
  }
}

const problem = (code: RecordProblemCode, at: number, field: number): RecordProblem => ({
  code,
  at,
  field,
  message: PROBLEM_MESSAGES[code],
});
