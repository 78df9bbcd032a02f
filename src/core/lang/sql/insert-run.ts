// Which INSERTs are alike: one row of VALUES each, and the same text but for the values. Most files have
// a few heads and thousands of rows, so heads that were seen are compared and not read again.
import { isSpace } from "./characters.ts";
import { Cursor } from "./cursor.ts";
import type { Lexis } from "./lexis.ts";
import { recogniseInsert } from "./recognise-insert.ts";

/** An INSERT of one row, as offsets. */
export interface SingleRow {
  readonly start: number;
  /** Behind the word VALUES. */
  readonly headEnd: number;
  readonly valueCount: number;
  /** Behind the row. */
  readonly rowEnd: number;
  readonly end: number;
}

/** The parts of the INSERT from `start` to `end`; undefined where it is not one plain row. */
export function readSingleRow(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  lexis: Lexis,
): SingleRow | undefined {
  const cursor = new Cursor(text, lexis.dialect, { start, end });
  if (!cursor.isAny("insert", "replace")) return undefined;
  const { source } = recogniseInsert(cursor, { range: { start, end }, isTerminated: true });
  if (source?.kind !== "values" || source.rowCount !== 1) return undefined;
  const row = source.rows[0];
  if (row?.isClosed !== true) return undefined;
  const { end: headEnd } = source.keyword;
  return { start, headEnd, valueCount: row.valueCount, rowEnd: row.range.end, end };
}

/** True where one INSERT of two rows would mean the same. */
export const areAlike = (text: string, a: SingleRow, b: SingleRow): boolean =>
  a.valueCount === b.valueCount &&
  text.slice(a.rowEnd, a.end).trim() === text.slice(b.rowEnd, b.end).trim() &&
  isSameHead(text, a, b);

/** Case and white space outside quotes make no difference. */
function isSameHead(text: string, a: SingleRow, b: SingleRow): boolean {
  if (
    a.headEnd - a.start === b.headEnd - b.start &&
    text.startsWith(text.slice(a.start, a.headEnd), b.start)
  )
    return true;
  let i = a.start;
  let j = b.start;
  let quote = 0;
  while (i < a.headEnd && j < b.headEnd) {
    const left = text.charCodeAt(i);
    const right = text.charCodeAt(j);
    if (quote === 0 && isSpace(left) && isSpace(right)) {
      while (i < a.headEnd && isSpace(text.charCodeAt(i))) i++;
      while (j < b.headEnd && isSpace(text.charCodeAt(j))) j++;
      continue;
    }
    if (left !== right && (quote !== 0 || lower(left) !== lower(right))) return false;
    if (left === quote) quote = 0;
    else if (quote === 0 && (left === 34 || left === 96)) quote = left;
    i++;
    j++;
  }
  return i === a.headEnd && j === b.headEnd;
}

const lower = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code);

/** One that ends with its row. */
interface PlainInsert extends SingleRow {
  /** Behind the semicolon. */
  readonly stop: number;
}

const HEADS_MAX = 16;

/** Recognises one-row INSERTs by heads that were seen before, without tokens. */
export class KnownHeads {
  readonly #text: string;
  readonly #lexis: Lexis;
  readonly #heads: string[] = [];
  #next = 0;

  constructor(text: string, lexis: Lexis) {
    this.#text = text;
    this.#lexis = lexis;
  }

  learn({ start, headEnd }: SingleRow): void {
    const head = this.#text.slice(start, headEnd);
    if (this.#heads.includes(head)) return;
    this.#heads[this.#next] = head;
    this.#next = (this.#next + 1) % HEADS_MAX;
  }

  /** The plain INSERT at `start` with its semicolon; undefined where it must be read with care. */
  match(start: number): PlainInsert | undefined {
    const text = this.#text;
    for (const head of this.#heads) {
      if (!text.startsWith(head, start)) continue;
      const row = plainRow(text, start + head.length, this.#lexis);
      if (row === undefined) return undefined;
      return { start, headEnd: start + head.length, ...row };
    }
    return undefined;
  }
}

/** Characters that need more care than this loop takes. */
const special = new Uint8Array(128);
for (const mark of '"`$\\{#\n[') special[mark.charCodeAt(0)] = 1;
for (const mark of "'(),;-/") special[mark.charCodeAt(0)] = 2;

function plainRow(
  text: string,
  from: number,
  lexis: Lexis,
): Omit<PlainInsert, "start" | "headEnd"> | undefined {
  let at = from;
  while (isSpace(text.charCodeAt(at)) && text.charCodeAt(at) !== 10) at++;
  if (text.charCodeAt(at) !== 40) return undefined;
  let depth = 1;
  let commas = 0;
  let isEmpty = true;
  for (at++; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 128) return undefined;
    const kind = special[code] ?? 0;
    if (kind === 0) {
      isEmpty &&= isSpace(code);
      continue;
    }
    if (kind === 1) return undefined;
    isEmpty &&= code === 41;
    if (code === 39) {
      at = endOfPlainString(text, at, lexis);
      if (at < 0) return undefined;
    } else if (code === 40) depth++;
    else if (code === 44) {
      if (depth === 1) commas++;
    } else if (code === 59) return undefined;
    else if (code === 45 || code === 47) {
      const next = text.charCodeAt(at + 1);
      if (next === 45 || next === 42 || next === 47) return undefined;
    } else if (--depth === 0) break;
  }
  const rowEnd = at + 1;
  for (at = rowEnd; isSpace(text.charCodeAt(at)) && text.charCodeAt(at) !== 10; at++);
  if (text.charCodeAt(at) !== 59) return undefined;
  return { valueCount: isEmpty ? 0 : commas + 1, rowEnd, end: rowEnd, stop: at + 1 };
}

/** Where the closing quote is; -1 for a string that has lines, escapes or a prefix. */
function endOfPlainString(text: string, at: number, lexis: Lexis): number {
  const before = text.charCodeAt(at - 1);
  if (lexis.hasTripleQuotes) return -1;
  if ((before | 32) >= 97 && (before | 32) <= 122) return -1;
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === 39) {
      if (text.charCodeAt(end + 1) !== 39) return end;
      end++;
    } else if (code === 10 || (code === 92 && lexis.hasBackslashes)) return -1;
  }
  return -1;
}
