// Dates and timestamps of SQL literals, and arithmetic on the calendar. Whatever depends on a setting of
// the server (DateStyle, names of zones) is not read at all.
import { daysIn } from "../../../text/calendar.ts";

/** A point in time as a literal writes it, on the proleptic Gregorian calendar. */
export interface Moment {
  /** Days since 1970-01-01; infinite for 'infinity'. */
  readonly day: number;
  /** Microseconds since midnight. */
  readonly micros: number;
  /** Minutes east of UTC; undefined where the session's time zone decides. */
  readonly zone: number | undefined;
}

export type MomentType = "date" | "timestamp" | "timestamptz";

export const DAY_MICROS = 86_400_000_000;
const MINUTE_MICROS = 60_000_000;

/** Two clocks on Earth differ by at most 26 hours, 14 of them east of UTC. */
const ZONES_APART_MICROS = 26 * 60 * MINUTE_MICROS;

const WRITTEN =
  /^\s*(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{0,6})\d*)?)?)?\s*(Z|UTC|GMT|[-+]\d{1,2}(?::?\d{2})?)?\s*$/iu;
const COMPACT = /^\s*(\d{4})(\d{2})(\d{2})\s*$/u;

/** Reads a literal as the server does for this type; undefined where more than the text decides. */
export function readMoment(text: string, type: MomentType | undefined): Moment | undefined {
  const infinite = infinity(text);
  if (infinite !== undefined) return infinite;
  const compact = type === undefined ? null : COMPACT.exec(text);
  if (compact !== null) {
    const [, year, month, dayOfMonth] = compact;
    return onDay(dayOf(Number(year), Number(month), Number(dayOfMonth)), 0, undefined);
  }
  const match = WRITTEN.exec(text);
  if (match === null) return undefined;
  const [, year, , month, dayOfMonth, hours, minutes, seconds, fraction, zone] = match;
  const day = dayOf(Number(year), Number(month), Number(dayOfMonth));
  const micros = microsOf(hours, minutes, seconds, fraction);
  if (day === undefined || micros === undefined) return undefined;
  if (type === "date") return onDay(day, 0, undefined);
  return onDay(day, micros, type === "timestamp" ? undefined : zoneOf(zone));
}

/** Less than, equal to or greater than 0; undefined where only the session's time zone tells. */
export function compareMoments(a: Moment, b: Moment): number | undefined {
  if (!Number.isFinite(a.day) || !Number.isFinite(b.day)) {
    return a.day === b.day ? 0 : a.day - b.day;
  }
  const apart =
    (a.day - b.day) * DAY_MICROS +
    (a.micros - b.micros) -
    ((a.zone ?? 0) - (b.zone ?? 0)) * MINUTE_MICROS;
  if ((a.zone === undefined) === (b.zone === undefined)) return apart;
  return Math.abs(apart) > ZONES_APART_MICROS ? apart : undefined;
}

/** The day's number, or undefined for a date that the calendar does not have. */
export function dayOf(year: number, month: number, dayOfMonth: number): number | undefined {
  const isReal = month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= 31 && year >= 1000;
  if (!isReal || dayOfMonth > daysIn(year, month)) return undefined;
  return Date.UTC(year, month - 1, dayOfMonth) / 86_400_000;
}

function infinity(text: string): Moment | undefined {
  const match = /^\s*([-+]?)infinity\s*$/iu.exec(text);
  if (match === null) return undefined;
  return { day: match[1] === "-" ? -Infinity : Infinity, micros: 0, zone: undefined };
}

function onDay(
  day: number | undefined,
  micros: number,
  zone: number | undefined,
): Moment | undefined {
  if (day === undefined) return undefined;
  return micros < DAY_MICROS
    ? { day, micros, zone }
    : { day: day + 1, micros: micros - DAY_MICROS, zone };
}

/** 24:00:00 is midnight of the next day, as the server takes it. */
function microsOf(hours = "0", minutes = "0", seconds = "0", fraction = ""): number | undefined {
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)];
  const micros = ((h * 60 + m) * 60 + s) * 1_000_000 + Number(fraction.padEnd(6, "0"));
  return h > 24 || m > 59 || s > 60 || micros > DAY_MICROS ? undefined : micros;
}

function zoneOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match = /^([-+])(\d{1,2}):?(\d{2})?$/u.exec(text);
  if (match === null) return 0;
  const [, sign, hours, minutes = "0"] = match;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
