// The steps that the bounds of a range key are laid on: days, hours, or the whole numbers themselves.
import { isoDate } from "../../text/calendar.ts";
import { floorDivide } from "../../text/periods.ts";
import type { SpanEnd, Spot } from "../../text/span-names.ts";
import { DAY_MICROS } from "./key-moments.ts";
import type { KeyValue } from "./key-value.ts";
import type { KeyType } from "./tree.ts";

export interface KeyScale {
  /** The spot that a value lies on or behind. */
  spot(value: KeyValue): Spot;
  /** The value of a spot. */
  value(spot: Spot): bigint;
  /** A bound at this value, as the server reads it. */
  text(value: bigint): string;
  /** The same for names of partitions. */
  name(spot: Spot): SpanEnd;
}

const DAY = BigInt(DAY_MICROS);
const HOUR = DAY / 24n;
const SECOND = 1_000_000n;

/**
 * The coarsest scale that all of `ends` lie on; null where none does or the type has none. Bounds at the midnights of
 * another time zone all have the same time of day in UTC.
 */
export function keyScale({ name }: KeyType, ends: readonly KeyValue[]): KeyScale | null {
  if (!ends.every(isFinite)) return null;
  const exact = ends.map((end) => BigInt(end));
  if (name === "date") return dayScale;
  if (name === "int2" || name === "int4" || name === "int8") return unitScale;
  if (name !== "timestamp" && name !== "timestamptz") return null;
  const shift = name === "timestamptz" ? timeOfDay(exact[0] ?? 0n) : 0n;
  const text = momentText(name);
  if (exact.every((end) => (end - shift) % DAY === 0n)) return midnightScale(shift, text);
  return exact.every((end) => end % HOUR === 0n) ? hourScale(text) : null;
}

const isFinite = (value: KeyValue): boolean =>
  typeof value !== "string" && (typeof value === "bigint" || Number.isFinite(value));

/** Zones east of Greenwich have their midnight late on the day before. */
function timeOfDay(instant: bigint): bigint {
  const time = instant - floorDivide(instant, DAY) * DAY;
  return time > DAY / 2n ? time - DAY : time;
}

const asDay = (spot: Spot): bigint => (spot.kind === "day" ? BigInt(spot.day) : spot.units);
const asUnits = (spot: Spot): bigint => (spot.kind === "units" ? spot.units : BigInt(spot.day));

const dayScale: KeyScale = {
  spot: (value) => ({ kind: "day", day: Number(value) }),
  value: asDay,
  text: (value) => isoDate(Number(value)),
  name: (spot) => spot,
};

const unitScale: KeyScale = {
  spot: (value) => ({ kind: "units", units: BigInt(value) }),
  value: asUnits,
  text: String,
  name: (spot) => spot,
};

const midnightScale = (shift: bigint, text: KeyScale["text"]): KeyScale => ({
  spot: (value) => ({ kind: "day", day: Number(floorDivide(BigInt(value) - shift, DAY)) }),
  value: (spot) => asDay(spot) * DAY + shift,
  text,
  name: (spot) => spot,
});

const hourScale = (text: KeyScale["text"]): KeyScale => ({
  spot: (value) => ({ kind: "units", units: floorDivide(BigInt(value), HOUR) }),
  value: (spot) => asUnits(spot) * HOUR,
  text,
  name: (spot) => ({ kind: "hour", hour: Number(asUnits(spot)) }),
});

/** Midnight without a zone needs no time; with one the offset is written, so that no session reads it otherwise. */
const momentText =
  (name: KeyType["name"]): KeyScale["text"] =>
  (value) => {
    const day = floorDivide(value, DAY);
    const time = value - day * DAY;
    const date = isoDate(Number(day));
    if (name === "timestamp" && time === 0n) return date;
    const fraction = time % SECOND;
    const clock = new Date(Number(time / 1_000n)).toISOString().slice(11, 19);
    const decimals = fraction === 0n ? "" : `.${String(fraction).padStart(6, "0")}`;
    return `${date} ${clock}${decimals}${name === "timestamptz" ? "+00" : ""}`;
  };
