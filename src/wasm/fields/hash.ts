// The remainder of a key's hash, as src/core/load/partitions/server-hash.ts has it for JavaScript: PostgreSQL's own way
// to a partition. Of keys whose text is certain; the others are JavaScript's.

/** For each key: what counts of it for a class, and for a hash its modulus and the least and greatest value or length. */
@unmanaged
export class Rule {
  kind: i32;
  modulus: i32;
  least: i64;
  most: i64;
}

/** Kinds: all of the key, or of a date with a time only day and time zone, or the remainder of a hash. */
export const DAY: i32 = 1;
export const HASH_INT32: i32 = 2;
export const HASH_INT64: i32 = 3;
export const HASH_TEXT: i32 = 4;

/** No remainder: the key is not certain. */
export const UNCLEAR: i32 = -1;

const SEED_HIGH: u32 = 0x7a5b2236;
const SEED_LOW: u32 = 0x7996dcfd;
const COMBINED: u64 = 0x49a0f4dd15e5a8e3;

/** All of them fit in 64 bits. */
const DIGITS_MAX: i32 = 18;
const PLUS: u8 = 43;
const MINUS: u8 = 45;
const ZERO: u8 = 48;

let a: u32 = 0;
let b: u32 = 0;
let c: u32 = 0;
let number: i64 = 0;

/** Of the text without quotes, which has no escapes and is not NULL. */
export function remainder(rule: Rule, start: usize, end: usize): i32 {
  if (rule.kind == HASH_TEXT) {
    if (<i64>(end - start) > rule.most || !isAscii(start, end)) return UNCLEAR;
    hashBytes(start, end);
  } else {
    if (!readNumber(start, end) || number < rule.least || number > rule.most) return UNCLEAR;
    const high = <u32>(number >> 32);
    const folded = (<u32>number) ^ (number < 0 ? ~high : high);
    hashWord(rule.kind == HASH_INT64 ? folded : <u32>number);
  }
  return <i32>(((((<u64>b) << 32) | (<u64>c)) + COMBINED) % <u64>rule.modulus);
}

function readNumber(start: usize, end: usize): bool {
  const sign = load<u8>(start);
  let at = sign == PLUS || sign == MINUS ? start + 1 : start;
  const digits = <i32>(end - at);
  if (digits < 1 || digits > DIGITS_MAX) return false;
  number = 0;
  for (; at < end; at++) {
    const digit = load<u8>(at) - ZERO;
    if (digit > 9) return false;
    number = number * 10 + <i64>digit;
  }
  if (sign == MINUS) number = -number;
  return true;
}

function isAscii(start: usize, end: usize): bool {
  let at = start;
  for (; at + 8 <= end; at += 8) if ((load<u64>(at) & 0x8080808080808080) != 0) return false;
  return (bytesAt(at, end) & 0x8080808080808080) == 0;
}

/** Up to eight bytes; those past the end are 0. */
function bytesAt(at: usize, end: usize): u64 {
  const count = <u64>(end - at);
  if (count >= 8) return load<u64>(at);
  return load<u64>(at) & (((1 as u64) << (8 * count)) - 1);
}

function hashWord(word: u32): void {
  seed(4);
  a += word;
  finish();
}

function hashBytes(start: usize, end: usize): void {
  seed(<u32>(end - start));
  let at = start;
  for (; at + 12 <= end; at += 12) {
    a += load<u32>(at);
    b += load<u32>(at, 4);
    c += load<u32>(at, 8);
    mix();
  }
  const words = bytesAt(at, end);
  a += <u32>words;
  b += <u32>(words >> 32);
  // The lowest byte of the last word belongs to the length.
  if (at + 8 < end) c += (<u32>bytesAt(at + 8, end)) << 8;
  finish();
}

function seed(length: u32): void {
  c = 0x9e3779b9 + length + 3923095;
  a = c + SEED_HIGH;
  b = c + SEED_LOW;
  mix();
}

function mix(): void {
  a = (a - c) ^ rotl(c, 4);
  c += b;
  b = (b - a) ^ rotl(a, 6);
  a += c;
  c = (c - b) ^ rotl(b, 8);
  b += a;
  a = (a - c) ^ rotl(c, 16);
  c += b;
  b = (b - a) ^ rotl(a, 19);
  a += c;
  c = (c - b) ^ rotl(b, 4);
  b += a;
}

function finish(): void {
  c = (c ^ b) - rotl(b, 14);
  a = (a ^ c) - rotl(c, 11);
  b = (b ^ a) - rotl(a, 25);
  c = (c ^ b) - rotl(b, 16);
  a = (a ^ c) - rotl(c, 4);
  b = (b ^ a) - rotl(a, 14);
  c = (c ^ b) - rotl(b, 24);
}
