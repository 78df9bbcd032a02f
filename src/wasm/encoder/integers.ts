// int2, int4 and int8: a sign and decimal digits. Blanks, underscores and other bases are not read.
import { Digits, isDigit } from "./digits";
import { UNREAD, Value } from "./ends";

const PLUS: u32 = 43;
const MINUS: u32 = 45;

@final
export class Integer {
  @inline
  static read2(at: usize, end: usize, out: usize): usize {
    if (!isDigit(load<u8>(at))) return readSigned(at, end, out, 2);
    const number = Digits.read(at, end);
    return number > 0x7fff ? UNREAD : Value.put2(out, number as u32);
  }

  @inline
  static read4(at: usize, end: usize, out: usize): usize {
    if (!isDigit(load<u8>(at))) return readSigned(at, end, out, 4);
    const number = Digits.read(at, end);
    return number > 0x7fffffff ? UNREAD : Value.put4(out, number as u32);
  }

  @inline
  static read8(at: usize, end: usize, out: usize): usize {
    if (!isDigit(load<u8>(at))) return readSigned(at, end, out, 8);
    const number = Digits.read(at, end);
    return number > 0x7fffffffffffffff ? UNREAD : Value.put8(out, number);
  }
}

/** With a sign, or none at all. */
function readSigned(at: usize, end: usize, out: usize, bytes: u64): usize {
  const sign: u32 = load<u8>(at);
  if (sign != MINUS && sign != PLUS) return UNREAD;
  const number = Digits.read(at + 1, end);
  const limit = (1 as u64) << (8 * bytes - 1);
  if (sign == MINUS ? number > limit : number >= limit) return UNREAD;
  const signed = sign == MINUS ? 0 - number : number;
  if (bytes == 2) return Value.put2(out, signed as u32);
  return bytes == 4 ? Value.put4(out, signed as u32) : Value.put8(out, signed);
}
