// Dates as the server counts them, in days from 1 January 2000.
import { twoDigits } from "./digits";

/** `YYYY-MM-`, and what is added to each byte to set its top bit where it is no digit or another sign. */
const DATE_FORM: u64 = 0x2d30302d30303030;
const DATE_CHECK: u64 = 0x7f76767f76767676;
const TOP_BITS: u64 = 0x8080808080808080;
/** From 1 March of the year 0 to 1 January 2000. */
const EPOCH_DAYS: i32 = 730425;

/** `YYYY-MM-DD` */
export const DATE_BYTES: usize = 10;
export const NO_DAY: i32 = i32.MIN_VALUE;

/** The day number of the `YYYY-MM-DD` at `at`, or NO_DAY. */
export function daysAt(at: usize): i32 {
  const word = load<u64>(at) ^ DATE_FORM;
  if ((((word + DATE_CHECK) | word) & TOP_BITS) != 0) return NO_DAY;
  const day = twoDigits(at + 8);
  const pairs = word * 10 + (word >> 8);
  const year = ((pairs & 0xff) * 100 + ((pairs >> 16) & 0xff)) as u32;
  const month = ((pairs >> 40) & 0xff) as u32;
  if (year == 0 || month - 1 > 11 || day - 1 > 30 || day > monthDays(year, month)) return NO_DAY;
  return dayNumber(year, month, day);
}

/** The day number of a day that exists. */
export function dayNumber(year: u32, month: u32, day: u32): i32 {
  // The year begins in March here, so that the leap day is its last; 979 / 32 is close enough to 30.6.
  const isEarly = month <= 2;
  const marchYear = isEarly ? year - 1 : year;
  const marchMonth = isEarly ? month + 12 : month;
  const century = (marchYear * 5243) >> 19;
  const leapDays = (marchYear >> 2) - century + (century >> 2);
  return (
    ((365 * marchYear + leapDays + ((979 * marchMonth - 2919) >> 5) + day - 1) as i32) - EPOCH_DAYS
  );
}

export function monthDays(year: u32, month: u32): u32 {
  if (month == 2) return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return 30 + ((month ^ (month >> 3)) & 1);
}
