// XXH64 with seed 0, the checksum of zstd's frames, which store its low half. A number of 64 bits is a pair of halves
// here: BigInt would cost more than the unpacking itself. The algorithm is described at xxhash.com.
const PRIME_1 = [0x9e3779b1, 0x85ebca87] as const;
const PRIME_2 = [0xc2b2ae3d, 0x27d4eb4f] as const;
const PRIME_3 = [0x165667b1, 0x9e3779f9] as const;
const PRIME_4 = [0x85ebca77, 0xc2b2ae63] as const;
const PRIME_5 = [0x27d4eb2f, 0x165667c5] as const;

const [P1_HIGH, P1_LOW] = PRIME_1;
const [P2_HIGH, P2_LOW] = PRIME_2;

/** High half, low half. */
type Number64 = readonly [number, number];

const STRIPE_BYTES = 32;

export class Xxh64 {
  /** Four accumulators, each its high half and its low half. */
  readonly #lanes = new Int32Array(8);
  readonly #kept = new Uint8Array(STRIPE_BYTES);
  #keptBytes = 0;
  #total = 0;

  constructor() {
    this.#setLane(0, add(PRIME_1, PRIME_2));
    this.#setLane(1, PRIME_2);
    this.#setLane(2, [0, 0]);
    this.#setLane(3, subtract([0, 0], PRIME_1));
  }

  update(bytes: Uint8Array): void {
    this.#total += bytes.length;
    let at = 0;
    if (this.#keptBytes > 0) {
      at = Math.min(STRIPE_BYTES - this.#keptBytes, bytes.length);
      this.#kept.set(bytes.subarray(0, at), this.#keptBytes);
      this.#keptBytes += at;
      if (this.#keptBytes < STRIPE_BYTES) return;
      eatStripes(this.#lanes, this.#kept, 0, STRIPE_BYTES);
    }
    const end = bytes.length - ((bytes.length - at) % STRIPE_BYTES);
    eatStripes(this.#lanes, bytes, at, end);
    this.#kept.set(bytes.subarray(end));
    this.#keptBytes = bytes.length - end;
  }

  /** The low 32 bits, unsigned. */
  low(): number {
    const rest = this.#kept.subarray(0, this.#keptBytes);
    return finish(add(this.#merged(), [Math.floor(this.#total / 2 ** 32), this.#total | 0]), rest);
  }

  #merged(): Number64 {
    if (this.#total < STRIPE_BYTES) return PRIME_5;
    const lanes = [0, 1, 2, 3].map((index) => this.#lane(index));
    const turns = [1, 7, 12, 18];
    const start = lanes.reduce<Number64>(
      (sum, lane, index) => add(sum, rotate(lane, turns[index] ?? 0)),
      [0, 0],
    );
    return lanes.reduce<Number64>(
      (sum, lane) => add(multiply(xor(sum, round([0, 0], lane)), PRIME_1), PRIME_4),
      start,
    );
  }

  #lane(index: number): Number64 {
    return [this.#lanes[2 * index] ?? 0, this.#lanes[2 * index + 1] ?? 0];
  }

  #setLane(index: number, [high, low]: Number64): void {
    this.#lanes[2 * index] = high;
    this.#lanes[2 * index + 1] = low;
  }
}

/** The only part that sees every byte: hence without pairs, and lane by lane, so that a lane stays in registers. */
function eatStripes(lanes: Int32Array, bytes: Uint8Array, from: number, to: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let lane = 0; lane < lanes.length; lane += 2) {
    let laneHigh = lanes[lane] ?? 0;
    let laneLow = lanes[lane + 1] ?? 0;
    for (let at = from + 4 * lane; at < to; at += STRIPE_BYTES) {
      const low = view.getInt32(at, true);
      const high = view.getInt32(at + 4, true);
      // The lane plus input * PRIME_2 ...
      const productLow = Math.imul(low, P2_LOW);
      const productHigh =
        highOfProduct(low, P2_LOW) + Math.imul(high, P2_LOW) + Math.imul(low, P2_HIGH);
      const sumLow = (laneLow + productLow) | 0;
      const carry = sumLow >>> 0 < productLow >>> 0 ? 1 : 0;
      const sumHigh = (laneHigh + productHigh + carry) | 0;
      // ... turned by 31, times PRIME_1.
      const turnedHigh = (sumHigh << 31) | (sumLow >>> 1);
      const turnedLow = (sumLow << 31) | (sumHigh >>> 1);
      laneLow = Math.imul(turnedLow, P1_LOW);
      laneHigh =
        (highOfProduct(turnedLow, P1_LOW) +
          Math.imul(turnedHigh, P1_LOW) +
          Math.imul(turnedLow, P1_HIGH)) |
        0;
    }
    lanes[lane] = laneHigh;
    lanes[lane + 1] = laneLow;
  }
}

/** What is left behind the last whole stripe, and the last mixing. */
function finish(start: Number64, rest: Uint8Array): number {
  const view = new DataView(rest.buffer, rest.byteOffset, rest.byteLength);
  let sum = start;
  let at = 0;
  for (; at + 8 <= rest.length; at += 8) {
    const input: Number64 = [view.getInt32(at + 4, true), view.getInt32(at, true)];
    sum = add(multiply(rotate(xor(sum, round([0, 0], input)), 27), PRIME_1), PRIME_4);
  }
  if (at + 4 <= rest.length) {
    const input: Number64 = [0, view.getInt32(at, true)];
    sum = add(multiply(rotate(xor(sum, multiply(input, PRIME_1)), 23), PRIME_2), PRIME_3);
    at += 4;
  }
  for (; at < rest.length; at++) {
    const input: Number64 = [0, view.getUint8(at)];
    sum = multiply(rotate(xor(sum, multiply(input, PRIME_5)), 11), PRIME_1);
  }
  sum = multiply(xor(sum, shiftRight(sum, 33)), PRIME_2);
  sum = multiply(xor(sum, shiftRight(sum, 29)), PRIME_3);
  sum = xor(sum, shiftRight(sum, 32));
  return sum[1] >>> 0;
}

const round = (sum: Number64, input: Number64): Number64 =>
  multiply(rotate(add(sum, multiply(input, PRIME_2)), 31), PRIME_1);

function add([aHigh, aLow]: Number64, [bHigh, bLow]: Number64): Number64 {
  const low = (aLow + bLow) | 0;
  return [(aHigh + bHigh + (low >>> 0 < bLow >>> 0 ? 1 : 0)) | 0, low];
}

const subtract = (a: Number64, [high, low]: Number64): Number64 =>
  add(add(a, [~high, ~low]), [0, 1]);

const xor = (a: Number64, b: Number64): Number64 => [a[0] ^ b[0], a[1] ^ b[1]];

const multiply = ([aHigh, aLow]: Number64, [bHigh, bLow]: Number64): Number64 => [
  (highOfProduct(aLow, bLow) + Math.imul(aHigh, bLow) + Math.imul(aLow, bHigh)) | 0,
  Math.imul(aLow, bLow),
];

/** Left, by 1 to 31. */
const rotate = ([high, low]: Number64, bits: number): Number64 => [
  (high << bits) | (low >>> (32 - bits)),
  (low << bits) | (high >>> (32 - bits)),
];

/** By 29, 32 or 33, as the last mixing needs it. */
function shiftRight([high, low]: Number64, bits: number): Number64 {
  if (bits >= 32) return [0, high >>> (bits - 32)];
  return [high >>> bits, (high << (32 - bits)) | (low >>> bits)];
}

/** Bits 32 to 63 of the product of two unsigned halves; every partial product fits 32 bits. */
function highOfProduct(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const other = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (other >>> 16)) | 0;
}
