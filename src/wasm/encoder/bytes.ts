// uuid, bytea and bool: hexadecimal digits, escaped bytes, and the words for true and false.
import { CR, LENGTH_BYTES, NO_ROOM, outEnd, putLength, putU32, UNREAD } from "./ends";
import { quote } from "./texts";

const MINUS: u32 = 45;
const BACKSLASH: u32 = 92;
const SMALL_X: u32 = 120;
const VECTOR: usize = 16;

/** `8-4-4-4-12` digits, or 32 of them without dashes. */
export function readUuid(at: usize, end: usize, out: usize): usize {
  const length = end - at;
  const value = out + LENGTH_BYTES;
  const start = v128.load(at);
  const middle = v128.load(at, 16);
  putU32(out, 16);
  if (length == 32) return putHex(start, value) && putHex(middle, value + 8) ? value + 16 : UNREAD;
  if (length != 36 || load<u8>(at, 8) != MINUS) return UNREAD;
  if (load<u8>(at, 13) != MINUS || load<u8>(at, 18) != MINUS || load<u8>(at, 23) != MINUS)
    return UNREAD;
  // prettier-ignore
  const first = i8x16.shuffle(start, middle, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17);
  const tail = v128.load(at, 20);
  // prettier-ignore
  const second = i8x16.shuffle(middle, tail, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 28, 29, 30, 31);
  return putHex(first, value) && putHex(second, value + 8) ? value + 16 : UNREAD;
}

/** Writes the 8 bytes that 16 hexadecimal digits make; false where one is none. */
function putHex(text: v128, out: usize): bool {
  const numbers = i8x16.sub(text, i8x16.splat(48));
  const letters = i8x16.sub(v128.or(text, i8x16.splat(32)), i8x16.splat(97));
  const areNumbers = i8x16.lt_u(numbers, i8x16.splat(10));
  const areLetters = i8x16.lt_u(letters, i8x16.splat(6));
  const digits = v128.bitselect(numbers, i8x16.add(letters, i8x16.splat(10)), areNumbers);
  const pairs = v128.or(i16x8.shl(digits, 4), i16x8.shr_u(digits, 8));
  const bytes = v128.and(pairs, i16x8.splat(0xff));
  v128.store64_lane(out, i8x16.narrow_i16x8_u(bytes, bytes), 0);
  return i8x16.all_true(v128.or(areNumbers, areLetters));
}

/** `\x` and pairs of digits, or bytes with `\\` and `\ooo` among them. A CR and what is not ASCII are not read. */
export function readBytea(at: usize, end: usize, out: usize): usize {
  const start = out + LENGTH_BYTES;
  if (start + (end - at) + VECTOR > outEnd) return NO_ROOM;
  const isHex = load<u8>(at) == BACKSLASH && load<u8>(at, 1) == SMALL_X;
  const valueEnd = isHex ? readHex(at + 2, end, start) : readEscaped(at, end, start);
  return valueEnd == UNREAD ? UNREAD : putLength(out, valueEnd);
}

function readHex(at: usize, end: usize, out: usize): usize {
  let from = at;
  let into = out;
  if (((end - at) & 1) != 0) return UNREAD;
  for (; from + VECTOR <= end; from += VECTOR, into += 8)
    if (!putHex(v128.load(from), into)) return UNREAD;
  for (; from < end; from += 2) {
    const high = hexDigit(load<u8>(from));
    const low = hexDigit(load<u8>(from, 1));
    if (high > 15 || low > 15) return UNREAD;
    store<u8>(into++, (high << 4) | low);
  }
  return into;
}

function hexDigit(byte: u32): u32 {
  const number = byte - 48;
  const letter = (byte | 32) - 97;
  return number < 10 ? number : letter < 6 ? letter + 10 : 16;
}

function readEscaped(at: usize, end: usize, out: usize): usize {
  let from = at;
  let into = out;
  for (; from < end; into++) {
    const byte: u32 = load<u8>(from);
    if (byte == quote || byte == CR || byte == 0 || byte > 127) return UNREAD;
    if (byte != BACKSLASH) {
      store<u8>(into, byte);
      from++;
    } else if (load<u8>(from, 1) == BACKSLASH) {
      store<u8>(into, BACKSLASH);
      from += 2;
    } else {
      const octal = octalByte(from + 1);
      if (octal > 255) return UNREAD;
      store<u8>(into, octal);
      from += 4;
    }
  }
  // An escape cut short was read together with what stands behind the field.
  return from == end ? into : UNREAD;
}

/** The byte of three octal digits, or 256 and more. */
function octalByte(at: usize): u32 {
  const high = (load<u8>(at) as u32) - 48;
  const middle = (load<u8>(at, 1) as u32) - 48;
  const low = (load<u8>(at, 2) as u32) - 48;
  return high > 3 || middle > 7 || low > 7 ? 256 : (high << 6) | (middle << 3) | low;
}

/** Any beginning of true, false, yes, no, on and off that is theirs alone, and 1 and 0; in capitals too. */
export function readBool(at: usize, end: usize, out: usize): usize {
  if (end - at > 5) return UNREAD;
  let word: u64 = 0;
  for (let from = at; from < end; from++) {
    const byte: u32 = load<u8>(from);
    const letter = byte | 32;
    if (letter - 97 > 25 && byte - 48 > 9) return UNREAD;
    word = (word << 8) | (letter as u64);
  }
  const isTrue = isTrueWord(word);
  if (!isTrue && !isFalseWord(word)) return UNREAD;
  putU32(out, 1);
  store<u8>(out + LENGTH_BYTES, u8(isTrue));
  return out + LENGTH_BYTES + 1;
}

// The words as numbers, a byte for each letter.
function isTrueWord(word: u64): bool {
  switch (word as u32) {
    case 0x31: // 1
    case 0x74: // t
    case 0x7472: // tr
    case 0x747275: // tru
    case 0x74727565: // true
    case 0x79: // y
    case 0x7965: // ye
    case 0x796573: // yes
    case 0x6f6e: // on
      return word >> 32 == 0;
    default:
      return false;
  }
}

function isFalseWord(word: u64): bool {
  switch (word as u32) {
    case 0x30: // 0
    case 0x66: // f
    case 0x6661: // fa
    case 0x66616c: // fal
    case 0x66616c73: // fals
    case 0x6e: // n
    case 0x6e6f: // no
    case 0x6f66: // of
    case 0x6f6666: // off
      return word >> 32 == 0;
    default:
      return word == 0x66616c7365; // false
  }
}
