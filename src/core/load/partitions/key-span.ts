// Between which instants a date with a time must lie of which only day and time zone are known: then the partition of
// all such texts is known where both ends lie in one range.
import { DATE } from "../../records/value-type-bits.ts";
import { dateTimeTypes } from "../../records/value-dates.ts";
import { DAY_MICROS, MomentReader, type MomentName } from "./key-moments.ts";
import type { KeyTexts, KeyValue } from "./key-value.ts";

/** Both ends belong to it. */
export interface KeySpan {
  readonly low: KeyValue | null;
  readonly high: KeyValue | null;
}

/** Null where the text does not say. */
export type ReadSpan = (bytes: Uint8Array, start: number, end: number) => KeySpan | null;

/** A shorter text has no time: `2025-01-05 10:30`. */
export const TIMED_BYTES_MIN = 16;

/** `2025-01-05`, or `05/01/2025`. */
const DATE_BYTES = 10;
const MINUTE_MICROS = 60_000_000;
const ZONE = /([+-])(\d\d)(?::?(\d\d))?$/u;

/**
 * For all texts that begin with the same ten bytes and end with the same time zone: what key-moments.ts reads in any of
 * them lies in the span. value-dates.ts lets a date be followed only by a time before 24:00 and a zone, which is
 * the only place for a sign; without one the offset is 0, as then the zone is Z, UTC, GMT or the session's, which
 * must be UTC.
 */
export function daySpan(name: MomentName, texts: KeyTexts): ReadSpan {
  const days = new MomentReader("date", -1, texts);
  return (bytes, start, end) => {
    const dateEnd = start + DATE_BYTES;
    if (end < dateEnd) return null;
    if ((dateTimeTypes(bytes, start, dateEnd, texts.dateOrder) & DATE) === 0) return null;
    const day = Number(days.read(bytes, start, dateEnd));
    if (name === "date") return { low: day, high: day };
    const offset = name === "timestamptz" ? offsetOf(bytes, dateEnd, end) : 0;
    const low = day * DAY_MICROS - offset;
    const high = low + DAY_MICROS - 1;
    return Number.isSafeInteger(low) && Number.isSafeInteger(high) ? { low, high } : null;
  };
}

/** Microseconds east of Greenwich. */
function offsetOf(bytes: Uint8Array, start: number, end: number): number {
  const from = Math.max(start, end - "+00:00".length);
  const zone = ZONE.exec(String.fromCharCode(...bytes.subarray(from, end)));
  if (zone === null) return 0;
  const [, sign, hours, minutes = "0"] = zone;
  const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE_MICROS;
  return sign === "-" ? -offset : offset;
}
