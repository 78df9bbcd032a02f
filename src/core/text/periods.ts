// What ranges that follow each other are long: months, days, hours, or equal steps of a number.
import { calendarDate, monthStart } from "./calendar.ts";
import type { Spot } from "./span-names.ts";

export type Period =
  | { readonly kind: "months"; readonly count: number }
  | { readonly kind: "days"; readonly count: number }
  | { readonly kind: "step"; readonly width: bigint };

export function periodBetween(from: Spot, to: Spot): Period | undefined {
  if (from.kind === "units" && to.kind === "units")
    return to.units > from.units ? { kind: "step", width: to.units - from.units } : undefined;
  if (from.kind !== "day" || to.kind !== "day" || to.day <= from.day) return undefined;
  const { month, dayOfMonth } = calendarDate(from.day);
  for (const count of [1, 3, 12])
    if (dayOfMonth === 1 && (month - 1) % count === 0 && monthStart(from.day, count) === to.day)
      return { kind: "months", count };
  return { kind: "days", count: to.day - from.day };
}

export const isSamePeriod = (a: Period, b: Period): boolean =>
  a.kind === "step"
    ? b.kind === "step" && a.width === b.width
    : b.kind === a.kind && a.count === b.count;

/** One period later. */
export function moved(spot: Spot, period: Period): Spot {
  if (spot.kind === "units")
    return { kind: "units", units: spot.units + (period.kind === "step" ? period.width : 0n) };
  if (period.kind === "months") return { kind: "day", day: monthStart(spot.day, period.count) };
  return { kind: "day", day: spot.day + (period.kind === "days" ? period.count : 0) };
}

/** Where the period begins that holds the spot; periods of days and steps count from `anchor`. */
export function startOf(spot: Spot, period: Period, anchor: Spot): Spot {
  if (spot.kind === "units") {
    if (period.kind !== "step" || anchor.kind !== "units") return spot;
    const steps = floorDivide(spot.units - anchor.units, period.width);
    return { kind: "units", units: anchor.units + steps * period.width };
  }
  if (period.kind === "months")
    return {
      kind: "day",
      day: monthStart(spot.day, -((calendarDate(spot.day).month - 1) % period.count)),
    };
  if (period.kind !== "days" || anchor.kind !== "day") return spot;
  const days = Math.floor((spot.day - anchor.day) / period.count) * period.count;
  return { kind: "day", day: anchor.day + days };
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}
