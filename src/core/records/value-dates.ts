// Dates and times as PostgreSQL reads them under a given DateStyle order; only days that the calendar has.
import { digitsEnd } from "./decimal-comma.ts";
import type { DateOrder } from "./dialect.ts";
import { DATE, TIMESTAMP, TIMESTAMPTZ } from "./value-type-bits.ts";

/**
 * A date fits date and timestamp; with a time, timestamp or, with a zone too, timestamptz: never both, as the one
 * would drop the zone and the other invent it.
 */
export function dateTimeTypes(
  bytes: Uint8Array,
  start: number,
  to: number,
  order: DateOrder,
): number {
  if (to - start < 8) return 0;
  const date = dateEnd(bytes, start, to, order);
  if (date === 0) return 0;
  if (date === to) return DATE | TIMESTAMP;
  if (bytes[date] !== SPACE && bytes[date] !== CAPITAL_T) return 0;
  const time = timeEnd(bytes, date + 1, to);
  if (time === 0) return 0;
  if (time === to) return TIMESTAMP;
  return isZone(bytes, time, to) ? TIMESTAMPTZ : 0;
}

const SPACE = 32;
const PLUS = 43;
const DASH = 45;
const POINT = 46;
const SLASH = 47;
const COLON = 58;
const CAPITAL_T = 84;
const CAPITAL_Z = 90;
const SMALL_Z = 122;

/** Where the date ends; 0 when there is none. */
function dateEnd(bytes: Uint8Array, start: number, to: number, order: DateOrder): number {
  const firstEnd = digitsEnd(bytes, start, to);
  const separator = bytes[firstEnd];
  if (separator !== DASH && separator !== SLASH && separator !== POINT) return 0;
  const secondEnd = digitsEnd(bytes, firstEnd + 1, to);
  if (secondEnd >= to || bytes[secondEnd] !== separator) return 0;
  const thirdEnd = digitsEnd(bytes, secondEnd + 1, to);
  const lengths = [firstEnd - start, secondEnd - firstEnd - 1, thirdEnd - secondEnd - 1] as const;
  const first = number(bytes, start, firstEnd);
  const second = number(bytes, firstEnd + 1, secondEnd);
  const third = number(bytes, secondEnd + 1, thirdEnd);
  if (lengths[0] === 4) {
    const isIso = separator !== POINT && lengths[1] === 2 && lengths[2] === 2;
    return isIso && isDay(first, second, third) ? thirdEnd : 0;
  }
  const isShort = lengths[0] >= 1 && lengths[0] <= 2 && lengths[1] >= 1 && lengths[1] <= 2;
  if (!isShort || lengths[2] !== 4 || order === "ymd") return 0;
  const isFound = order === "dmy" ? isDay(third, second, first) : isDay(third, first, second);
  return isFound ? thirdEnd : 0;
}

/** Hours and minutes, seconds, a fraction down to microseconds: the server would round a finer one. */
function timeEnd(bytes: Uint8Array, start: number, to: number): number {
  if (twoDigits(bytes, start, to) > 23 || bytes[start + 2] !== COLON) return 0;
  if (twoDigits(bytes, start + 3, to) > 59) return 0;
  let at = start + 5;
  if (at >= to || bytes[at] !== COLON) return at;
  if (twoDigits(bytes, at + 1, to) > 59) return 0;
  at += 3;
  if (at >= to || bytes[at] !== POINT) return at;
  const end = digitsEnd(bytes, at + 1, to);
  if (end === at + 1) return 0;
  for (let finer = at + 7; finer < end; finer++) if (bytes[finer] !== 48) return 0;
  return end;
}

/** Z, UTC, GMT, or an offset such as +02, -0330, +05:45. */
function isZone(bytes: Uint8Array, start: number, to: number): boolean {
  const at = bytes[start] === SPACE ? start + 1 : start;
  const sign = bytes[at];
  if (at + 1 === to) return sign === CAPITAL_Z || sign === SMALL_Z;
  if (sign !== PLUS && sign !== DASH) return ZONE_NAMES.includes(text(bytes, at, to));
  if (twoDigits(bytes, at + 1, to) > 15) return false;
  if (at + 3 === to) return true;
  const minutes = bytes[at + 3] === COLON ? at + 4 : at + 3;
  return minutes + 2 === to && twoDigits(bytes, minutes, to) <= 59;
}

const ZONE_NAMES = ["UTC", "GMT"];

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0));
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Two digits as a number; 100 when there are not two. */
function twoDigits(bytes: Uint8Array, at: number, to: number): number {
  return at + 2 <= to && digitsEnd(bytes, at, at + 2) === at + 2 ? number(bytes, at, at + 2) : 100;
}

function number(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] ?? 0) - 48;
  return value;
}

function text(bytes: Uint8Array, start: number, to: number): string {
  return to - start > 3 ? "" : String.fromCharCode(...bytes.subarray(start, to));
}
