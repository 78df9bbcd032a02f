// The upper bound of a range partition that was meant to be inside it: the last day of a month, 23:59:59,
// or one less than where the next partition starts. The server excludes it.
import type { Words } from "../../../base/words.ts";
import type { BoundValue } from "../statement.ts";
import { keyTypes, type RangeBound } from "./bounds.ts";
import { dayWords } from "./day-words.ts";
import { keyValue, momentType } from "./key-values.ts";
import type { KnownPartition, KnownTable } from "./known.ts";
import { calendarDate, isLastOfMonth, isoDate } from "../../../text/calendar.ts";
import { DAY_MICROS, type Moment, readMoment } from "./moments.ts";
import { partitionMap } from "./partition-map.ts";

export interface InclusiveBound {
  /** The literal behind TO. */
  readonly value: BoundValue;
  /** What it should say, without quotes. */
  readonly text: string;
  /** Which rows have no partition: "31 December 2025", "999999". */
  readonly lost: Words;
  /** The partition that starts right behind what is left out. */
  readonly next: KnownPartition | undefined;
}

/** `parent` is what is known of the partitioned table, the partition `name` itself included or not. */
export function inclusiveBound(
  bound: RangeBound,
  name: string,
  parent: KnownTable | undefined,
): InclusiveBound | undefined {
  const [from, value] = [bound.from[0], bound.to[0]];
  if (from === undefined || value === undefined || bound.to.length !== 1) return undefined;
  if (value.kind !== "text" && value.kind !== "number") return undefined;
  const map = parent === undefined ? undefined : partitionMap(parent);
  if (map?.startingAt([value], name) !== undefined) return undefined;
  const [type] = parent === undefined ? [] : keyTypes(parent);
  const meant = inclusiveMoment(from, value, type) ?? inclusiveNumber(from, value, type);
  if (meant === undefined) return undefined;
  const end = [{ ...value, text: meant.text }];
  const next = map?.startingAt(end, name);
  if (next === undefined && !meant.isPlain) return undefined;
  const { text, lost } = meant;
  // Without an order of the others nobody knows what is in the way.
  const isFree = map?.ranges === undefined || map.isFree([value], end, name);
  return isFree ? { value, text, lost, next } : undefined;
}

interface Meant {
  readonly text: string;
  readonly lost: Words;
  /** False where only a partition that starts there proves it. */
  readonly isPlain: boolean;
}

/** The clock's last minute is the end of a day, whatever its seconds. */
const LAST_MINUTE_MICROS = DAY_MICROS - 60_000_000;

function inclusiveMoment(
  from: BoundValue,
  value: BoundValue,
  type: string | undefined,
): Meant | undefined {
  if (type !== undefined && momentType(type) === undefined) return undefined;
  if (value.kind !== "text") return undefined;
  const end = readMoment(value.text, undefined);
  if (end === undefined || !Number.isFinite(end.day) || isForEver(end.day)) return undefined;
  const text = onNextDay(value.text, end.day);
  if (text === undefined) return undefined;
  if (end.micros >= LAST_MINUTE_MICROS) {
    const lost = momentType(type ?? "") === "date" ? dayWords(end.day) : lastMoments(value.text);
    return { text, lost, isPlain: true };
  }
  if (end.micros !== 0) return undefined;
  const start = keyValue(from, type);
  const moment = start?.kind === "moment" ? start.moment : undefined;
  // Two partitions of one day with a day between them lack a day: nobody took the end for inclusive.
  if (start?.kind !== "min" && (moment === undefined || end.day - moment.day < 2)) return undefined;
  return { text, lost: dayWords(end.day), isPlain: isWholePeriod(moment, end.day) };
}

/** 9999-12-31 stands for the end of time. */
const isForEver = (day: number): boolean => calendarDate(day).year >= 9999;

/** From the first of some month to the last of some month, or up to New Year's Eve. */
function isWholePeriod(start: Moment | undefined, lastDay: number): boolean {
  if (!isLastOfMonth(lastDay)) return false;
  const isYear = calendarDate(lastDay).month === 12;
  if (start === undefined || !Number.isFinite(start.day)) return isYear;
  const days = lastDay - start.day;
  if (calendarDate(start.day).dayOfMonth === 1 && start.micros === 0) return days >= 27;
  return isYear && days > 31;
}

function inclusiveNumber(
  from: BoundValue,
  value: BoundValue,
  type: string | undefined,
): Meant | undefined {
  const [start, end] = [keyValue(from, type), keyValue(value, type)];
  if (end?.kind !== "number" || end.scale !== 0) return undefined;
  if (start?.kind === "number" && (start.scale !== 0 || end.units - start.units < 2n))
    return undefined;
  const last = String(end.units);
  return { text: String(end.units + 1n), lost: { en: last, ptBr: last }, isPlain: false };
}

const DATE = /^(\s*)(\d{4})([-/]?)(\d{1,2})\3(\d{1,2})(?=\D|$)/u;
const TIME = /(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?/u;

/** The same literal one day later and at midnight, with its separators and its zone. */
function onNextDay(text: string, day: number): string | undefined {
  const date = DATE.exec(text);
  if (date === null) return undefined;
  const [all, indent = "", , separator = "-"] = date;
  const next = indent + isoDate(day + 1).replaceAll("-", separator);
  const rest = text
    .slice(all.length)
    .replace(TIME, (_time, _hours, _minutes, seconds?: string) =>
      seconds === undefined ? "00:00" : "00:00:00",
    );
  return next + rest;
}

const lastMoments = (text: string): Words => ({
  en: `rows from ${text} to midnight`,
  ptBr: `linhas de ${text} até a meia-noite`,
});
