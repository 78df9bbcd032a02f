// XXH3 for more than 240 bytes: eight lanes of 64 bits, mixed with each block of 16 stripes of 64 bytes.
import {
  avalanche,
  foldedProduct,
  PRIME32_1,
  PRIME32_2,
  PRIME32_3,
  PRIME64_1,
  PRIME64_2,
  PRIME64_3,
  PRIME64_4,
  PRIME64_5,
  secret,
  SECRET_BYTES,
  write128,
} from "./primes";

const STRIPE_BYTES: usize = 64;
const STRIPES: usize = 16;
export const BLOCK_BYTES: usize = STRIPE_BYTES * STRIPES;
const LANES_BYTES: usize = 64;
/** Each stripe of a block takes the secret from eight bytes further on. */
const SECRET_STEP: usize = 8;
const SCRAMBLE_AT: usize = SECRET_BYTES - 64;
const LAST_STRIPE_AT: usize = SECRET_BYTES - 71;
const LOW_MERGE_AT: usize = 11;
const HIGH_MERGE_AT: usize = SECRET_BYTES - 75;

/** A copy of the lanes, for a digest after which the hash goes on. */
const scratch = memory.data(64);

export function startLanes(lanes: usize): void {
  store<u64>(lanes, PRIME32_3);
  store<u64>(lanes, PRIME64_1, 8);
  store<u64>(lanes, PRIME64_2, 16);
  store<u64>(lanes, PRIME64_3, 24);
  store<u64>(lanes, PRIME64_4, 32);
  store<u64>(lanes, PRIME32_2, 40);
  store<u64>(lanes, PRIME64_5, 48);
  store<u64>(lanes, PRIME32_1, 56);
}

/** Mixes in whole blocks. */
export function rounds(lanes: usize, bytes: usize, blocks: usize): void {
  const end = bytes + blocks * BLOCK_BYTES;
  for (let block = bytes; block < end; block += BLOCK_BYTES) {
    mixStripes(lanes, block, STRIPES, secret);
    scramble(lanes);
  }
}

/** The digest after the last block, of which `filled` bytes are there, behind at least 64 others. */
export function finish(lanes: usize, block: usize, filled: usize, length: u64, out: usize): void {
  memory.copy(scratch, lanes, LANES_BYTES);
  mixStripes(scratch, block, (filled - 1) / STRIPE_BYTES, secret);
  mixStripes(scratch, block + filled - STRIPE_BYTES, 1, secret + LAST_STRIPE_AT);
  const low = merged(length * PRIME64_1, LOW_MERGE_AT);
  const high = merged(~(length * PRIME64_2), HIGH_MERGE_AT);
  write128(low, high, out);
}

/** Two lanes at a time through all the stripes: two fit in registers, eight do not, and the block is in the cache. */
function mixStripes(lanes: usize, bytes: usize, stripes: usize, key: usize): void {
  const end = bytes + stripes * STRIPE_BYTES;
  for (let pair: usize = 0; pair < LANES_BYTES; pair += 16) {
    let even = load<u64>(lanes + pair);
    let odd = load<u64>(lanes + pair, 8);
    let keyAt = key + pair;
    for (let at = bytes + pair; at < end; at += STRIPE_BYTES) {
      const first = load<u64>(at);
      const second = load<u64>(at, 8);
      const a = first ^ load<u64>(keyAt);
      const b = second ^ load<u64>(keyAt, 8);
      even += second + <u64>(<u32>a) * (a >> 32);
      odd += first + <u64>(<u32>b) * (b >> 32);
      keyAt += SECRET_STEP;
    }
    store<u64>(lanes + pair, even);
    store<u64>(lanes + pair, odd, 8);
  }
}

function scramble(lanes: usize): void {
  for (let at: usize = 0; at < LANES_BYTES; at += 8) {
    let lane = load<u64>(lanes + at);
    lane ^= lane >> 47;
    lane ^= load<u64>(secret + SCRAMBLE_AT + at);
    store<u64>(lanes + at, lane * PRIME32_1);
  }
}

/** The copied lanes as one number. */
function merged(start: u64, secretAt: usize): u64 {
  let sum = start;
  for (let at: usize = 0; at < LANES_BYTES; at += 16) {
    const key = secret + secretAt + at;
    const even = load<u64>(scratch + at) ^ load<u64>(key);
    const odd = load<u64>(scratch + at, 8) ^ load<u64>(key, 8);
    sum += foldedProduct(even, odd);
  }
  return avalanche(sum);
}
