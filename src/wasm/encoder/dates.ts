// date, time, timestamp and timestamptz in their ISO form: years of four digits, fractions of up to six, offsets as
// numbers. Everything else that the server knows (names, `infinity`, BC, 24:00, second 60) is not read.
import { TIMESTAMP, TIMESTAMPTZ } from "../../core/records/binary-kinds";
import { isDigit, twoDigits } from "./digits";
import { ends, putU32, putU64, UNREAD } from "./ends";

const PLUS: u32 = 43;
const MINUS: u32 = 45;
const POINT: u32 = 46;
const COLON: u32 = 58;
const CAPITAL_T: u32 = 84;
const CAPITAL_Z: u32 = 90;
const SPACE: u32 = 32;

/** `YYYY-MM-`, and what is added to each byte to set its top bit where it is no digit or another sign. */
const DATE_FORM: u64 = 0x2d30302d30303030;
const DATE_CHECK: u64 = 0x7f76767f76767676;
/** `DD HH:MM` */
const CLOCK_FORM: u64 = 0x30303a3030203030;
const CLOCK_CHECK: u64 = 0x76767f76767f7676;
const TOP_BITS: u64 = 0x8080808080808080;

const SECOND_US: i64 = 1_000_000;
const MINUTE_US: i64 = 60 * SECOND_US;
const HOUR_US: i64 = 60 * MINUTE_US;
const DAY_US: i64 = 24 * HOUR_US;
/** From 1 March of the year 0 to 1 January 2000. */
const EPOCH_DAYS: i32 = 730425;
const NO_DAY: i32 = i32.MIN_VALUE;
const NO_TIME: i64 = -1;
/** The server takes up to 15; nobody lives there. */
const OFFSET_HOURS_MAX: u32 = 14;

/** Where `clockAfterMinutes` and `offsetAt` ended. */
let position: usize = 0;

export function readDate(at: usize, out: usize): u64 {
  const days = daysAt(at, twoDigits(at + 8));
  if (days == NO_DAY) return UNREAD;
  putU32(out, days as u32);
  return ends(at + 10, out + 4);
}

export function readTime(at: usize, out: usize): u64 {
  if (load<u8>(at, 2) != COLON) return UNREAD;
  const time = clock(twoDigits(at), twoDigits(at + 3), at + 5);
  if (time == NO_TIME) return UNREAD;
  putU64(out, time as u64);
  return ends(position, out + 8);
}

export function readTimestamp(at: usize, out: usize, kind: i32): u64 {
  let word = load<u64>(at, 8);
  // A T may stand for the blank.
  if (((word >> 16) as u8) == CAPITAL_T) word ^= (CAPITAL_T ^ SPACE) << 16;
  word ^= CLOCK_FORM;
  if ((((word + CLOCK_CHECK) | word) & TOP_BITS) != 0)
    return kind == TIMESTAMPTZ ? UNREAD : readMidnight(at, out);
  const pairs = word * 10 + (word >> 8);
  const days = daysAt(at, (pairs & 0xff) as u32);
  const time = clock(((pairs >> 24) & 0xff) as u32, ((pairs >> 48) & 0xff) as u32, at + 16);
  if (days == NO_DAY || time == NO_TIME) return UNREAD;
  let instant = (days as i64) * DAY_US + time;
  const offset = offsetAt(position);
  if (offset == NO_OFFSET) {
    // Without an offset the session's time zone would decide.
    if (kind == TIMESTAMPTZ) return UNREAD;
  } else if (kind != TIMESTAMP) instant -= offset;
  putU64(out, instant as u64);
  return ends(position, out + 8);
}

/** A date alone, which is no instant yet where a time zone is asked for. */
function readMidnight(at: usize, out: usize): u64 {
  const days = daysAt(at, twoDigits(at + 8));
  if (days == NO_DAY) return UNREAD;
  putU64(out, ((days as i64) * DAY_US) as u64);
  return ends(at + 10, out + 8);
}

/** The day number of `YYYY-MM-` at `at` and the day of the month, or NO_DAY. */
function daysAt(at: usize, day: u32): i32 {
  const word = load<u64>(at) ^ DATE_FORM;
  if ((((word + DATE_CHECK) | word) & TOP_BITS) != 0) return NO_DAY;
  const pairs = word * 10 + (word >> 8);
  const year = ((pairs & 0xff) * 100 + ((pairs >> 16) & 0xff)) as u32;
  const month = ((pairs >> 40) & 0xff) as u32;
  if (year == 0 || month - 1 > 11 || day - 1 > 30 || day > monthDays(year, month)) return NO_DAY;
  // The year begins in March here, so that the leap day is its last.
  const isEarly = month <= 2;
  const marchYear = isEarly ? year - 1 : year;
  const marchMonth = isEarly ? month + 9 : month - 3;
  const leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400;
  return ((365 * marchYear + leapDays + (153 * marchMonth + 2) / 5 + day - 1) as i32) - EPOCH_DAYS;
}

function monthDays(year: u32, month: u32): u32 {
  if (month == 2) return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return 30 + ((month ^ (month >> 3)) & 1);
}

/** Microseconds of the day; `at` is behind the minutes. Sets `position`. */
function clock(hours: u32, minutes: u32, at: usize): i64 {
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

/** Microseconds of one to six digits. Sets `position`. */
function fractionAt(at: usize): i64 {
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

const NO_OFFSET: i64 = i64.MAX_VALUE;

/** Microseconds east of Greenwich of `Z`, `+HH`, `+HHMM` or `+HH:MM`. Moves `position`; NO_OFFSET where none stands. */
function offsetAt(at: usize): i64 {
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
