// date and time in their ISO form: years of four digits, fractions of up to six. Everything else that the server knows
// (names, `infinity`, BC, 24:00, second 60) is not read.
import { clock, COLON, NO_TIME, position } from "./clock";
import { DATE_BYTES, daysAt, NO_DAY } from "./days";
import { twoDigits } from "./digits";
import { UNREAD, Value } from "./ends";

export function readDate(at: usize, end: usize, out: usize): usize {
  const days = end - at == DATE_BYTES ? daysAt(at) : NO_DAY;
  return days == NO_DAY ? UNREAD : Value.put4(out, days as u32);
}

export function readTime(at: usize, end: usize, out: usize): usize {
  if (load<u8>(at, 2) != COLON) return UNREAD;
  const time = clock(twoDigits(at), twoDigits(at + 3), at + 5);
  return time == NO_TIME || position != end ? UNREAD : Value.put8(out, time as u64);
}
