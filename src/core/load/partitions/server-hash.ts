// The hash that PostgreSQL partitions by: Bob Jenkins' lookup3 with a seed, the types' own ways of feeding it, and the
// combination over the columns of a key. It is the same on every server since 11, as partitions depend on it.
import type { KeyValue } from "./key-value.ts";
import { keyBytes } from "./key-values.ts";
import { decimalOf } from "./key-numeric.ts";
import type { KeyTypeName } from "./tree.ts";

/** HASH_PARTITION_SEED of the server. */
const SEED = 0x7a5b22367996dcfdn;
const COMBINED = 0x49a0f4dd15e5a8e3n;
const MASK = 0xffff_ffff_ffff_ffffn;

/** Between our epoch and the server's, 2000-01-01. */
const EPOCH_DAYS = 10_957;
const EPOCH_MICROS = 946_684_800_000_000n;

export type HashKey = (value: KeyValue) => bigint;

/** Null for types that have no hash here: an enum's is that of its label's oid. */
export function keyHash(name: KeyTypeName): HashKey | null {
  switch (name) {
    case "int2":
    case "int4":
    case "oid":
    case "bool":
      return (value) => hashInt32(Number(value));
    case "date":
      return (value) => hashInt32(Number(value) - EPOCH_DAYS);
    case "int8":
      return (value) => hashInt64(BigInt(value));
    case "timestamp":
    case "timestamptz":
      return (value) => hashInt64(BigInt(value) - EPOCH_MICROS);
    case "text":
    case "varchar":
    case "bpchar":
    case "uuid":
    case "bytea":
      return (value) => hashBytes(keyBytes(String(value)));
    case "numeric":
      return (value) => hashNumeric(String(value));
    case "enum":
      return null;
  }
}

/** The row's hash from its columns'; a NULL does not count. */
export function combineHashes(hashes: readonly (bigint | null)[]): bigint {
  let row = 0n;
  for (const hash of hashes)
    if (hash !== null) row ^= (hash + COMBINED + ((row << 54n) & MASK) + (row >> 7n)) & MASK;
  return row;
}

function hashInt32(value: number): bigint {
  const state = seeded(4);
  state.a = (state.a + value) | 0;
  return finished(state);
}

/** So that equal numbers of different widths hash alike. */
function hashInt64(value: bigint): bigint {
  const low = Number(BigInt.asIntN(32, value));
  const high = Number(BigInt.asIntN(32, value >> 32n));
  return hashInt32(low ^ (value >= 0n ? high : ~high));
}

/** In groups of four digits, as the server stores them, without zeros at both ends. */
function hashNumeric(form: string): bigint {
  const decimal = decimalOf(form);
  if (decimal === null) return (SEED - 1n) & MASK;
  const weight = Math.ceil(decimal.point / 4) - 1;
  const lead = (weight + 1) * 4 - decimal.point;
  const padded = "0".repeat(lead) + decimal.digits;
  const groups = Math.ceil(padded.length / 4);
  const bytes = new Uint8Array(groups * 2);
  const view = new DataView(bytes.buffer);
  for (let group = 0; group < groups; group++)
    view.setInt16(group * 2, Number(padded.slice(group * 4, group * 4 + 4).padEnd(4, "0")), true);
  return hashBytes(bytes) ^ (BigInt(weight) & MASK);
}

interface State {
  a: number;
  b: number;
  c: number;
}

/** Little-endian, as on every machine that PostgreSQL is packaged for here; a big-endian server has other leaves. */
function hashBytes(bytes: Uint8Array): bigint {
  const state = seeded(bytes.length);
  let at = 0;
  for (; bytes.length - at >= 12; at += 12) {
    state.a = (state.a + word(bytes, at)) | 0;
    state.b = (state.b + word(bytes, at + 4)) | 0;
    state.c = (state.c + word(bytes, at + 8)) | 0;
    mix(state);
  }
  state.a = (state.a + word(bytes, at)) | 0;
  state.b = (state.b + word(bytes, at + 4)) | 0;
  // The lowest byte of the last word belongs to the length.
  state.c = (state.c + (word(bytes, at + 8) << 8)) | 0;
  return finished(state);
}

/** Bytes past the end count as 0. */
const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) |
  ((bytes[at + 1] ?? 0) << 8) |
  ((bytes[at + 2] ?? 0) << 16) |
  ((bytes[at + 3] ?? 0) << 24);

const SEED_HIGH = Number(SEED >> 32n) | 0;
const SEED_LOW = Number(SEED & 0xffff_ffffn) | 0;

function seeded(length: number): State {
  const start = (0x9e3779b9 + length + 3_923_095) | 0;
  const state = { a: (start + SEED_HIGH) | 0, b: (start + SEED_LOW) | 0, c: start };
  mix(state);
  return state;
}

const rotated = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

function mix(state: State): void {
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

function finished({ a: first, b: second, c: third }: State): bigint {
  let [a, b, c] = [first, second, third];
  c = ((c ^ b) - rotated(b, 14)) | 0;
  a = ((a ^ c) - rotated(c, 11)) | 0;
  b = ((b ^ a) - rotated(a, 25)) | 0;
  c = ((c ^ b) - rotated(b, 16)) | 0;
  a = ((a ^ c) - rotated(c, 4)) | 0;
  b = ((b ^ a) - rotated(a, 14)) | 0;
  c = ((c ^ b) - rotated(b, 24)) | 0;
  return (BigInt(b >>> 0) << 32n) | BigInt(c >>> 0);
}
