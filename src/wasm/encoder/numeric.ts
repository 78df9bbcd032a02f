// numeric: sign, digits and a point, as the server's groups of four digits. It rounds to the column's scale itself,
// and drops groups of zeros at both ends; only what would overflow the column's precision is not read here.
import { UNLIMITED } from "../../core/records/binary-kinds";
import { digitCount, isDigit, numberOf, powerOfTen, unmasked } from "./digits";
import { ends, putU16, UNREAD } from "./ends";

const PLUS: u32 = 43;
const MINUS: u32 = 45;
const POINT: u32 = 46;
const NEGATIVE: u32 = 0x4000;
/** Digits of a number that fit the room that every value has. */
const DIGITS_MAX: usize = 800;
/** Bytes before the groups: their count, the first one's weight, the sign, the digits after the point. */
const HEAD_BYTES: usize = 8;

/** `wholeMax`: digits before the point that the column takes; `scale`: those after it, the rest is rounded. */
export function readNumeric(at: usize, out: usize, wholeMax: u32, scale: u32): u64 {
  const first: u32 = load<u8>(at);
  const sign = first == MINUS ? NEGATIVE : 0;
  const start = first == MINUS || first == PLUS ? at + 1 : at;
  const wholeWord = unmasked(load<u64>(start));
  const wholeCount = digitCount(wholeWord);
  let end = start + wholeCount;
  let fractionWord: u64 = 0;
  let fractionCount: u32 = 0;
  if (load<u8>(end) == POINT) {
    fractionWord = unmasked(load<u64>(end, 1));
    fractionCount = digitCount(fractionWord);
    end += 1 + fractionCount;
  }
  // Eight digits may be the first of more; and what may overflow the column takes a closer look.
  const isWide = wholeCount > wholeMax || (wholeCount == wholeMax && fractionCount > scale);
  if (wholeCount == 0 || wholeCount == 8 || fractionCount == 8 || isWide)
    return readLong(start, out, sign, wholeMax, scale);
  const whole = numberOf(wholeWord, wholeCount) as u32;
  const fraction =
    fractionCount == 0
      ? 0
      : ((numberOf(fractionWord, fractionCount) * powerOfTen(8 - fractionCount)) as u32);
  return ends(end, putGroups(out, whole, fraction, sign | (fractionCount << 16)));
}

/** Two groups before the point and two after it. `signAndScale` has the sign in its low half. */
function putGroups(out: usize, whole: u32, fraction: u32, signAndScale: u32): usize {
  const high = whole / 10000;
  const low = whole - high * 10000;
  let at = out + HEAD_BYTES;
  putU16(at, high);
  at += high == 0 ? 0 : 2;
  putU16(at, low);
  at += 2;
  if (fraction != 0) {
    const tenths = fraction / 10000;
    const rest = fraction - tenths * 10000;
    putU16(at, tenths);
    putU16(at + 2, rest);
    at += rest == 0 ? 2 : 4;
  }
  putU16(out, ((at - out - HEAD_BYTES) >> 1) as u32);
  putU16(out + 2, high == 0 ? 0 : 1);
  putU16(out + 4, signAndScale & 0xffff);
  putU16(out + 6, signAndScale >> 16);
  return at;
}

/** Any number of digits up to DIGITS_MAX, a group at a time from the point. */
function readLong(start: usize, out: usize, sign: u32, wholeMax: u32, scale: u32): u64 {
  let point = start;
  while (isDigit(load<u8>(point))) point++;
  let end = point;
  if (load<u8>(point) == POINT) {
    end++;
    while (isDigit(load<u8>(end))) end++;
  }
  const fractionCount: usize = end == point ? 0 : end - point - 1;
  if (point - start + fractionCount == 0 || end - start > DIGITS_MAX) return UNREAD;
  let first = start;
  while (first < point && load<u8>(first) == 48) first++;
  const wholeCount = (point - first) as u32;
  // At full width, rounding might carry into one digit more.
  if (wholeMax != UNLIMITED && wholeCount >= wholeMax)
    if (wholeCount > wholeMax || (fractionCount as u32) > scale) return UNREAD;
  let at = out + HEAD_BYTES;
  const groups = (wholeCount + 3) >> 2;
  let digit = first;
  for (let left = groups; left > 0; left--) {
    const count = left == groups ? wholeCount - ((groups - 1) << 2) : 4;
    putU16(at, groupOf(digit, digit + count));
    digit += count;
    at += 2;
  }
  for (digit = point + 1; digit < end; digit += 4) {
    let group = groupOf(digit, min(digit + 4, end));
    for (let missing = digit + 4; missing > end; missing--) group *= 10;
    putU16(at, group);
    at += 2;
  }
  putU16(out, ((at - out - HEAD_BYTES) >> 1) as u32);
  putU16(out + 2, groups - 1);
  putU16(out + 4, sign);
  putU16(out + 6, fractionCount as u32);
  return ends(end, at);
}

function groupOf(from: usize, to: usize): u32 {
  let group: u32 = 0;
  for (let at = from; at < to; at++) group = group * 10 + (load<u8>(at) as u32) - 48;
  return group;
}
