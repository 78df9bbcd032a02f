// Times of the day and offsets from Greenwich, in microseconds. What is read sets `position` to where it ends.
import { isDigit, twoDigits } from "./digits";

const PLUS: u32 = 43;
const MINUS: u32 = 45;
const CAPITAL_Z: u32 = 90;
/** The server takes up to 15; nobody lives there. */
const OFFSET_HOURS_MAX: u32 = 14;

export const POINT: u32 = 46;
export const COLON: u32 = 58;
export const SECOND_US: i64 = 1_000_000;
const MINUTE_US: i64 = 60 * SECOND_US;
const HOUR_US: i64 = 60 * MINUTE_US;
export const NO_TIME: i64 = -1;
export const NO_OFFSET: i64 = i64.MAX_VALUE;

export let position: usize = 0;

/** Microseconds of the day; `at` is behind the minutes. */
export function clock(hours: u32, minutes: u32, at: usize): i64 {
  if (hours > 23 || minutes > 59) return NO_TIME;
  const time = (hours as i64) * HOUR_US + (minutes as i64) * MINUTE_US;
  position = at;
  if (load<u8>(at) != COLON) return time;
  const seconds = twoDigits(at + 1);
  if (seconds > 59) return NO_TIME;
  position = at + 3;
  const fraction = load<u8>(at, 3) == POINT ? fractionAt(at + 4) : 0;
  return fraction == NO_TIME ? NO_TIME : time + (seconds as i64) * SECOND_US + fraction;
}

/** Microseconds of one to six digits. */
export function fractionAt(at: usize): i64 {
  let fraction: i64 = 0;
  let unit: i64 = SECOND_US;
  let end = at;
  for (; isDigit(load<u8>(end)); end++) {
    if (unit == 1) return NO_TIME;
    unit /= 10;
    fraction += ((load<u8>(end) as i64) - 48) * unit;
  }
  position = end;
  return end == at ? NO_TIME : fraction;
}

/** Microseconds east of Greenwich of `Z`, `+HH`, `+HHMM` or `+HH:MM`. NO_OFFSET where none stands. */
export function offsetAt(at: usize): i64 {
  const sign: u32 = load<u8>(at);
  if (sign == CAPITAL_Z) {
    position = at + 1;
    return 0;
  }
  const hours = twoDigits(at + 1);
  if ((sign != PLUS && sign != MINUS) || hours > OFFSET_HOURS_MAX) return NO_OFFSET;
  const minutesAt = load<u8>(at, 3) == COLON ? at + 4 : at + 3;
  const minutes = twoDigits(minutesAt);
  const hasMinutes = minutes <= 59;
  position = hasMinutes ? minutesAt + 2 : at + 3;
  const offset = (hours as i64) * HOUR_US + (hasMinutes ? (minutes as i64) * MINUTE_US : 0);
  return sign == MINUS ? -offset : offset;
}
