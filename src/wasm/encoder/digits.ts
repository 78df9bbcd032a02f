// Decimal digits, eight at a time in a word: how many there are, and their number.

const ZEROS: u64 = 0x3030303030303030;
/** Added to a digit it leaves the byte's top bit clear, added to anything between a digit and 0x80 it sets it. */
const ABOVE_NINE: u64 = 0x7676767676767676;
const TOP_BITS: u64 = 0x8080808080808080;

/** Digits as their numbers: any other byte is above 9 then. */
export function unmasked(word: u64): u64 {
  return word ^ ZEROS;
}

/** How many of the first bytes of an unmasked word are digits, 0 to 8. A carry spoils only what follows a non-digit. */
export function digitCount(unmaskedWord: u64): u32 {
  return (ctz(((unmaskedWord + ABOVE_NINE) | unmaskedWord) & TOP_BITS) >> 3) as u32;
}

/** The number that the first `count` digits, 1 to 8, of an unmasked word make. */
export function numberOf(unmaskedWord: u64, count: u32): u64 {
  // Leading zeros take the place of what is not there; then pairs, fours and eights are joined.
  const digits = unmaskedWord << ((64 - (count << 3)) as u64);
  const pairs = digits * 10 + (digits >> 8);
  const low = (pairs & 0x000000ff000000ff) * 0x000f424000000064;
  const high = ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001;
  return (low + high) >> 32;
}

/** Ten to the power of 0 to 8. */
export function powerOfTen(exponent: u32): u64 {
  return load<u32>(POWERS + (exponent << 2)) as u64;
}

const POWERS = memory.data<u32>([1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000]);

/** The two digits at `at`, or 255 and more when they are not both digits. */
export function twoDigits(at: usize): u32 {
  const tens = (load<u8>(at) as u32) - 48;
  const ones = (load<u8>(at, 1) as u32) - 48;
  return tens > 9 || ones > 9 ? 255 : tens * 10 + ones;
}

export function isDigit(byte: u32): bool {
  return byte - 48 <= 9;
}
