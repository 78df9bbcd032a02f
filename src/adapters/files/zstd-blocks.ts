// The compressed blocks of one zstd frame (RFC 8878, section 3.1.1.3): literals and sequences, unpacked behind the text
// that is already there. Nothing is written or read outside of the given buffer, whatever the bytes say.
import {
  BackwardBits,
  fseOfOne,
  fseTable,
  readFseTable,
  readHuffmanTable,
  unhuffman,
  ZstdProblem,
  type FseLimits,
  type FseTable,
  type HuffmanTable,
} from "./zstd-entropy.ts";

/** No block gives more text. */
export const BLOCK_BYTES_MAX = 128 * 1024;

interface CodeKind {
  readonly limits: FseLimits;
  readonly standard: FseTable;
}

const ones = (count: number): number[] => Array.from({ length: count }, () => 1);
const rare = (count: number): number[] => Array.from({ length: count }, () => -1);

const LITERAL_LENGTHS: CodeKind = {
  limits: { logMax: 9, symbolMax: 35 },
  standard: fseTable(
    [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2].concat(
      ones(5),
      rare(4),
    ),
    6,
  ),
};
const OFFSETS: CodeKind = {
  limits: { logMax: 8, symbolMax: 31 },
  standard: fseTable([...ones(6), 2, 2, 2, ...ones(15), ...rare(5)], 5),
};
const MATCH_LENGTHS: CodeKind = {
  limits: { logMax: 9, symbolMax: 52 },
  standard: fseTable([1, 4, 3, 2, 2, 2, 2, 2, 2, ...ones(37), ...rare(7)], 6),
};

/** Further bits of a length, by its code; each length begins where the one before it ends. */
const LITERAL_BITS = Uint8Array.of(
  ...Array.from({ length: 16 }, () => 0),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
);
const MATCH_BITS = Uint8Array.of(
  ...Array.from({ length: 32 }, () => 0),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
);
const LITERAL_STARTS = startsOf(LITERAL_BITS, 0);
const MATCH_STARTS = startsOf(MATCH_BITS, 3);

function startsOf(bits: Uint8Array, first: number): Int32Array {
  let start = first;
  return Int32Array.from(bits, (count) => {
    const here = start;
    start += 2 ** count;
    return here;
  });
}

export class ZstdBlocks {
  /** The frame's text so far, at least as far back as its window reaches; the next block's follows at `end`. */
  #text: Uint8Array;
  readonly #literals = new Uint8Array(BLOCK_BYTES_MAX);
  #literalCount = 0;
  #huffman: HuffmanTable | null = null;
  #tables: [FseTable | null, FseTable | null, FseTable | null] = [null, null, null];
  /** The offsets used last, the latest first. */
  #offset = 1;
  #offset2 = 4;
  #offset3 = 8;
  /** Where the next block's text goes. */
  end = 0;

  constructor(text: Uint8Array) {
    this.#text = text;
  }

  /** Forgets the frame. */
  restart(): void {
    this.#huffman = null;
    this.#tables = [null, null, null];
    [this.#offset, this.#offset2, this.#offset3] = [1, 4, 8];
    this.end = 0;
  }

  /** Keeps the last `bytes` of the text, and makes room behind them. */
  keep(bytes: number): void {
    this.#text.copyWithin(0, this.end - bytes, this.end);
    this.end = bytes;
  }

  /** Goes on in a larger buffer. */
  growInto(text: Uint8Array): void {
    text.set(this.#text.subarray(0, this.end));
    this.#text = text;
  }

  /** A block of `count` times the same byte. */
  fill(byte: number, count: number): void {
    this.#requireRoom(count);
    this.#text.fill(byte, this.end, this.end + count);
    this.end += count;
  }

  /** A block that is stored as it is. */
  copy(bytes: Uint8Array): void {
    this.#requireRoom(bytes.length);
    this.#text.set(bytes, this.end);
    this.end += bytes.length;
  }

  /** A compressed block. */
  unpack(bytes: Uint8Array): void {
    const start = this.end;
    const at = this.#readLiterals(bytes);
    const [count, modesAt] = sequenceCount(bytes, at);
    let taken = 0;
    if (count > 0) {
      const { tables, end } = this.#readTables(bytes, modesAt);
      taken = this.#runSequences(new BackwardBits(bytes, end, bytes.length), tables, count);
    } else if (modesAt !== bytes.length) {
      throw new ZstdProblem("something follows the literals of a block");
    }
    this.copy(this.#literals.subarray(taken, this.#literalCount));
    if (this.end - start > BLOCK_BYTES_MAX) throw new ZstdProblem("a block gives too much text");
  }

  #requireRoom(bytes: number): void {
    if (bytes > this.#text.length - this.end) throw new ZstdProblem("a block gives too much text");
  }

  /** Returns where the sequences begin. */
  #readLiterals(bytes: Uint8Array): number {
    const { kind, isOne, headBytes, count, packedBytes } = literalsHeader(bytes);
    const end = headBytes + packedBytes;
    if (count > BLOCK_BYTES_MAX || end > bytes.length)
      throw new ZstdProblem("a block has more literals than it holds");
    this.#literalCount = count;
    if (kind === RAW) this.#literals.set(bytes.subarray(headBytes, end));
    else if (kind === REPEATED) this.#literals.fill(bytes[headBytes] ?? 0, 0, count);
    else this.#readCodedLiterals(bytes, [headBytes, end], { isNew: kind === CODED, isOne });
    return end;
  }

  #readCodedLiterals(
    bytes: Uint8Array,
    [from, to]: readonly [number, number],
    { isNew, isOne }: { readonly isNew: boolean; readonly isOne: boolean },
  ): void {
    let at = from;
    if (isNew) {
      const { table, end } = readHuffmanTable(bytes, from, to);
      this.#huffman = table;
      at = end;
    }
    const table = this.#huffman;
    if (table === null) throw new ZstdProblem("a block goes on with a table that there is not");
    const into = this.#literals;
    const count = this.#literalCount;
    if (isOne) {
      unhuffman(table, bytes, [at, to], { into, at: 0, end: count });
      return;
    }
    // Four streams of a quarter of the literals each; the lengths of the first three stand before them.
    const quarter = (count + 3) >> 2;
    let start = at + 6;
    for (let stream = 0; stream < 4; stream++) {
      const length = (bytes[at + 2 * stream] ?? 0) | ((bytes[at + 2 * stream + 1] ?? 0) << 8);
      const end = stream === 3 ? to : start + length;
      const first = stream * quarter;
      const last = stream === 3 ? count : first + quarter;
      if (end > to || start > end || last > count || first > last)
        throw new ZstdProblem("the literals of a block are cut");
      unhuffman(table, bytes, [start, end], { into, at: first, end: last });
      start = end;
    }
  }

  /** Of literal lengths, offsets and match lengths, and where they end. */
  #readTables(
    bytes: Uint8Array,
    modesAt: number,
  ): { readonly tables: readonly [FseTable, FseTable, FseTable]; readonly end: number } {
    const modes = bytes[modesAt] ?? 0;
    if ((modes & 3) !== 0) throw new ZstdProblem("a block uses a feature that zstd does not have");
    let end = modesAt + 1;
    const [lengths, offsets, matches] = this.#tables;
    const read = (kind: CodeKind, mode: number, before: FseTable | null): FseTable => {
      if (mode === 0) return kind.standard;
      if (mode === 3) {
        if (before === null)
          throw new ZstdProblem("a block goes on with a table that there is not");
        return before;
      }
      if (mode === 1) {
        const symbol = bytes[end++] ?? 255;
        if (symbol > kind.limits.symbolMax) throw new ZstdProblem("a code that zstd does not have");
        return fseOfOne(symbol);
      }
      const found = readFseTable(bytes, end, bytes.length, kind.limits);
      ({ end } = found);
      return found.table;
    };
    const tables: [FseTable, FseTable, FseTable] = [
      read(LITERAL_LENGTHS, modes >> 6, lengths),
      read(OFFSETS, (modes >> 4) & 3, offsets),
      read(MATCH_LENGTHS, (modes >> 2) & 3, matches),
    ];
    this.#tables = tables;
    return { tables, end };
  }

  /** Returns how many literals were taken. */
  #runSequences(
    bits: BackwardBits,
    [lengths, offsets, matches]: readonly [FseTable, FseTable, FseTable],
    count: number,
  ): number {
    const [text, literals] = [this.#text, this.#literals];
    let lengthState = bits.read(lengths.log);
    let offsetState = bits.read(offsets.log);
    let matchState = bits.read(matches.log);
    let [taken, end] = [0, this.end];
    for (let left = count; left > 0; left--) {
      const lengthEntry = lengths.entries[lengthState] ?? 0;
      const offsetEntry = offsets.entries[offsetState] ?? 0;
      const matchEntry = matches.entries[matchState] ?? 0;
      const offsetBits = offsetEntry & 255;
      const value = ((1 << offsetBits) >>> 0) + bits.readLong(offsetBits);
      const matchCode = matchEntry & 255;
      const match = (MATCH_STARTS[matchCode] ?? 0) + bits.read(MATCH_BITS[matchCode] ?? 0);
      const lengthCode = lengthEntry & 255;
      const length = (LITERAL_STARTS[lengthCode] ?? 0) + bits.read(LITERAL_BITS[lengthCode] ?? 0);
      if (left > 1) {
        // One reading of 18 bits at most for two states.
        const matchBits = (matchEntry >> 8) & 255;
        const both = bits.read(((lengthEntry >> 8) & 255) + matchBits);
        lengthState = (lengthEntry >> 16) + (both >> matchBits);
        matchState = (matchEntry >> 16) + (both & ((1 << matchBits) - 1));
        offsetState = (offsetEntry >> 16) + bits.read((offsetEntry >> 8) & 255);
      }
      const offset = this.#offsetOf(value, length);
      const matchAt = end + length;
      if (taken + length > this.#literalCount || matchAt + match > text.length || offset > matchAt)
        throw new ZstdProblem("a block takes what is not there, or gives too much");
      for (let index = 0; index < length; index++) text[end + index] = literals[taken + index] ?? 0;
      copyMatch(text, matchAt - offset, matchAt, match);
      taken += length;
      end = matchAt + match;
    }
    if (bits.left !== 0) throw new ZstdProblem("sequences do not end where they should");
    this.end = end;
    return taken;
  }

  /** Values up to 3 are offsets that were used lately. */
  #offsetOf(value: number, literals: number): number {
    const index = value > 3 ? 3 : literals === 0 ? value : value - 1;
    if (index === 0) return this.#offset;
    const last = this.#offset;
    const found =
      value > 3 ? value - 3 : index === 1 ? this.#offset2 : index === 2 ? this.#offset3 : last - 1;
    if (found === 0) throw new ZstdProblem("a match of no distance");
    if (index > 1) this.#offset3 = this.#offset2;
    this.#offset2 = last;
    this.#offset = found;
    return found;
  }
}

/** Where source and target overlap, what was just copied comes again. */
function copyMatch(text: Uint8Array, from: number, to: number, count: number): void {
  if (to - from >= count && count > 64) text.copyWithin(to, from, from + count);
  else for (let index = 0; index < count; index++) text[to + index] = text[from + index] ?? 0;
}

const [RAW, REPEATED, CODED] = [0, 1, 2];

interface LiteralsHeader {
  readonly kind: number;
  /** One stream of bits, rather than four. */
  readonly isOne: boolean;
  readonly headBytes: number;
  readonly count: number;
  readonly packedBytes: number;
}

function literalsHeader(bytes: Uint8Array): LiteralsHeader {
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = bytes;
  const kind = first & 3;
  const form = (first >> 2) & 3;
  if (kind === RAW || kind === REPEATED) {
    const headBytes = form === 1 ? 2 : form === 3 ? 3 : 1;
    const all = first | (second << 8) | (third << 16);
    const count = form === 1 ? (all & 0xffff) >> 4 : form === 3 ? all >> 4 : first >> 3;
    return { kind, isOne: true, headBytes, count, packedBytes: kind === RAW ? count : 1 };
  }
  const low = first | (second << 8) | (third << 16) | (fourth << 24);
  if (form < 2)
    return {
      ...{ kind, isOne: form === 0, headBytes: 3 },
      ...{ count: (low >>> 4) & 0x3ff, packedBytes: (low >>> 14) & 0x3ff },
    };
  if (form === 2)
    return {
      ...{ kind, isOne: false, headBytes: 4 },
      ...{ count: (low >>> 4) & 0x3fff, packedBytes: low >>> 18 },
    };
  return {
    ...{ kind, isOne: false, headBytes: 5 },
    ...{ count: (low >>> 4) & 0x3ffff, packedBytes: (low >>> 22) | (fifth << 10) },
  };
}

/** How many sequences there are, and where their modes stand. */
function sequenceCount(bytes: Uint8Array, at: number): readonly [count: number, next: number] {
  const [first = 0, second = 0, third = 0] = bytes.subarray(at);
  if (at >= bytes.length) throw new ZstdProblem("a block ends before its sequences");
  if (first < 128) return [first, at + 1];
  if (first < 255) return [((first - 128) << 8) + second, at + 2];
  return [(second | (third << 8)) + 0x7f00, at + 3];
}
