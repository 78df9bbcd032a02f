// Finds the fields that partition keys are in, record by record, in plain text: every quote opens or closes a field, or
// is half of a doubled one. A row of 32-bit numbers for each record says where they lie; keys.ts tells rows apart.
import { Mask } from "../scanner/mask";
import { NUMBER_BYTES, Row, ROW_BYTES, KEY_BYTES, KeyAt, ODD, SHORT } from "./rows";

export { learn, sort, setTable } from "./keys";

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
  keys: i32;
  /** Where the next row's record starts, and its line, from 0. */
  position: i32;
  line: i32;
}

/** The fields' numbers in ascending order follow the block, then this. */
const NO_FIELD: i32 = -1;

const CR: u8 = 13;

const block = memory.data(256);

export function blockAddress(): usize {
  return block;
}

/** Where the module's static data end. */
export function staticEnd(): usize {
  return __heap_base;
}

/** Writes the rows of the records from the block's position on, at most `room`; returns how many. */
export function find(bytes: usize, to: i32, rows: usize, room: i32): i32 {
  const state = changetype<Block>(block);
  const quote = i8x16.splat(<i8>state.quote);
  const delimiter = i8x16.splat(<i8>state.delimiter);
  const recordEnd = i8x16.splat(<i8>state.recordEnd);
  const rowBytes = ROW_BYTES + KEY_BYTES * <usize>state.keys;
  const fields = block + offsetof<Block>();
  const end = bytes + to;
  const roomEnd = rows + rowBytes * <usize>room;
  let recordStart = bytes + state.position;
  if (recordStart >= end) return 0;
  let line = state.line;
  let row = rows;
  let fieldStart = recordStart;
  let field = 0;
  let key = 0;
  let wanted = load<i32>(fields);
  Row.open(row, recordStart - bytes, line);

  // Blocks begin at multiples of 64: of the first and the last only the bytes of the text are live.
  let at = recordStart & ~63;
  let live: u64 = (~0 as u64) << (recordStart - at);
  let inside: u64 = 0;
  for (; at < end; at += 64) {
    const a = v128.load(at, 0);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    if (at + 64 > end) live &= (~0 as u64) >> (64 - (end - at));
    const quotes = Mask.of(a, b, c, d, quote) & live;
    const newlines = Mask.of(a, b, c, d, recordEnd) & live;
    const quoted = quotes == 0 ? inside : Mask.prefixXor(quotes) ^ inside;
    const ends = newlines & ~quoted;
    let borders = (Mask.of(a, b, c, d, delimiter) & live & ~quoted) | ends;
    for (;;) {
      const candidates = wanted == NO_FIELD ? borders & ends : borders;
      if (candidates == 0) break;
      const bit = candidates & -candidates;
      const border = at + <usize>ctz(candidates);
      borders &= ~(bit | (bit - 1));
      if (field == wanted) {
        KeyAt.put(row, key++, fieldStart, border);
        wanted = load<i32>(fields + NUMBER_BYTES * <usize>key);
      }
      field++;
      fieldStart = border + 1;
      if ((bit & ends) == 0) continue;
      if (wanted != NO_FIELD) Row.flag(row, SHORT);
      else close(row, bytes, border, true);
      recordStart = fieldStart;
      row += rowBytes;
      if (row == roomEnd || recordStart == end) {
        state.position = <i32>(recordStart - bytes);
        state.line = line + <i32>popcnt(newlines & (bit | (bit - 1)));
        return room - <i32>((roomEnd - row) / rowBytes);
      }
      field = 0;
      key = 0;
      wanted = load<i32>(fields);
      Row.open(row, recordStart - bytes, line + <i32>popcnt(newlines & (bit | (bit - 1))));
    }
    line += <i32>popcnt(newlines);
    inside = <u64>((<i64>quoted) >> 63);
    live = ~0;
  }
  // The last record lacks its end.
  if (field == wanted) {
    KeyAt.put(row, key++, fieldStart, end);
    wanted = load<i32>(fields + NUMBER_BYTES * <usize>key);
  }
  if (wanted != NO_FIELD) Row.flag(row, SHORT);
  else close(row, bytes, end, false);
  state.position = to;
  state.line = line;
  return room - <i32>((roomEnd - row - rowBytes) / rowBytes);
}

/** Of the record that ends at `end`: without quotes, without a CR that belongs to the record end. */
function close(row: usize, bytes: usize, end: usize, hasEnd: bool): void {
  const state = changetype<Block>(block);
  const keys = state.keys;
  const last = keys - 1;
  if (hasEnd && state.dropsReturn != 0 && KeyAt.end(row, last) == end) {
    const isEmpty = KeyAt.start(row, last) == end;
    if (!isEmpty && load<u8>(end - 1) == CR) KeyAt.put(row, last, KeyAt.start(row, last), end - 1);
  }
  if (hasOdd(bytes + Row.start(row), KeyAt.end(row, last), <i8>state.otherEnd)) Row.flag(row, ODD);
  for (let key = 0; key < keys; key++) KeyAt.unquote(row, key, bytes, <u8>state.quote);
}

/** NUL, or a line end of the other kind: such a record may have a problem. */
function hasOdd(from: usize, to: usize, otherEnd: i8): bool {
  const other = i8x16.splat(otherEnd);
  for (let at = from; at < to; at += 16) {
    const bytes = v128.load(at);
    const odd = v128.or(i8x16.eq(bytes, i8x16.splat(0)), i8x16.eq(bytes, other));
    if (!v128.any_true(odd)) continue;
    const left = to - at;
    const mask = left < 16 ? (1 << (<i32>left)) - 1 : 0xffff;
    if ((i8x16.bitmask(odd) & mask) != 0) return true;
  }
  return false;
}
