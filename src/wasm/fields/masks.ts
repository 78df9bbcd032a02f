// Which bytes of a stretch of text end fields and records: masks of 64 bytes each, as the scanner knows them. Quotes
// toggle between inside and outside; a block in which they stand where parity does not tell what they mean ends it all.
import { Mask } from "../scanner/mask";

export const BLOCK_BYTES: usize = 64;
/** Of a stretch: its masks stay in the processor's nearest cache. */
export const STRETCH_BLOCKS: usize = 64;
export const STRETCH_BYTES: usize = STRETCH_BLOCKS * BLOCK_BYTES;

/** Of each block: delimiters and record ends outside of quotes, record ends there, lines, bytes that may be a problem. */
const MASKS_BYTES: usize = 32;

const CR: i8 = 13;

/** What the dialect says, for all bytes of a vector. */
let quote: v128 = i64x2(0, 0);
let delimiter: v128 = i64x2(0, 0);
let recordEnd: v128 = i64x2(0, 0);
let otherEnd: v128 = i64x2(0, 0);
/** All bits where a CR before the record end belongs to it. */
let liveReturns: u64 = 0;
/** All bits where the file quotes nothing: then the byte that COPY is told is the quote is unusual. */
let unusualQuotes: u64 = 0;

const masks = memory.data(2048);
/** Where the next stretch begins, and which bytes of its first block are of the text. */
let stretch: usize = 0;
let live: u64 = 0;
let inside: u64 = 0;
/** What the last byte of the block before means for the first of the next: a quote may open a field there. */
let mayOpenFirst: u64 = 0;
let closeBefore: u64 = 0;
let returnBefore: u64 = 0;
/** Quotes stand oddly in the block behind the last that has masks. */
export let isUnusual: bool = false;

export function setMarks(quoteByte: i32, delimiterByte: i32, endByte: i32, otherByte: i32): void {
  quote = i8x16.splat(<i8>quoteByte);
  delimiter = i8x16.splat(<i8>delimiterByte);
  recordEnd = i8x16.splat(<i8>endByte);
  otherEnd = i8x16.splat(<i8>otherByte);
}

export function setWays(dropsReturn: i32, hasNoQuotes: i32): void {
  liveReturns = dropsReturn ? ~0 : 0;
  unusualQuotes = hasNoQuotes ? ~0 : 0;
}

/** The next stretch begins here, with a record; returns where its first block begins. */
export function beginAt(start: usize): usize {
  stretch = start & ~(BLOCK_BYTES - 1);
  live = (~0 as u64) << (start - stretch);
  mayOpenFirst = (1 as u64) << (start - stretch);
  inside = closeBefore = returnBefore = 0;
  isUnusual = false;
  return stretch;
}

/** Whether text that ends where the masks do ends inside quotes, or with a CR behind them. */
export function isOpen(): bool {
  return (inside | returnBefore) != 0;
}

/** Writes the masks of the stretch, up to `end` at most; returns the number of its blocks. */
export function maskStretch(end: usize): usize {
  const to = stretch + STRETCH_BYTES < end ? stretch + STRETCH_BYTES : end;
  let into = masks;
  let at = stretch;
  for (; at < to; at += BLOCK_BYTES, into += MASKS_BYTES) {
    const a = v128.load(at, 0);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let last: u64 = 63;
    if (at + BLOCK_BYTES > end) {
      last = end - at - 1;
      live &= (~0 as u64) >> (63 - last);
    }
    const quotes = Mask.of(a, b, c, d, quote) & live;
    const newlines = Mask.of(a, b, c, d, recordEnd) & live;
    const borders = (Mask.of(a, b, c, d, delimiter) & live) | newlines;
    const within = Mask.prefixXor(quotes) ^ inside;
    const opening = quotes & within;
    const closing = quotes & ~within;
    const mayOpen = ((borders | quotes) << 1) | mayOpenFirst;
    const text = ((closing << 1) | closeBefore) & live & ~(borders | quotes);
    const stray = (opening & ~mayOpen) | (quotes & unusualQuotes);
    let returns: u64 = 0;
    if ((stray | text | returnBefore) != 0) {
      returns = text & liveReturns & Mask.of(a, b, c, d, i8x16.splat(CR));
      const behindReturn = ((returns << 1) | returnBefore) & live;
      if ((stray | (text & ~returns) | (behindReturn & ~newlines)) != 0) {
        isUnusual = true;
        break;
      }
    }
    store<u64>(into, borders & ~within, 0);
    store<u64>(into, newlines & ~within, 8);
    store<u64>(into, newlines, 16);
    store<u64>(into, Odd.bits(a, b, c, d, newlines), 24);
    inside = <u64>((<i64>within) >> 63);
    mayOpenFirst = (borders | quotes) >> 63;
    closeBefore = closing >> 63;
    returnBefore = (returns >> last) & 1;
    live = ~0;
  }
  const blocks = (at - stretch) / BLOCK_BYTES;
  stretch = at;
  return blocks;
}

/** NUL, and a line end of the other kind unless it is the CR of a record end. Of bytes that are not live, too. */
@final
class Odd {
  @inline
  static bits(a: v128, b: v128, c: v128, d: v128, newlines: u64): u64 {
    const any = v128.or(v128.or(Odd.in(a), Odd.in(b)), v128.or(Odd.in(c), Odd.in(d)));
    if (!v128.any_true(any)) return 0;
    const others = Mask.of(a, b, c, d, otherEnd) & ~((newlines >> 1) & liveReturns);
    return others | Mask.of(a, b, c, d, i8x16.splat(0));
  }

  @inline
  static in(bytes: v128): v128 {
    return v128.or(i8x16.eq(bytes, i8x16.splat(0)), i8x16.eq(bytes, otherEnd));
  }
}

/** Of the blocks of a stretch, by number. */
@final
export class Masks {
  @inline
  static borders(block: usize): u64 {
    return load<u64>(masks + block * MASKS_BYTES, 0);
  }

  @inline
  static ends(block: usize): u64 {
    return load<u64>(masks + block * MASKS_BYTES, 8);
  }

  @inline
  static newlines(block: usize): u64 {
    return load<u64>(masks + block * MASKS_BYTES, 16);
  }

  @inline
  static odd(block: usize): u64 {
    return load<u64>(masks + block * MASKS_BYTES, 24);
  }
}
