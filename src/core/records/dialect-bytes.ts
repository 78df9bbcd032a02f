// A dialect as the bytes that scanner and reader compare with, and which bytes stop their inner loops.
import { recordEndByte } from "./dialect.ts";
import type { Dialect } from "./dialect.ts";

export const NUL = 0;
export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const BACKSLASH = 92;

/**
 * COPY cannot turn quoting off: for a file without quotes, QUOTE must name a byte that no text holds.
 * A batch that does hold it is not plain.
 */
export const copyQuote = (dialect: Dialect): string =>
  dialect.quote ?? (dialect.delimiter === "\u0001" ? "\u0002" : "\u0001");

/** Stands for "no such byte": equal to none that is read. */
const ABSENT = -1;

export interface DialectBytes {
  readonly delimiter: Uint8Array;
  readonly quote: number;
  /** The byte COPY gets as QUOTE when the file quotes nothing. */
  readonly standInQuote: number;
  readonly escape: number;
  readonly recordEnd: number;
  /** The byte that may not stand alone outside quotes: CR where LF ends records, LF where CR does. */
  readonly otherEnd: number;
  /** A CR directly before the record's end belongs to that end. */
  readonly dropsReturn: boolean;
  readonly comment: Uint8Array | null;
  /** 1 for each byte that means something outside quotes, by byte. */
  readonly stopsUnquoted: Uint8Array;
  /** 1 for each byte that means something inside quotes. */
  readonly stopsQuoted: Uint8Array;
}

export function toDialectBytes(dialect: Dialect): DialectBytes {
  const delimiter = asciiBytes(dialect.delimiter);
  const quote = asciiByte(dialect.quote);
  const standInQuote = dialect.quote === null ? asciiByte(copyQuote(dialect)) : ABSENT;
  const escape = dialect.quote === null ? ABSENT : asciiByte(dialect.escape ?? dialect.quote);
  const recordEnd = recordEndByte(dialect);
  return {
    delimiter,
    quote,
    standInQuote,
    escape,
    recordEnd,
    otherEnd: recordEnd === LF ? CR : LF,
    dropsReturn: recordEnd === LF,
    comment: dialect.commentPrefix === null ? null : asciiBytes(dialect.commentPrefix),
    stopsUnquoted: byteSet([delimiter[0] ?? ABSENT, quote, standInQuote, LF, CR, NUL]),
    stopsQuoted: byteSet([quote, escape, recordEnd, NUL]),
  };
}

/** Whether `text` stands at `at`; undefined when the bytes end before that is known. */
export function standsAt(
  bytes: Uint8Array,
  at: number,
  to: number,
  text: Uint8Array,
): boolean | undefined {
  for (let index = 0; index < text.length; index++) {
    if (at + index >= to) return undefined;
    if (bytes[at + index] !== text[index]) return false;
  }
  return true;
}

export const asciiBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const asciiByte = (text: string | null): number =>
  text === null ? ABSENT : (asciiBytes(text)[0] ?? ABSENT);

function byteSet(members: readonly number[]): Uint8Array {
  const set = new Uint8Array(256);
  for (const member of members) if (member >= 0) set[member] = 1;
  return set;
}
