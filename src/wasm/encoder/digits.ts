// Decimal digits, eight at a time in a word: how many there are, and their number.

const ZEROS: u64 = 0x3030303030303030;
/** Added to a digit it leaves the byte's top bit clear, added to anything between a digit and 0x80 it sets it. */
const ABOVE_NINE: u64 = 0x7676767676767676;
const TOP_BITS: u64 = 0x8080808080808080;
const WORD_DIGITS: usize = 8;

/** No number: more than any that is read. */
export const NO_NUMBER: u64 = u64.MAX_VALUE;

@final
export class Digits {
  /** Digits as their numbers: any other byte is above 9 then. */
  @inline
  static at(at: usize): u64 {
    return load<u64>(at) ^ ZEROS;
  }

  /** How many of the first bytes of a word are digits, 0 to 8. A carry spoils only what follows a non-digit. */
  @inline
  static count(word: u64): usize {
    return (ctz(((word + ABOVE_NINE) | word) & TOP_BITS) >> 3) as usize;
  }

  @inline
  static areAll(word: u64): bool {
    return (((word + ABOVE_NINE) | word) & TOP_BITS) == 0;
  }

  /** Only the first `count`, 1 to 8, behind zeros instead of before the others. */
  @inline
  static first(word: u64, count: usize): u64 {
    return word << ((0 - (count << 3)) as u64);
  }

  /** Of eight digits: pairs, fours and eights are joined. */
  @inline
  static number(word: u64): u64 {
    const pairs = word * 10 + (word >> 8);
    const low = (pairs & 0x000000ff000000ff) * 0x000f424000000064;
    const high = ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001;
    return (low + high) >> 32;
  }

  /** Eight digits as two groups of four: the first in the low half of 32 bits, the second in the high one. */
  @inline
  static groups(word: u64): u32 {
    const pairs = (word * 10 + (word >> 8)) & 0x00ff00ff00ff00ff;
    const fours = (pairs * 100 + (pairs >> 16)) & 0x0000ffff0000ffff;
    return (fours | (fours >> 16)) as u32;
  }

  /** The first `count`, 0 to 7, and zeros behind them. */
  @inline
  static padded(word: u64, count: usize): u64 {
    return word & (((1 as u64) << ((count << 3) as u64)) - 1);
  }

  /** The number of the digits in [at, end), one to nineteen, or NO_NUMBER. */
  @inline
  static read(at: usize, end: usize): u64 {
    return end - at - 1 >= WORD_DIGITS ? readLong(at, end) : Digits.readShort(at, end);
  }

  /** One to eight digits. */
  @inline
  static readShort(at: usize, end: usize): u64 {
    const word = Digits.first(Digits.at(at), end - at);
    return Digits.areAll(word) ? Digits.number(word) : NO_NUMBER;
  }
}

/** Nineteen nines fit into the word. */
function readLong(at: usize, end: usize): u64 {
  const count = end - at;
  if (count - 1 > 18) return NO_NUMBER;
  const low = Digits.at(end - WORD_DIGITS);
  if (!Digits.areAll(low)) return NO_NUMBER;
  const high =
    count > 2 * WORD_DIGITS
      ? readLong(at, end - WORD_DIGITS)
      : Digits.readShort(at, end - WORD_DIGITS);
  return high == NO_NUMBER ? NO_NUMBER : high * 100000000 + Digits.number(low);
}

/** The two digits at `at`, or 255 and more when they are not both digits. */
export function twoDigits(at: usize): u32 {
  const tens = (load<u8>(at) as u32) - 48;
  const ones = (load<u8>(at, 1) as u32) - 48;
  return tens > 9 || ones > 9 ? 255 : tens * 10 + ones;
}

export function isDigit(byte: u32): bool {
  return byte - 48 <= 9;
}
