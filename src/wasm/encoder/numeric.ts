// numeric: sign, digits and a point, as the server's groups of four digits. It rounds to the column's scale itself,
// and drops groups of zeros at both ends; only what would overflow the column's precision is not read here.
import { UNLIMITED } from "../../core/records/binary-kinds";
import { Digits, isDigit } from "./digits";
import { LENGTH_BYTES, putLength, putU16, UNREAD } from "./ends";

const PLUS: u32 = 43;
const MINUS: u32 = 45;
const POINT: u32 = 46;
const NEGATIVE: u32 = 0x4000;
/** Digits of a number that fit the room that every value has. */
const DIGITS_MAX: usize = 800;
/** Bytes before the groups: their count, the first one's weight, the sign, the digits after the point. */
const HEAD_BYTES: usize = 8;

@final
export class Numeric {
  /** `field` says how many digits before the point the column takes, and after it; the rest is rounded. */
  @inline
  static read(at: usize, end: usize, out: usize, field: usize): usize {
    const wholeMax = load<u32>(field, 4);
    const scale = load<u32>(field, 8);
    const isNegative = load<u8>(at) == MINUS;
    const start = at + usize(isNegative);
    const wholeWord = Digits.at(start);
    const wholeCount = Digits.count(wholeWord);
    const point = start + wholeCount;
    const fractionCount: usize = point == end ? 0 : end - point - 1;
    const fractionWord = Digits.padded(Digits.at(point + 1), fractionCount);
    // Eight digits may be the first of more; these and what may overflow the column take a closer look.
    const isShort = (wholeCount - 1 < 7) & (fractionCount < 8);
    const isWide =
      (wholeCount as u32) >= wholeMax &&
      ((wholeCount as u32) > wholeMax || (fractionCount as u32) > scale);
    if (!isShort || isWide || (point != end && load<u8>(point) != POINT))
      return readSigned(at, end, out, field);
    if (!Digits.areAll(fractionWord)) return UNREAD;
    const whole = Digits.groups(Digits.first(wholeWord, wholeCount));
    const groups = (whole as u64) | ((Digits.groups(fractionWord) as u64) << 32);
    const sign: u64 = isNegative ? NEGATIVE : 0;
    return Numeric.put(out, groups, (sign << 32) | ((fractionCount as u64) << 48));
  }

  /** Two groups before the point and two after it, zeros at both ends left out. `head`: what is known of it. */
  @inline
  static put(out: usize, groups: u64, head: u64): usize {
    const isOne = (groups & 0xffff) == 0;
    const kept = isOne ? groups >> 16 : groups;
    const count = 4 - (clz(kept) >> 4);
    const whole = head | (isOne ? count : count | 0x10000);
    // Each half has its bytes the other way round.
    const halves = i64x2.replace_lane(i64x2.splat(whole), 1, kept);
    const swapped = v128.or(i16x8.shl(halves, 8), i16x8.shr_u(halves, 8));
    v128.store(out + LENGTH_BYTES, swapped);
    return putLength(out, out + LENGTH_BYTES + HEAD_BYTES + ((count as usize) << 1));
  }
}

function readSigned(at: usize, end: usize, out: usize, field: usize): usize {
  const first: u32 = load<u8>(at);
  const isSigned = first == MINUS || first == PLUS;
  return readLong(isSigned ? at + 1 : at, end, out, field, first == MINUS ? NEGATIVE : 0);
}

/** Any number of digits up to DIGITS_MAX, a group at a time from the point. */
function readLong(start: usize, end: usize, out: usize, field: usize, sign: u32): usize {
  const wholeMax = load<u32>(field, 4);
  const scale = load<u32>(field, 8);
  let point = start;
  while (isDigit(load<u8>(point))) point++;
  let digitsEnd = point;
  if (load<u8>(point) == POINT) {
    digitsEnd++;
    while (isDigit(load<u8>(digitsEnd))) digitsEnd++;
  }
  if (digitsEnd != end) return UNREAD;
  const fractionCount: usize = end == point ? 0 : end - point - 1;
  if (point - start + fractionCount == 0 || end - start > DIGITS_MAX) return UNREAD;
  let first = start;
  while (first < point && load<u8>(first) == 48) first++;
  const wholeCount = (point - first) as u32;
  // At full width, rounding might carry into one digit more.
  if (wholeMax != UNLIMITED && wholeCount >= wholeMax)
    if (wholeCount > wholeMax || (fractionCount as u32) > scale) return UNREAD;
  const head = out + LENGTH_BYTES;
  let at = head + HEAD_BYTES;
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
  putU16(head, ((at - head - HEAD_BYTES) >> 1) as u32);
  putU16(head + 2, groups - 1);
  putU16(head + 4, sign);
  putU16(head + 6, fractionCount as u32);
  return putLength(out, at);
}

function groupOf(from: usize, to: usize): u32 {
  let group: u32 = 0;
  for (let at = from; at < to; at++) group = group * 10 + (load<u8>(at) as u32) - 48;
  return group;
}
