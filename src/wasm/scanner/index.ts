// Finds record ends 64 bytes at a time: src/core/records/csv-scanner.ts says what a record is, and goes on itself from
// wherever this here stops. The state is handed over in a block of the memory.
import { Mask } from "./mask";

/** As scan-wasm.ts writes and reads it: 32-bit numbers, places counted from the start of the text. */
@unmanaged
class Block {
  position: i32;
  recordStart: i32;
  quoteOpenedAt: i32;
  isInQuotes: i32;
  /** A quote at `position` would open a field. */
  isFieldStart: i32;
  records: i32;
  lines: i32;
  isPlain: i32;
  /** Where the file quotes nothing: the byte that COPY is told is the quote. */
  quote: i32;
  delimiter: i32;
  recordEnd: i32;
  /** A CR between a closing quote and the record end belongs to the end. */
  dropsReturn: i32;
  /** 1: the file quotes nothing, and the byte above is unusual wherever it stands. */
  hasNoQuotes: i32;
}

/** All bytes up to `to` are decided, but for a quote at their end and a CR behind it. */
const DECIDED: i32 = -1;
/** Behind `position` stands what parity of quotes does not tell: a stray quote, text after a closing quote. */
const UNUSUAL: i32 = -2;

const CR: i8 = 13;
const BACKSLASH: u8 = 92;
const DOT: u8 = 46;

const block = memory.data(64);

export function blockAddress(): usize {
  return block;
}

/** Where the module's static data end. */
export function staticEnd(): usize {
  return __heap_base;
}

/**
 * Scans the text at `bytes` from the block's position up to `to`; returns the first record end at or after `cutAt`,
 * or one of the constants above.
 *
 * Quotes toggle between inside and outside: a doubled quote closes and opens again, which comes to the same. That is
 * the record machine as long as each quote that opens stands at the start of a field or behind one that closed, and
 * behind each that closes comes delimiter, record end or quote. A block of 64 bytes in which it is otherwise is left.
 */
export function scan(bytes: usize, to: i32, cutAt: i32): i32 {
  const state = changetype<Block>(block);
  const quote = i8x16.splat(<i8>state.quote);
  const delimiter = i8x16.splat(<i8>state.delimiter);
  const recordEnd = i8x16.splat(<i8>state.recordEnd);
  const unusualQuotes: u64 = state.hasNoQuotes ? ~0 : 0;
  const start = bytes + state.position;
  const cutFrom = bytes + cutAt - 1;
  let end = bytes + to;
  if (start >= end) return DECIDED;
  let recordStart = bytes + state.recordStart;
  let quoteOpenedAt = bytes + state.quoteOpenedAt;
  let records: u64 = 0;
  let lines: u64 = 0;
  let cut = DECIDED;

  // Blocks begin at multiples of 64: of the first and the last only the bytes of the text are live.
  let at = start & ~63;
  let live: u64 = (~0 as u64) << (start - at);
  // What the bytes before mean for the first live one.
  let inside: u64 = state.isInQuotes ? ~0 : 0;
  let opensBefore: u64 = state.isFieldStart ? (1 as u64) << (start - at) : 0;
  let quoteBefore: u64 = 0;
  let closeBefore: u64 = 0;
  let returnBefore: u64 = 0;

  while (at < end) {
    const a = v128.load(at, 0);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let last: u64 = 63;
    if (at + 64 > end) {
      last = end - at - 1;
      live &= (~0 as u64) >> (63 - last);
    }
    let quotes = Mask.of(a, b, c, d, quote) & live;
    let newlines = Mask.of(a, b, c, d, recordEnd) & live;
    const state64 = Mask.prefixXor(quotes) ^ inside;
    let ends = newlines & ~state64;
    if (at + 64 > cutFrom) {
      const from = cutFrom > at ? cutFrom - at : 0;
      const cuts = ends & ((~0 as u64) << from);
      if (cuts != 0) {
        last = ctz(cuts);
        live &= (~0 as u64) >> (63 - last);
        quotes &= live;
        newlines &= live;
        ends &= live;
        end = at + <usize>last + 1;
        cut = <i32>(end - bytes);
      }
    }
    const borders = (Mask.of(a, b, c, d, delimiter) & live) | newlines;
    const opening = quotes & state64;
    const closing = quotes & ~state64;
    const behindQuote = (quotes << 1) | quoteBefore;
    const mayOpen = (borders << 1) | opensBefore | behindQuote;
    const behindClose = ((closing << 1) | closeBefore) & live;
    const text = behindClose & ~(borders | quotes);
    const stray = (opening & ~mayOpen) | (quotes & unusualQuotes);
    let returns: u64 = 0;
    if ((stray | text | returnBefore) != 0) {
      if (state.dropsReturn) returns = text & Mask.of(a, b, c, d, i8x16.splat(CR));
      const behindReturn = ((returns << 1) | returnBefore) & live;
      if ((stray | (text & ~returns) | (behindReturn & ~newlines)) != 0) {
        cut = UNUSUAL;
        break;
      }
    }

    // Records of up to three bytes may be blank or `\.`, which COPY takes for the end of the data.
    const isShort = at + <usize>ctz(ends) - recordStart <= 3;
    if (u32((ends & (ends - 1)) != 0) | u32(isShort)) {
      if (hasTrap(ends, at, recordStart)) state.isPlain = 0;
    }
    records += popcnt(ends);
    lines += popcnt(newlines);
    recordStart = ends != 0 ? at + 64 - <usize>clz(ends) : recordStart;
    const fields = opening & ~behindQuote;
    quoteOpenedAt = fields != 0 ? at + 63 - <usize>clz(fields) : quoteOpenedAt;

    inside = cut == DECIDED ? <u64>((<i64>state64) >> 63) : 0;
    opensBefore = (borders >> last) & 1;
    quoteBefore = (quotes >> last) & 1;
    closeBefore = (closing >> last) & 1;
    returnBefore = (returns >> last) & 1;
    at += 64;
    live = ~0;
  }

  let position = at < end ? at : end;
  if (position < start) position = start;
  // A quote that may be the first of two is decided together with what follows it.
  position -= <usize>(closeBefore + 2 * returnBefore);
  const isInQuotes = (inside | closeBefore | returnBefore) != 0;
  state.position = <i32>(position - bytes);
  state.recordStart = <i32>(recordStart - bytes);
  state.quoteOpenedAt = <i32>(quoteOpenedAt - bytes);
  state.isInQuotes = i32(isInQuotes);
  state.isFieldStart = i32(!isInQuotes && opensBefore != 0);
  state.records += <i32>records;
  state.lines += <i32>lines;
  return cut;
}

/** Whether one of the records that end here is blank or `\.` alone, with or without a CR. */
function hasTrap(ends: u64, at: usize, recordStart: usize): bool {
  let start = recordStart;
  for (; ends != 0; ends &= ends - 1) {
    const end = at + <usize>ctz(ends);
    let length = end - start;
    if (length <= 3) {
      if (length > 0 && load<u8>(end - 1) == CR) length--;
      if (length == 0) return true;
      if (length == 2 && load<u8>(start) == BACKSLASH && load<u8>(start + 1) == DOT) return true;
    }
    start = end + 1;
  }
  return false;
}
