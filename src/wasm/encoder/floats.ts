// float4 and float8: up to 19 digits times a power of ten, rounded once and correctly, after Lemire, "Number parsing at
// a gigabyte per second" (2021), and short ones by a division. What that way cannot decide, and what is not normal, is
// not read.
import { Digits, isDigit } from "./digits";
import { UNREAD, Value } from "./ends";

const PLUS: u32 = 43;
const MINUS: u32 = 45;
const POINT: u32 = 46;
const SMALL_E: u32 = 101;
const DIGITS_MAX: u32 = 19;

/** What `readDecimal` read last: `mantissa` times ten to the power of `exponent`. */
let mantissa: u64 = 0;
let exponent: i32 = 0;

@final
export class Double {
  /** Up to seven digits before the point and behind it are one exact number divided by another: rounded once. */
  @inline
  static read(at: usize, end: usize, out: usize): usize {
    const start = at + usize(load<u8>(at) == MINUS);
    const wholeWord = Digits.at(start);
    const wholeCount = Digits.count(wholeWord);
    const point = start + wholeCount;
    const fractionCount: usize = point == end ? 0 : end - point - 1;
    const fractionWord = Digits.padded(Digits.at(point + 1), fractionCount);
    const isShort = (wholeCount - 1 < 7) & (fractionCount < 8) & Digits.areAll(fractionWord);
    if (!isShort || (point != end && load<u8>(point) != POINT)) return readFloat8(at, end, out);
    const whole = Digits.number(Digits.first(wholeWord, wholeCount));
    const number = whole * 100000000 + Digits.number(fractionWord);
    const double = (number as f64) / 100000000;
    return Value.put8(out, reinterpret<u64>(start == at ? double : -double));
  }
}

export function readFloat8(at: usize, end: usize, out: usize): usize {
  if (readDecimal(at) != end) return UNREAD;
  const bits = mantissa == 0 ? 0 : toDouble(mantissa, exponent);
  if (bits == NO_DOUBLE) return UNREAD;
  return Value.put8(out, load<u8>(at) == MINUS ? bits | 0x8000000000000000 : bits);
}

export function readFloat4(at: usize, end: usize, out: usize): usize {
  if (readDecimal(at) != end) return UNREAD;
  const bits = mantissa == 0 ? 0 : toDouble(mantissa, exponent);
  // A double halfway between two floats may itself be rounded: only then is rounding twice not rounding once.
  if (bits == NO_DOUBLE || (bits & 0x1fffffff) == 0x10000000) return UNREAD;
  const single = reinterpret<u32>(reinterpret<f64>(bits) as f32);
  const power = single >> 23;
  if (mantissa != 0 && (power == 0 || power == 0xff)) return UNREAD;
  return Value.put4(out, load<u8>(at) == MINUS ? single | 0x80000000 : single);
}

/** Sets `mantissa` and `exponent`; returns where the number ends, or 0. */
function readDecimal(at: usize): usize {
  const sign: u32 = load<u8>(at);
  let end = sign == MINUS || sign == PLUS ? at + 1 : at;
  let digits: u32 = 0;
  let isSignificant: u32 = 0;
  let number: u64 = 0;
  let power: i32 = 0;
  let pointAt: usize = 0;
  const start = end;
  for (; ; end++) {
    const byte: u32 = load<u8>(end);
    if (isDigit(byte)) {
      number = number * 10 + (byte - 48);
      isSignificant |= byte - 48;
      digits += u32(isSignificant != 0);
      if (digits > DIGITS_MAX) return 0;
    } else if (byte == POINT && pointAt == 0) pointAt = end;
    else break;
  }
  if (end == start || (end == start + 1 && pointAt != 0)) return 0;
  if (pointAt != 0) power = -((end - pointAt - 1) as i32);
  mantissa = number;
  exponent = power;
  return (load<u8>(end) | 32) == SMALL_E ? readExponent(end + 1) : end;
}

/** Adds the exponent at `at` to `exponent`; returns where it ends, or 0. Three digits are enough. */
function readExponent(at: usize): usize {
  const sign: u32 = load<u8>(at);
  const start = sign == MINUS || sign == PLUS ? at + 1 : at;
  let end = start;
  let number: i32 = 0;
  for (; end < start + 4 && isDigit(load<u8>(end)); end++)
    number = number * 10 + (load<u8>(end) as i32) - 48;
  if (end == start || end == start + 4) return 0;
  exponent += sign == MINUS ? -number : number;
  return end;
}

/** Powers of five from -POWER_MAX to POWER_MAX as 128 bits each, low half first; see `toPowersOfFive` in core. */
let powers: usize = 0;
let powerMax: i32 = 0;

export function setPowersOfFive(at: usize, max: i32): void {
  powers = at;
  powerMax = max;
}

/** No double: the bits of a number that is none. */
const NO_DOUBLE: u64 = 0xffffffffffffffff;
const MANTISSA_BITS: u32 = 52;

/** The bits of the double nearest to number * 10^power, or NO_DOUBLE. `number` is not 0. */
function toDouble(number: u64, power: i32): u64 {
  if (power < -powerMax || power > powerMax) return NO_DOUBLE;
  const zeros = clz(number) as i32;
  const shifted = number << zeros;
  const entry = powers + (((power + powerMax) as usize) << 4);
  let high = highHalf(shifted, load<u64>(entry, 8));
  let low = shifted * load<u64>(entry, 8);
  if ((high & 0x1ff) == 0x1ff) {
    const carried = highHalf(shifted, load<u64>(entry));
    low += carried;
    if (low < carried) high++;
  }
  // The power was cut off after 128 bits: where only ones follow, what was cut off would decide.
  if (low == u64.MAX_VALUE && (power < -27 || power > 55)) return NO_DOUBLE;
  const top = (high >> 63) as u32;
  const shift = top + 64 - MANTISSA_BITS - 3;
  let bits = high >> shift;
  let binary = ((217706 * power) >> 16) + 63 + (top as i32) - zeros + 1023;
  if (binary <= 0) return NO_DOUBLE;
  // Exactly halfway between two doubles: to the even one.
  const mayBeHalfway = low <= 1 && power >= -4 && power <= 23 && (bits & 3) == 1;
  if (mayBeHalfway && bits << shift == high) bits--;
  bits = (bits + (bits & 1)) >> 1;
  if (bits >= (1 as u64) << (MANTISSA_BITS + 1)) {
    bits >>= 1;
    binary++;
  }
  if (binary >= 0x7ff) return NO_DOUBLE;
  const fraction = bits & (((1 as u64) << MANTISSA_BITS) - 1);
  return ((binary as u64) << MANTISSA_BITS) | fraction;
}

/** The upper 64 bits of a product. */
function highHalf(one: u64, other: u64): u64 {
  const oneHigh = one >> 32;
  const oneLow = one & 0xffffffff;
  const otherHigh = other >> 32;
  const otherLow = other & 0xffffffff;
  const middle = oneHigh * otherLow + ((oneLow * otherLow) >> 32);
  const rest = oneLow * otherHigh + (middle & 0xffffffff);
  return oneHigh * otherHigh + (middle >> 32) + (rest >> 32);
}
