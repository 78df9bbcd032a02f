// Which PostgreSQL types take a field's text without changing what it says. A bit set, so that a column's types are
// the intersection of its values' types. Read bytewise: no value becomes a string here.
import {
  decimalCommaShape,
  digitsEnd,
  FRACTION,
  GROUPED_WHOLE,
  isDigit,
  NOT_A_NUMBER,
} from "./decimal-comma.ts";
import type { Dialect } from "./dialect.ts";
import { dateTimeTypes } from "./value-dates.ts";
import { BIGINT, BOOLEAN, DATE, NUMERIC, TIMESTAMP, TIMESTAMPTZ, UUID } from "./value-type-bits.ts";

/** How the file writes numbers and dates. */
export type ValueStyle = Pick<Dialect, "decimalComma" | "dateOrder">;

/** What is asked of a value. */
export interface TypesAsked {
  /** Bits of the types to try. */
  readonly types: number;
  readonly style: ValueStyle;
}

/** The types asked for that bytes[start, end) fits; jsonb is not looked at. */
export function fittingTypes(
  bytes: Uint8Array,
  start: number,
  end: number,
  asked: TypesAsked,
): number {
  const { types: wanted, style } = asked;
  let at = start;
  let to = end;
  // The server's own readers of all types but uuid pass over blanks at both ends.
  while (at < to && bytes[at] === SPACE) at++;
  while (to > at && bytes[to - 1] === SPACE) to--;
  if (at === to) return 0;
  let types = 0;
  if ((wanted & (BIGINT | NUMERIC)) !== 0) {
    types |= style.decimalComma ? commaNumberTypes(bytes, at, to) : pointNumberTypes(bytes, at, to);
  }
  if ((wanted & (DATE | TIMESTAMP | TIMESTAMPTZ)) !== 0) {
    types |= dateTimeTypes(bytes, at, to, style.dateOrder);
  }
  if ((wanted & BOOLEAN) !== 0 && booleanValue(bytes, at, to) !== null) types |= BOOLEAN;
  if ((wanted & UUID) !== 0 && isUuid(bytes, start, end)) types |= UUID;
  return types & wanted;
}

/** What COPY reads into a boolean, of the spellings that are surely meant so; null for all else. */
export function booleanValue(bytes: Uint8Array, start: number, end: number): boolean | null {
  if (end - start > 5) return null;
  let word = "";
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    word += String.fromCharCode(byte >= 65 && byte <= 90 ? byte + 32 : byte);
  }
  return BOOLEAN_WORDS.get(word) ?? null;
}

const BOOLEAN_WORDS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["t", true],
  ["yes", true],
  ["on", true],
  ["1", true],
  ["false", false],
  ["f", false],
  ["no", false],
  ["off", false],
  ["0", false],
]);

const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/** Well inside what numeric holds, before and after its point. */
const NUMERIC_DIGITS_MAX = 1000;
/** Longer numbers with a plus are telephone numbers. */
const PLUS_DIGITS_MAX = 6;
const BIGINT_MAX = digitsOf("9223372036854775807");
const BIGINT_MIN = digitsOf("9223372036854775808");

function pointNumberTypes(bytes: Uint8Array, start: number, to: number): number {
  const first = bytes[start];
  const head = first === MINUS || first === PLUS ? start + 1 : start;
  let at = digitsEnd(bytes, head, to);
  const headDigits = at - head;
  if (headDigits > 1 && bytes[head] === ZERO) return 0;
  if (at === to) return wholeTypes(bytes, head, to, first);
  let digits = headDigits;
  const hasPoint = bytes[at] === POINT;
  if (hasPoint) {
    const fraction = at + 1;
    at = digitsEnd(bytes, fraction, to);
    digits += at - fraction;
  }
  if (digits === 0) return isNan(bytes, start, to) ? NUMERIC : 0;
  if (digits > NUMERIC_DIGITS_MAX) return 0;
  if (at === to) return NUMERIC;
  return isExponent(bytes, at, to, hasPoint) ? NUMERIC : 0;
}

/** "e5" alone could as well be the end of an article number, so there must be a point or the exponent's sign. */
function isExponent(bytes: Uint8Array, at: number, to: number, hasPoint: boolean): boolean {
  if (bytes[at] !== 69 && bytes[at] !== 101) return false;
  const isSigned = bytes[at + 1] === MINUS || bytes[at + 1] === PLUS;
  const digits = isSigned ? at + 2 : at + 1;
  return (
    (isSigned || hasPoint) && digits < to && to - digits <= 3 && digitsEnd(bytes, digits, to) === to
  );
}

function commaNumberTypes(bytes: Uint8Array, start: number, to: number): number {
  const shape = decimalCommaShape(bytes, start, to);
  if (shape === NOT_A_NUMBER || to - start > NUMERIC_DIGITS_MAX) return 0;
  const first = bytes[start];
  const head = first === MINUS || first === PLUS ? start + 1 : start;
  if (bytes[head] === ZERO && head + 1 < to && isDigit(bytes[head + 1])) return 0;
  if (shape === FRACTION) return NUMERIC;
  // 19 digits and 6 points; longer ones may overflow.
  if (shape === GROUPED_WHOLE) return to - head <= 18 + 5 ? BIGINT | NUMERIC : NUMERIC;
  return wholeTypes(bytes, head, to, first);
}

function wholeTypes(
  bytes: Uint8Array,
  head: number,
  to: number,
  first: number | undefined,
): number {
  const digits = to - head;
  if (digits === 0 || digits > NUMERIC_DIGITS_MAX) return 0;
  if (digits > 1 && bytes[head] === ZERO) return 0;
  if (first === PLUS && digits > PLUS_DIGITS_MAX) return 0;
  if (digits < BIGINT_MAX.length) return BIGINT | NUMERIC;
  if (digits > BIGINT_MAX.length) return NUMERIC;
  const limit = first === MINUS ? BIGINT_MIN : BIGINT_MAX;
  for (let index = 0; index < digits; index++) {
    const difference = (bytes[head + index] ?? 0) - (limit[index] ?? 0);
    if (difference !== 0) return difference < 0 ? BIGINT | NUMERIC : NUMERIC;
  }
  return BIGINT | NUMERIC;
}

const isNan = (bytes: Uint8Array, start: number, to: number): boolean =>
  to - start === 3 && bytes[start] === 78 && bytes[start + 1] === 97 && bytes[start + 2] === 78;

/** With its four dashes; 32 hex digits alone may be any hash. */
function isUuid(bytes: Uint8Array, start: number, to: number): boolean {
  if (to - start !== 36) return false;
  for (let index = 0; index < 36; index++) {
    const byte = bytes[start + index];
    const isDash = index === 8 || index === 13 || index === 18 || index === 23;
    if (isDash ? byte !== MINUS : !isHex(byte)) return false;
  }
  return true;
}

const isHex = (byte: number | undefined): boolean =>
  isDigit(byte) || (byte !== undefined && (byte | 32) >= 97 && (byte | 32) <= 102);

function digitsOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
