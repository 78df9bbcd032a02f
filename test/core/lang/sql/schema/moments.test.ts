// Dates and timestamps as PostgreSQL reads them in bounds.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayWords } from "../../../../../src/core/lang/sql/schema/day-words.ts";
import {
  calendarDate,
  isLastOfMonth,
  isoDate,
  monthStart,
} from "../../../../../src/core/text/calendar.ts";
import {
  compareMoments,
  dayOf,
  type Moment,
  readMoment,
} from "../../../../../src/core/lang/sql/schema/moments.ts";

const day = (text: string): number => {
  const moment = readMoment(text, "date");
  if (moment === undefined) throw new Error(`no date: ${text}`);
  return moment.day;
};

const HOUR = 3_600_000_000;

test.each<[string, string, Moment["micros"], Moment["zone"]]>([
  ["2025-12-31", "2025-12-31", 0, undefined],
  ["2025-1-5", "2025-01-05", 0, undefined],
  ["2025/01/05", "2025-01-05", 0, undefined],
  ["2025-12-31 23:59:59", "2025-12-31", 24 * HOUR - 1_000_000, undefined],
  ["2025-12-31 23:59:59.999999", "2025-12-31", 24 * HOUR - 1, undefined],
  ["2025-12-31 24:00:00", "2026-01-01", 0, undefined],
  ["2025-12-31T10:30Z", "2025-12-31", 10.5 * HOUR, 0],
  ["2025-12-31 10:30:00+05:30", "2025-12-31", 10.5 * HOUR, 330],
  ["2025-12-31 10:30:00-03", "2025-12-31", 10.5 * HOUR, -180],
  ["2025-12-31 10:30:00 UTC", "2025-12-31", 10.5 * HOUR, 0],
])("reads %s", (text, date, micros, zone) => {
  expect(readMoment(text, undefined)).toEqual({ day: day(date), micros, zone });
});

test.each([
  ["no day of the calendar", "2025-02-29"],
  ["no month", "2025-13-01"],
  ["an order that DateStyle decides", "01/02/2025"],
  ["two signs", "2025-01/02"],
  ["a zone by name", "2025-01-01 10:00 America/Sao_Paulo"],
  ["an hour too many", "2025-01-01 25:00"],
  ["words", "yesterday"],
  ["nothing", ""],
])("does not read %s", (_name, text) => {
  expect(readMoment(text, undefined)).toBeUndefined();
});

test("a date drops the time, a timestamp the zone, as the server does", () => {
  expect(readMoment("2025-12-31 23:59:59-03", "date")).toEqual({
    day: day("2025-12-31"),
    micros: 0,
    zone: undefined,
  });
  expect(readMoment("2025-12-31 10:00:00-03", "timestamp")?.zone).toBeUndefined();
  expect(readMoment("2025-12-31 10:00:00-03", "timestamptz")?.zone).toBe(-180);
});

test("digits alone are a date only where the type says so", () => {
  expect(readMoment("20251231", "date")?.day).toBe(day("2025-12-31"));
  expect(readMoment("20251231", undefined)).toBeUndefined();
});

describe("comparing", () => {
  const compared = (a: string, b: string): number | undefined => {
    const [left, right] = [readMoment(a, undefined), readMoment(b, undefined)];
    if (left === undefined || right === undefined) throw new Error("not read");
    const order = compareMoments(left, right);
    return order === undefined ? undefined : Math.sign(order);
  };

  test.each<[string, string, number | undefined]>([
    ["2025-01-01", "2025-01-02", -1],
    ["2025-01-01 00:00:00", "2025-01-01", 0],
    ["2025-01-01 02:00:00+02", "2025-01-01 00:00:00Z", 0],
    ["2025-01-01 00:00:00-03", "2025-01-01 01:00:00+00", 1],
    ["2025-01-01 12:00:00", "2025-01-01 00:00:00+00", undefined],
    ["2025-01-05", "2025-01-01 00:00:00+00", 1],
    ["infinity", "2025-01-01", 1],
    ["-infinity", "2025-01-01 00:00:00+00", -1],
    ["infinity", "infinity", 0],
  ])("%s and %s", (a, b, order) => {
    expect(compared(a, b)).toBe(order);
  });
});

test("the calendar of eight centuries agrees with the platform's", () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 200_000 }), (number) => {
      const { year, month, dayOfMonth } = calendarDate(number);
      expect(dayOf(year, month, dayOfMonth)).toBe(number);
      expect(readMoment(isoDate(number), "date")?.day).toBe(number);
      expect(isLastOfMonth(number)).toBe(monthStart(number, 1) === number + 1);
      expect(calendarDate(monthStart(number, -14)).dayOfMonth).toBe(1);
    }),
    { seed: 4, numRuns: 2_000 },
  );
});

test("dates in words", () => {
  expect(dayWords(day("2025-12-31"))).toEqual({
    en: "31 December 2025",
    ptBr: "31 de dezembro de 2025",
  });
  expect(dayWords(day("2025-03-01")).ptBr).toBe("1º de março de 2025");
});
