// How many turns a loop or a generate_series takes, where its borders are literals.
import { calendarDate } from "../../../text/calendar.ts";
import { type Moment, readMoment } from "./moments.ts";

/** `0..1999`, with BY behind it or not; undefined where a border is no literal. */
export function integerTurns(header: string): number | undefined {
  const match = /\bin\s+(reverse\s+)?(-?\d+)\s*\.\.\s*(-?\d+)(?:\s+by\s+(\d+))?\s+loop$/iu.exec(
    header,
  );
  if (match === null) return undefined;
  const [, reverse, first, second, step = "1"] = match;
  const span = (Number(second) - Number(first)) * (reverse === undefined ? 1 : -1);
  return turns(span, Number(step));
}

/** Rows of the first generate_series(from, to, step) in the text. */
export function seriesLength(text: string): number | undefined {
  const match = /\bgenerate_series\s*\(([^()]*)\)/iu.exec(text);
  const [from, to, step] = (match?.[1] ?? "").split(",");
  if (from === undefined || to === undefined) return undefined;
  const numbers = [from, to, step ?? "1"].map(numberIn);
  const [first, last, by] = numbers;
  if (first !== undefined && last !== undefined && by !== undefined)
    return turns(by < 0 ? first - last : last - first, Math.abs(by));
  return momentTurns(momentIn(from), momentIn(to), step);
}

const turns = (span: number, step: number): number | undefined =>
  step > 0 ? Math.max(0, Math.floor(span / step) + 1) : undefined;

const numberIn = (text: string): number | undefined =>
  /^\s*-?\d+\s*$/u.test(text) ? Number(text) : undefined;

/** '2020-01-01'::date, DATE '2020-01-01'. */
function momentIn(text: string): Moment | undefined {
  const literal = /^\s*(?:(?:date|timestamp|timestamptz)\s*)?'([^']*)'\s*(?:::[\w\s]+)?$/iu.exec(
    text,
  );
  return literal?.[1] === undefined ? undefined : readMoment(literal[1], undefined);
}

function momentTurns(
  from: Moment | undefined,
  to: Moment | undefined,
  step: string | undefined,
): number | undefined {
  const interval = /'\s*(\d+)\s*(hour|day|week|month|year)s?\s*'/iu.exec(step ?? "");
  if (from === undefined || to === undefined || interval === null) return undefined;
  if (!Number.isFinite(from.day) || !Number.isFinite(to.day)) return undefined;
  const [, count, unit = ""] = interval;
  const days = to.day - from.day;
  const months = monthsBetween(from.day, to.day);
  const spans = new Map([
    ["hour", days * 24],
    ["day", days],
    ["week", days / 7],
    ["month", months],
    ["year", months / 12],
  ]);
  const span = spans.get(unit.toLowerCase());
  return span === undefined ? undefined : turns(span, Number(count));
}

/** Whole ones. */
function monthsBetween(from: number, to: number): number {
  const [first, last] = [calendarDate(from), calendarDate(to)];
  const months = (last.year - first.year) * 12 + last.month - first.month;
  return last.dayOfMonth < first.dayOfMonth ? months - 1 : months;
}
