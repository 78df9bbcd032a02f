// The hash that PostgreSQL partitions by: Bob Jenkins' lookup3 with a seed, the types' own ways of feeding it, and the
// combination over the columns of a key. It is the same on every server since 11, as partitions depend on it. 64 bits
// are two halves of 32 here: BigInt would cost more than all the rest.
import { decimalOf } from "./key-numeric.ts";
import type { KeyValue } from "./key-value.ts";
import type { KeyTypeName } from "./tree.ts";

/** HASH_PARTITION_SEED of the server, and what it adds for each column. */
const SEED: Hash = { high: 0x7a5b2236, low: 0x7996dcfd };
const COMBINED: Hash = { high: 0x49a0f4dd, low: 0x15e5a8e3 };

/** Between our epoch and the server's, 2000-01-01. */
const EPOCH_DAYS = 10_957;
const EPOCH_MICROS = 946_684_800_000_000;

/** The halves, with a sign or without. */
export interface Hash {
  high: number;
  low: number;
}

/** Writes the value's hash. */
export type HashKey = (value: KeyValue, into: Hash) => void;

/** Null for types that have no hash here: an enum's is that of its label's oid. */
export function keyHash(name: KeyTypeName): HashKey | null {
  const words = new Words();
  switch (name) {
    case "int2":
    case "int4":
    case "oid":
    case "bool":
      return (value, into) => {
        hashInt32(Number(value), into);
      };
    case "date":
      return (value, into) => {
        hashInt32(Number(value) - EPOCH_DAYS, into);
      };
    case "int8":
      return hashInt64;
    case "timestamp":
    case "timestamptz":
      return (value, into) => {
        hashInt64(sinceServerEpoch(value), into);
      };
    case "text":
    case "varchar":
    case "bpchar":
    case "uuid":
    case "bytea":
      return (value, into) => {
        words.hash(String(value), into);
      };
    case "numeric":
      return (value, into) => {
        hashNumeric(String(value), words, into);
      };
    case "enum":
      return null;
  }
}

/** The remainder of the row's hash, which is combined from its columns'; a NULL does not count. */
export class RowHash {
  readonly #hashes: readonly HashKey[];
  readonly #column: Hash = { high: 0, low: 0 };

  constructor(hashes: readonly HashKey[]) {
    this.#hashes = hashes;
  }

  /** `modulus` is at most 65,536. */
  remainder(values: readonly (KeyValue | null)[], modulus: number): number {
    const { high, low } = this.#row(values);
    const ofHigh = ((high >>> 0) % modulus) * (TWO_32 % modulus);
    return (ofHigh + ((low >>> 0) % modulus)) % modulus;
  }

  /** row ^= column + COMBINED + (row << 54) + (row >> 7), without a sign, for each. */
  #row(values: readonly (KeyValue | null)[]): Hash {
    let [high, low] = [0, 0];
    for (const [index, hash] of this.#hashes.entries()) {
      const value = values[index] ?? null;
      if (value === null) continue;
      hash(value, this.#column);
      const column = this.#column;
      const lows = (column.low >>> 0) + COMBINED.low + (((low >>> 7) | (high << 25)) >>> 0);
      const carry = Math.floor(lows / TWO_32);
      high ^= (column.high + COMBINED.high + (low << 22) + (high >>> 7) + carry) | 0;
      low ^= lows | 0;
    }
    return { high, low };
  }
}

const TWO_32 = 2 ** 32;

function sinceServerEpoch(value: KeyValue): number | bigint {
  const exact = typeof value === "bigint" ? Number.NaN : Number(value) - EPOCH_MICROS;
  return Number.isSafeInteger(exact) ? exact : BigInt(value) - BigInt(EPOCH_MICROS);
}

function hashInt32(value: number, into: Hash): void {
  seed(4);
  state.a = (state.a + value) | 0;
  finish(into);
}

/** So that equal numbers of different widths hash alike. */
function hashInt64(value: KeyValue, into: Hash): void {
  const isSmall = typeof value === "number";
  const low = isSmall ? value | 0 : Number(BigInt.asIntN(32, BigInt(value)));
  const high = isSmall ? Math.floor(value / TWO_32) : Number(BigInt(value) >> 32n);
  hashInt32(low ^ (high >= 0 ? high : ~high), into);
}

/** In groups of four digits, as the server stores them, without zeros at both ends. */
function hashNumeric(form: string, words: Words, into: Hash): void {
  const decimal = decimalOf(form);
  if (decimal === null) {
    into.high = SEED.high;
    into.low = SEED.low - 1;
    return;
  }
  const weight = Math.ceil(decimal.point / 4) - 1;
  const lead = (weight + 1) * 4 - decimal.point;
  const padded = "0".repeat(lead) + decimal.digits;
  let bytes = "";
  for (let at = 0; at < padded.length; at += 4) {
    const group = Number(padded.slice(at, at + 4).padEnd(4, "0"));
    bytes += String.fromCharCode(group & 0xff, group >> 8);
  }
  words.hash(bytes, into);
  into.high ^= weight >> 31;
  into.low ^= weight;
}

/** Of strings that hold a byte in each unit. */
class Words {
  #bytes = new Uint8Array(64);

  hash(text: string, into: Hash): void {
    const { length } = text;
    // Bytes past the end count as 0.
    if (this.#bytes.length < length + 12) this.#bytes = new Uint8Array(2 * length + 12);
    const bytes = this.#bytes;
    for (let at = 0; at < length; at++) bytes[at] = text.charCodeAt(at);
    bytes.fill(0, length, length + 12);
    seed(length);
    let at = 0;
    for (; length - at >= 12; at += 12) {
      state.a = (state.a + word(bytes, at)) | 0;
      state.b = (state.b + word(bytes, at + 4)) | 0;
      state.c = (state.c + word(bytes, at + 8)) | 0;
      mix();
    }
    state.a = (state.a + word(bytes, at)) | 0;
    state.b = (state.b + word(bytes, at + 4)) | 0;
    // The lowest byte of the last word belongs to the length.
    state.c = (state.c + (word(bytes, at + 8) << 8)) | 0;
    finish(into);
  }
}

/** Little-endian, as on every machine that PostgreSQL is packaged for here; a big-endian server has other leaves. */
const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) |
  ((bytes[at + 1] ?? 0) << 8) |
  ((bytes[at + 2] ?? 0) << 16) |
  ((bytes[at + 3] ?? 0) << 24);

/** Between `seed` and `finish` of one value. */
const state = { a: 0, b: 0, c: 0 };

function seed(length: number): void {
  const start = (0x9e3779b9 + length + 3_923_095) | 0;
  state.a = (start + SEED.high) | 0;
  state.b = (start + SEED.low) | 0;
  state.c = start;
  mix();
}

const rotated = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

function mix(): void {
  let { a, b, c } = state;
  a = ((a - c) | 0) ^ rotated(c, 4);
  c = (c + b) | 0;
  b = ((b - a) | 0) ^ rotated(a, 6);
  a = (a + c) | 0;
  c = ((c - b) | 0) ^ rotated(b, 8);
  b = (b + a) | 0;
  a = ((a - c) | 0) ^ rotated(c, 16);
  c = (c + b) | 0;
  b = ((b - a) | 0) ^ rotated(a, 19);
  a = (a + c) | 0;
  c = ((c - b) | 0) ^ rotated(b, 4);
  b = (b + a) | 0;
  state.a = a;
  state.b = b;
  state.c = c;
}

function finish(into: Hash): void {
  let { a, b, c } = state;
  c = ((c ^ b) - rotated(b, 14)) | 0;
  a = ((a ^ c) - rotated(c, 11)) | 0;
  b = ((b ^ a) - rotated(a, 25)) | 0;
  c = ((c ^ b) - rotated(b, 16)) | 0;
  a = ((a ^ c) - rotated(c, 4)) | 0;
  b = ((b ^ a) - rotated(a, 14)) | 0;
  c = ((c ^ b) - rotated(b, 24)) | 0;
  into.high = b;
  into.low = c;
}
