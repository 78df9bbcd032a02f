// int2, int4 and int8: a sign and decimal digits. Blanks, underscores and other bases are not read.
import { digitCount, numberOf, powerOfTen, unmasked } from "./digits";
import { ends, putU16, putU32, putU64, UNREAD } from "./ends";

const PLUS: u32 = 43;
const MINUS: u32 = 45;

/** What `readDigits` read last. */
let number: u64 = 0;

export function readInt2(at: usize, out: usize): u64 {
  const isNegative = load<u8>(at) == MINUS;
  const end = readDigits(afterSign(at));
  if (end == 0 || number > (isNegative ? 0x8000 : 0x7fff)) return UNREAD;
  putU16(out, (isNegative ? 0 - number : number) as u32);
  return ends(end, out + 2);
}

export function readInt4(at: usize, out: usize): u64 {
  const isNegative = load<u8>(at) == MINUS;
  const end = readDigits(afterSign(at));
  if (end == 0 || number > (isNegative ? 0x80000000 : 0x7fffffff)) return UNREAD;
  putU32(out, (isNegative ? 0 - number : number) as u32);
  return ends(end, out + 4);
}

export function readInt8(at: usize, out: usize): u64 {
  const isNegative = load<u8>(at) == MINUS;
  const end = readDigits(afterSign(at));
  if (end == 0 || number > (isNegative ? 0x8000000000000000 : 0x7fffffffffffffff)) return UNREAD;
  putU64(out, isNegative ? 0 - number : number);
  return ends(end, out + 8);
}

function afterSign(at: usize): usize {
  const byte: u32 = load<u8>(at);
  return byte == MINUS || byte == PLUS ? at + 1 : at;
}

/** Reads 1 to 19 digits; returns where they end, or 0. Nineteen nines fit into the word. */
function readDigits(at: usize): usize {
  let word = unmasked(load<u64>(at));
  let count = digitCount(word);
  if (count == 0) return 0;
  number = numberOf(word, count);
  if (count < 8) return at + count;
  word = unmasked(load<u64>(at, 8));
  count = digitCount(word);
  if (count == 0) return at + 8;
  number = number * powerOfTen(count) + numberOf(word, count);
  if (count < 8) return at + 8 + count;
  word = unmasked(load<u64>(at, 16));
  count = digitCount(word);
  if (count == 0) return at + 16;
  if (count > 3) return 0;
  number = number * powerOfTen(count) + numberOf(word, count);
  return at + 16 + count;
}
