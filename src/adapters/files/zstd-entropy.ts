// The two entropy codes of zstd (RFC 8878, section 4): FSE and Huffman tables from their descriptions, and the bits
// that are read by them, from the last one backwards.

/** Bytes that make no sense as zstd; whoever knows the file says where. */
export class ZstdProblem extends Error {}

/** Reads bytes[from, to) from its end: the highest bit that is set in the last byte marks where the bits end. */
export class BackwardBits {
  readonly #bytes: Uint8Array;
  /** Of the same bytes: one load for four of them. */
  readonly #view: DataView;
  readonly #lastWordAt: number;
  readonly #start: number;
  #at: number;

  constructor(bytes: Uint8Array, from: number, to: number) {
    const last = to > from ? (bytes[to - 1] ?? 0) : 0;
    if (last === 0) throw new ZstdProblem("a stream of bits has no end");
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#lastWordAt = bytes.length - 4;
    this.#start = 8 * from;
    this.#at = 8 * (to - 1) + 31 - Math.clz32(last);
  }

  /** Bits that are left; negative once more were read than there are. */
  get left(): number {
    return this.#at - this.#start;
  }

  /** Up to 25 bits. Behind the first one are zeros or strangers, which `left` tells. */
  read(count: number): number {
    this.#at -= count;
    const at = this.#at >> 3;
    if (at < 0 || at > this.#lastWordAt) return wordAt(this.#bytes, this.#at) & ((1 << count) - 1);
    return (this.#view.getInt32(at, true) >>> (this.#at & 7)) & ((1 << count) - 1);
  }

  /** Up to 31 bits: more than a word holds behind the bits of its first byte. */
  readLong(count: number): number {
    if (count <= 25) return this.read(count);
    const high = this.read(count - 16);
    return high * 65_536 + this.read(16);
  }
}

export interface FseTable {
  /** Bits of a state. */
  readonly log: number;
  /** By state: the symbol, from bit 8 the bits to read, from bit 16 what they are added to for the next state. */
  readonly entries: Int32Array;
}

/** The same symbol for ever. */
export const fseOfOne = (symbol: number): FseTable => ({ log: 0, entries: Int32Array.of(symbol) });

/** From how often each symbol comes in 2^log states; -1 is less than once. */
export function fseTable(counts: readonly number[], log: number): FseTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  let high = size - 1;
  for (const [symbol, count] of counts.entries()) if (count === -1) symbols[high--] = symbol;
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  for (const [symbol, count] of counts.entries())
    for (let left = count; left > 0; left--) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at > high);
    }
  const next = counts.map((count) => Math.abs(count));
  const entries = new Int32Array(size);
  for (const [state, symbol] of symbols.entries()) {
    const place = next[symbol] ?? 1;
    next[symbol] = place + 1;
    const bits = log - 31 + Math.clz32(place);
    entries[state] = symbol | (bits << 8) | (((place << bits) - size) << 16);
  }
  return { log, entries };
}

export interface FseLimits {
  readonly logMax: number;
  readonly symbolMax: number;
}

/** The table that bytes[from, to) begins with, and where it ends. */
export function readFseTable(
  bytes: Uint8Array,
  from: number,
  to: number,
  { logMax, symbolMax }: FseLimits,
): { readonly table: FseTable; readonly end: number } {
  const log = ((bytes[from] ?? 0) & 15) + 5;
  if (log > logMax) throw new ZstdProblem("a table of codes is too large");
  const counts: number[] = [];
  let at = 8 * from + 4;
  let left = (1 << log) + 1;
  while (left > 1) {
    // Values below `short` take a bit less.
    const bits = 32 - Math.clz32(left);
    const half = 1 << (bits - 1);
    const short = 2 * half - 1 - left;
    const word = wordAt(bytes, at) & (2 * half - 1);
    const isShort = (word & (half - 1)) < short;
    const value = isShort ? word & (half - 1) : word >= half ? word - short : word;
    at += isShort ? bits - 1 : bits;
    counts.push(value - 1);
    left -= Math.abs(value - 1);
    for (let zeros = value === 1 ? 3 : 0; zeros === 3;) {
      zeros = wordAt(bytes, at) & 3;
      at += 2;
      for (let zero = 0; zero < zeros; zero++) counts.push(0);
      if (counts.length > symbolMax) break;
    }
    if (left < 1 || counts.length > symbolMax + 1)
      throw new ZstdProblem("a table of codes is broken");
  }
  const end = (at + 7) >> 3;
  if (end > to) throw new ZstdProblem("a table of codes is cut");
  return { table: fseTable(counts, log), end };
}

/** At least 24 bits from bit `at` on, the lowest first. */
const wordAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at >> 3] ?? 0) |
    ((bytes[(at >> 3) + 1] ?? 0) << 8) |
    ((bytes[(at >> 3) + 2] ?? 0) << 16) |
    ((bytes[(at >> 3) + 3] ?? 0) << 24)) >>>
  (at & 7);

const HUFFMAN_BITS_MAX = 11;
const WEIGHT_LIMITS: FseLimits = { logMax: 6, symbolMax: 255 };

export interface HuffmanTable {
  /** Of the longest code. */
  readonly bits: number;
  /** By the next `bits` bits: the symbol, from bit 8 the length of its code. */
  readonly entries: Uint16Array;
}

/** The table that bytes[from, to) begins with, and where it ends. */
export function readHuffmanTable(
  bytes: Uint8Array,
  from: number,
  to: number,
): { readonly table: HuffmanTable; readonly end: number } {
  const head = bytes[from] ?? 0;
  const start = from + 1;
  const isPlain = head >= 128;
  const end = start + (isPlain ? (head - 126) >> 1 : head);
  if (end > to) throw new ZstdProblem("a Huffman table is cut");
  const weights = isPlain
    ? Array.from({ length: head - 127 }, (_, index) => {
        const pair = bytes[start + (index >> 1)] ?? 0;
        return index % 2 === 0 ? pair >> 4 : pair & 15;
      })
    : codedWeights(bytes, start, end);
  return { table: huffmanTable(weights), end };
}

/** Two FSE states take turns until the bits are spent. */
function codedWeights(bytes: Uint8Array, from: number, to: number): number[] {
  const { table, end } = readFseTable(bytes, from, to, WEIGHT_LIMITS);
  const bits = new BackwardBits(bytes, end, to);
  let state = bits.read(table.log);
  let other = bits.read(table.log);
  const weights: number[] = [];
  while (weights.length < 255) {
    const entry = table.entries[state] ?? 0;
    weights.push(entry & 255);
    const count = (entry >> 8) & 255;
    if (bits.left < count) {
      weights.push((table.entries[other] ?? 0) & 255);
      return weights;
    }
    [state, other] = [other, (entry >> 16) + bits.read(count)];
  }
  throw new ZstdProblem("a Huffman table has too many symbols");
}

/** The last symbol's weight is not stored: it fills the table up. */
function huffmanTable(stored: readonly number[]): HuffmanTable {
  const sum = stored.reduce((total, weight) => total + (weight === 0 ? 0 : 2 ** (weight - 1)), 0);
  const bits = sum === 0 ? HUFFMAN_BITS_MAX + 1 : 32 - Math.clz32(sum);
  const left = 2 ** bits - sum;
  const isPower = (left & (left - 1)) === 0;
  if (bits > HUFFMAN_BITS_MAX || !isPower) throw new ZstdProblem("a Huffman table is broken");
  const weights = [...stored, 32 - Math.clz32(left)];
  const entries = new Uint16Array(1 << bits);
  let at = 0;
  for (let weight = 1; weight <= bits; weight++)
    for (const [symbol, its] of weights.entries()) {
      if (its !== weight) continue;
      const next = at + (1 << (weight - 1));
      entries.fill(symbol | ((bits + 1 - weight) << 8), at, next);
      at = next;
    }
  return { bits, entries };
}

export interface Place {
  readonly at: number;
  readonly end: number;
}

/** Decodes bytes[from, to) into into[at, end), which it must fill to its last byte and with its last bit. */
export function unhuffman(
  { bits: width, entries }: HuffmanTable,
  bytes: Uint8Array,
  [from, to]: readonly [number, number],
  { into, at, end }: Place & { readonly into: Uint8Array },
): void {
  const last = to > from ? (bytes[to - 1] ?? 0) : 0;
  if (last === 0) throw new ZstdProblem("a stream of bits has no end");
  let bit = 8 * (to - 1) + 31 - Math.clz32(last);
  const mask = (1 << width) - 1;
  // The lookup looks at bits in front of the code, too: they may be strangers, and do not matter to it.
  for (let out = at; out < end; out++) {
    const start = bit - width;
    const byte = start >> 3;
    const word =
      (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8) | ((bytes[byte + 2] ?? 0) << 16);
    const entry = entries[(word >>> (start & 7)) & mask] ?? 0;
    into[out] = entry;
    bit -= entry >> 8;
  }
  if (bit !== 8 * from) throw new ZstdProblem("Huffman codes do not end where they should");
}
