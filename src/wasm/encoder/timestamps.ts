// timestamp and timestamptz. The usual form, `YYYY-MM-DD HH:MM:SS`, is checked and read in one vector.
import { TIMESTAMP, TIMESTAMPTZ } from "../../core/records/binary-kinds";
import {
  clock,
  COLON,
  fractionAt,
  NO_OFFSET,
  NO_TIME,
  offsetAt,
  POINT,
  position,
  SECOND_US,
} from "./clock";
import { DATE_BYTES, dayNumber, daysAt, monthDays, NO_DAY } from "./days";
import { twoDigits } from "./digits";
import { UNREAD, Value } from "./ends";

const CAPITAL_T: u32 = 84;
const SPACE: u32 = 32;
const DAY_SECONDS: i64 = 24 * 60 * 60;
const DAY_US: i64 = DAY_SECONDS * SECOND_US;
const NO_INSTANT: i64 = i64.MAX_VALUE;
/** `YYYY-MM-DD HH:MM:SS` */
const SECOND_BYTES: usize = 19;
const WITH_OFFSET_BYTES: usize = SECOND_BYTES + 3;
/** `+00` */
const ZERO_OFFSET: u32 = 0x30302b;

@final
export class Timestamp {
  /** Of any of the kinds. */
  @inline
  static read(at: usize, end: usize, out: usize, kind: i32): usize {
    const length = end - at;
    const isInUtc =
      length == WITH_OFFSET_BYTES && load<u32>(at, SECOND_BYTES - 1) >>> 8 == ZERO_OFFSET;
    if (isInUtc || (length == SECOND_BYTES && kind != TIMESTAMPTZ)) {
      const instant = Timestamp.toSecond(at);
      if (instant != NO_INSTANT) return Value.put8(out, instant as u64);
    }
    return readUnusual(at, end, out, kind);
  }

  /** Microseconds since 2000 of `YYYY-MM-DD HH:MM:SS`, or NO_INSTANT where it is written otherwise. */
  @inline
  static toSecond(at: usize): i64 {
    const text = v128.load(at);
    // Lanes of two digits: century, year, month, day, hour, minute, second.
    let digits = v128.or(i8x16.swizzle(text, v128.load(PAIRS)), v128.load(PADDING));
    digits = v128.load16_lane(at + 17, digits, 6);
    digits = i8x16.sub(digits, v128.load(ZEROS));
    const tens = i16x8.mul(digits, v128.load(TENS));
    const pairs = v128.and(i16x8.add(tens, i16x8.shr_u(digits, 8)), v128.load(LOW_BYTES));
    const noDigits = i8x16.sub_sat_u(digits, v128.load(NINES));
    const outOfRange = i16x8.sub_sat_u(i16x8.sub(pairs, v128.load(LOWEST)), v128.load(SPANS));
    const signs = v128.and(v128.xor(text, v128.load(SIGNS)), v128.load(SIGN_MASK));
    if (v128.any_true(v128.or(v128.or(noDigits, outOfRange), signs))) return NO_INSTANT;
    if (load<u8>(at, 16) != COLON) return NO_INSTANT;
    const sums = i32x4.dot_i16x8_s(pairs, v128.load(WEIGHTS));
    const year = i32x4.extract_lane(sums, 0) as u32;
    const month = i16x8.extract_lane_u(pairs, 2) as u32;
    const day = i16x8.extract_lane_u(pairs, 3) as u32;
    if (year == 0 || (day > 28 && day > monthDays(year, month))) return NO_INSTANT;
    const seconds = i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
    return ((dayNumber(year, month, day) as i64) * DAY_SECONDS + (seconds as i64)) * SECOND_US;
  }
}

const LANES = 16;
/** Where the pairs of digits stand before the seconds. */
// prettier-ignore
const PAIRS = memory.data<u8>([0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 255, 255, 255, 255], LANES);
const PADDING = memory.data<u8>([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 48, 48], LANES);
const LOWEST = memory.data<u16>([0, 0, 1, 1, 0, 0, 0, 0], LANES);
const SPANS = memory.data<u16>([99, 99, 11, 30, 23, 59, 59, 0], LANES);
const WEIGHTS = memory.data<u16>([100, 1, 0, 0, 3600, 60, 1, 0], LANES);
// prettier-ignore
const ZEROS = memory.data<u8>([48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48], LANES);
const NINES = memory.data<u8>([9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9], LANES);
const TENS = memory.data<u16>([10, 10, 10, 10, 10, 10, 10, 10], LANES);
const LOW_BYTES = memory.data<u16>([255, 255, 255, 255, 255, 255, 255, 255], LANES);
// prettier-ignore
const SIGNS = memory.data<u8>([0, 0, 0, 0, 45, 0, 0, 45, 0, 0, 32, 0, 0, 58, 0, 0], LANES);
// prettier-ignore
const SIGN_MASK = memory.data<u8>([0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0], LANES);

/** With fractions or another offset, with a T for the blank, without seconds, or a date alone. */
function readUnusual(at: usize, end: usize, out: usize, kind: i32): usize {
  if (end - at == DATE_BYTES) return readMidnight(at, out, kind);
  let instant = end - at < SECOND_BYTES ? NO_INSTANT : Timestamp.toSecond(at);
  let rest = at + SECOND_BYTES;
  if (instant == NO_INSTANT) {
    instant = toMinute(at);
    if (instant == NO_INSTANT) return UNREAD;
    rest = position;
  } else if (load<u8>(rest) == POINT) {
    const fraction = fractionAt(rest + 1);
    if (fraction == NO_TIME) return UNREAD;
    instant += fraction;
    rest = position;
  }
  // Without an offset the session's time zone would decide.
  if (rest == end) return kind == TIMESTAMPTZ ? UNREAD : Value.put8(out, instant as u64);
  const offset = offsetAt(rest);
  if (offset == NO_OFFSET || position != end) return UNREAD;
  return Value.put8(out, (kind == TIMESTAMP ? instant : instant - offset) as u64);
}

/** A date alone is no instant yet where a time zone is asked for. */
function readMidnight(at: usize, out: usize, kind: i32): usize {
  const days = daysAt(at);
  if (days == NO_DAY || kind == TIMESTAMPTZ) return UNREAD;
  return Value.put8(out, ((days as i64) * DAY_US) as u64);
}

/** `YYYY-MM-DD HH:MM` and what follows of the time; sets `position`. */
function toMinute(at: usize): i64 {
  const between: u32 = load<u8>(at, DATE_BYTES);
  if ((between != SPACE && between != CAPITAL_T) || load<u8>(at, 13) != COLON) return NO_INSTANT;
  const days = daysAt(at);
  const time = clock(twoDigits(at + 11), twoDigits(at + 14), at + 16);
  return days == NO_DAY || time == NO_TIME ? NO_INSTANT : (days as i64) * DAY_US + time;
}
