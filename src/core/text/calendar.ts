// The calendar by days since 1970-01-01, proleptic Gregorian: dates, months and how a date is written.

export interface CalendarDate {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly dayOfMonth: number;
}

export function calendarDate(day: number): CalendarDate {
  const date = new Date(day * 86_400_000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    dayOfMonth: date.getUTCDate(),
  };
}

export const isoDate = (day: number): string =>
  new Date(day * 86_400_000).toISOString().slice(0, 10);

/** The first day of the month that is `months` after the one `day` lies in. */
export function monthStart(day: number, months: number): number {
  const { year, month } = calendarDate(day);
  return Date.UTC(year, month - 1 + months, 1) / 86_400_000;
}

export const isLastOfMonth = (day: number): boolean => calendarDate(day + 1).dayOfMonth === 1;

export const daysIn = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();
