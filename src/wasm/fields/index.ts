// Finds the fields that partition keys are in, record by record, in one pass over the text: every quote opens or closes
// a field, or is half of a doubled one. A row of 32-bit numbers for each record says where they lie; keys.ts tells rows
// apart.
import { BLOCK_BYTES, beginAt, isOpen, isUnusual, Masks, maskStretch } from "./masks";
import { setMarks, setWays, STRETCH_BYTES } from "./masks";
import { close, KeyAt, keyCount, NUMBER_BYTES, Row, rowBytes, setRows, SHORT } from "./rows";

export { learn, setCounts, setNull, setTable, sort } from "./keys";

/** As key-rows.ts writes and reads it: places are counted from the start of the text. */
@unmanaged
class Block {
  quote: i32;
  delimiter: i32;
  recordEnd: i32;
  /** The byte that may not stand alone outside quotes. */
  otherEnd: i32;
  /** A CR before the record end belongs to it. */
  dropsReturn: i32;
  /** The file quotes nothing, and the byte above is unusual wherever it stands. */
  hasNoQuotes: i32;
  keys: i32;
  /** No text follows: a last record may lack its end. */
  isEnd: i32;
  /** Where the next row's record starts, and its line, from 0. */
  position: i32;
  line: i32;
  /** Quotes stand oddly in that record, or in one of the next. */
  isUnusual: i32;
}

/** Then, for each key in the order of the fields: how many fields lie between the one before and it. */
const block = memory.data(256);
const gaps: usize = block + offsetof<Block>();

export function blockAddress(): usize {
  return block;
}

/** Where the module's static data end. */
export function staticEnd(): usize {
  return __heap_base;
}

/** So many rows more than were asked for may be written: no record is shorter than its end. */
export function rowsOver(): usize {
  return STRETCH_BYTES;
}

/** Of the record that is read: its row, the key that comes next, the fields before it, and where the last one begins. */
let row: usize = 0;
let key: i32 = 0;
let left: i32 = 0;
let fieldStart: usize = 0;
/** Behind the last block with a byte that may be a problem. */
let oddEnd: usize = 0;

/**
 * Writes the rows of the records from the block's position on: all of them, or `enough` and those of the stretch begun;
 * it stops before a record that is unusual, and before the last where more text follows. Returns how many.
 */
export function find(bytes: usize, to: i32, rows: usize, enough: i32): i32 {
  const state = changetype<Block>(block);
  const start = bytes + state.position;
  const end = bytes + to;
  setMarks(state.quote, state.delimiter, state.recordEnd, state.otherEnd);
  setWays(state.dropsReturn, state.hasNoQuotes);
  setRows(bytes, state.keys, state.quote, state.otherEnd, state.dropsReturn);
  const enoughRows = rows + rowBytes * <usize>enough;
  let at = beginAt(start);
  let line = state.line;
  row = rows;
  oddEnd = 0;
  open(start, line);
  while (at < end && row < enoughRows && !isUnusual) {
    const blocks = maskStretch(end);
    for (let index: usize = 0; index < blocks; index++, at += BLOCK_BYTES) {
      if (Masks.odd(index) != 0) oddEnd = at + BLOCK_BYTES;
      Reading.block(at, index, line);
      line += <i32>popcnt(Masks.newlines(index));
    }
  }
  const isLast = at >= end && state.isEnd != 0 && bytes + Row.start(row) < end;
  const isOdd = isUnusual || (isLast && isOpen());
  if (isLast && !isOdd) finish(end, line);
  state.isUnusual = i32(isOdd);
  state.position = <i32>Row.start(row);
  state.line = Row.line(row);
  return <i32>((row - rows) / rowBytes);
}

/** The last record lacks its end. */
function finish(end: usize, line: i32): void {
  if (key < keyCount && left == 0) KeyAt.put(row, key++, fieldStart, end);
  if (key < keyCount) Row.flag(row, SHORT);
  else close(row, end, false, oddEnd);
  row += rowBytes;
  open(end, line);
}

function open(start: usize, line: i32): void {
  key = 0;
  left = load<i32>(gaps);
  fieldStart = start;
  Row.open(row, start, line);
}

@final
class Reading {
  /** Goes on with the record, and through those that end in the block. */
  @inline
  static block(at: usize, index: usize, line: i32): void {
    const borders = Masks.borders(index);
    const newlines = Masks.newlines(index);
    let ends = Masks.ends(index);
    let passed: u64 = 0;
    for (;;) {
      const recordEnd = ends & -ends;
      // Up to the record's end; all bits where that is not in this block.
      const upTo = recordEnd ^ (recordEnd - 1);
      if (key < keyCount) Reading.keys(at, borders & upTo & ~passed);
      if (recordEnd == 0) return;
      const end = at + <usize>ctz(recordEnd);
      if (key < keyCount) Row.flag(row, SHORT);
      else close(row, end, true, oddEnd);
      row += rowBytes;
      passed = upTo;
      ends &= ends - 1;
      open(end + 1, line + <i32>popcnt(newlines & upTo));
    }
  }

  /** `borders`: those of the record. */
  @inline
  static keys(at: usize, borders: u64): void {
    while (key < keyCount) {
      const count = <i32>popcnt(borders);
      if (count <= left) {
        if (count > 0) fieldStart = at + BLOCK_BYTES - <usize>clz(borders);
        left -= count;
        return;
      }
      for (; left > 0; left--) {
        fieldStart = at + <usize>ctz(borders) + 1;
        borders &= borders - 1;
      }
      const border = at + <usize>ctz(borders);
      borders &= borders - 1;
      KeyAt.put(row, key++, fieldStart, border);
      fieldStart = border + 1;
      left = load<i32>(gaps + NUMBER_BYTES * <usize>key);
    }
  }
}
