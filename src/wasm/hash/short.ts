// XXH3 for up to 240 bytes, which are all at hand: a way of its own for each range of lengths.
import {
  avalanche,
  foldedProduct,
  PRIME32_2,
  PRIME64_1,
  PRIME64_2,
  PRIME64_3,
  PRIME64_4,
  PRIME_MX2,
  secret,
  upperProduct,
  write128,
} from "./primes";

export const SHORT_MAX: u64 = 240;
const MIXED_MAX: usize = 128;
/** From here on the secret is taken again, from its fourth byte. */
const SECRET_AGAIN_AT: usize = 3;
const SECRET_LAST_AT: usize = 103;

export function shortDigest(bytes: usize, length: usize, out: usize): void {
  if (length > 16) digest17To240(bytes, length, out);
  else if (length > 8) digest9To16(bytes, length, out);
  else if (length > 3) digest4To8(bytes, length, out);
  else if (length > 0) digest1To3(bytes, length, out);
  else write128(avalanche64(key(64)), avalanche64(key(80)), out);
}

/** Two numbers of the secret as one. */
function key(at: usize): u64 {
  return load<u64>(secret + at) ^ load<u64>(secret + at, 8);
}

/** The older mixing, of XXH64. */
function avalanche64(x: u64): u64 {
  x ^= x >> 33;
  x *= PRIME64_2;
  x ^= x >> 29;
  x *= PRIME64_3;
  return x ^ (x >> 32);
}

function digest1To3(bytes: usize, length: usize, out: usize): void {
  const last = <u32>load<u8>(bytes + length - 1);
  const first = <u32>load<u8>(bytes);
  const middle = <u32>load<u8>(bytes + (length >> 1));
  const all = last | ((<u32>length) << 8) | (first << 16) | (middle << 24);
  const lowKey = load<u32>(secret) ^ load<u32>(secret, 4);
  const highKey = load<u32>(secret, 8) ^ load<u32>(secret, 12);
  const low = avalanche64((<u64>lowKey) ^ (<u64>all));
  const high = avalanche64((<u64>highKey) ^ (<u64>rotl(bswap(all), 13)));
  write128(low, high, out);
}

function digest4To8(bytes: usize, length: usize, out: usize): void {
  const all = (<u64>load<u32>(bytes)) | ((<u64>load<u32>(bytes + length - 4)) << 32);
  const value = key(16) ^ all;
  const prime = PRIME64_1 + ((<u64>length) << 2);
  let low = value * prime;
  const high = upperProduct(value, prime) + (low << 1);
  low ^= high >> 3;
  low ^= low >> 35;
  low *= PRIME_MX2;
  low ^= low >> 28;
  write128(low, avalanche(high), out);
}

function digest9To16(bytes: usize, length: usize, out: usize): void {
  const first = load<u64>(bytes);
  const last = load<u64>(bytes + length - 8);
  const a = key(32) ^ first ^ last;
  const b = key(48) ^ last;
  const sum = upperProduct(a, PRIME64_1) + b + <u64>(<u32>b) * (PRIME32_2 - 1);
  const low = (a * PRIME64_1 + ((<u64>length - 1) << 54)) ^ bswap(sum);
  const high = upperProduct(low, PRIME64_2) + sum * PRIME64_2;
  write128(avalanche(low * PRIME64_2), avalanche(high), out);
}

/** The two sums of the longer ways. */
let lowSum: u64 = 0;
let highSum: u64 = 0;

function digest17To240(bytes: usize, length: usize, out: usize): void {
  lowSum = <u64>length * PRIME64_1;
  highSum = 0;
  if (length <= MIXED_MAX) mixFromBothEnds(bytes, length);
  else mixInOrder(bytes, length);
  const low = lowSum + highSum;
  const high = lowSum * PRIME64_1 + highSum * PRIME64_4 + <u64>length * PRIME64_2;
  write128(avalanche(low), -avalanche(high), out);
}

function mixFromBothEnds(bytes: usize, length: usize): void {
  for (let step = <isize>((length - 1) >> 5); step >= 0; step--) {
    const at = <usize>step * 16;
    const keys = secret + at * 2;
    mixTwo(bytes + at, bytes + length - 16 - at, keys, keys + 16);
  }
}

function mixInOrder(bytes: usize, length: usize): void {
  for (let at: usize = 0; at < MIXED_MAX; at += 32)
    mixTwo(bytes + at, bytes + at + 16, secret + at, secret + at + 16);
  lowSum = avalanche(lowSum);
  highSum = avalanche(highSum);
  for (let at = MIXED_MAX; at + 32 <= length; at += 32) {
    const keys = secret + SECRET_AGAIN_AT + at - MIXED_MAX;
    mixTwo(bytes + at, bytes + at + 16, keys, keys + 16);
  }
  const end = bytes + length;
  mixTwo(end - 16, end - 32, secret + SECRET_LAST_AT, secret + SECRET_LAST_AT + 16);
}

/** 16 bytes at `a` into the one sum, 16 at `b` into the other. */
function mixTwo(a: usize, b: usize, keyA: usize, keyB: usize): void {
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const b0 = load<u64>(b);
  const b1 = load<u64>(b, 8);
  lowSum += foldedProduct(a0 ^ load<u64>(keyA), a1 ^ load<u64>(keyA, 8));
  highSum += foldedProduct(b0 ^ load<u64>(keyB), b1 ^ load<u64>(keyB, 8));
  lowSum ^= b0 + b1;
  highSum ^= a0 + a1;
}
