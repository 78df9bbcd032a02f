// A record's row: where it starts, its line, what is odd about it, its table; then for each key where its field lies.
// While the record is read, keys are addresses with quotes; afterwards places in the text without them. Rows that are
// SHORT keep the addresses.

/** Fewer fields than the last key needs. */
export const SHORT: i32 = 1;
/** Blank, or with a byte up to its last key that may be a problem. */
export const ODD: i32 = 2;

/** Of a key. */
export const QUOTED: i32 = 1;
export const HAS_ESCAPE: i32 = 2;

export const NUMBER_BYTES: usize = 4;
export const ROW_BYTES: usize = 4 * NUMBER_BYTES;
export const KEY_BYTES: usize = 3 * NUMBER_BYTES;

/** The table of a record that nothing is known of. */
const NO_TABLE: i32 = -1;

const CR: u8 = 13;

/** What the rows are of. */
let bytes: usize = 0;
export let keyCount: i32 = 0;
export let rowBytes: usize = 0;
let quote: u8 = 0;
let otherEnd: i8 = 0;
let dropsReturn: bool = false;

export function setRows(text: usize, keys: i32, quoteByte: i32, otherByte: i32, drops: i32): void {
  bytes = text;
  keyCount = keys;
  rowBytes = ROW_BYTES + KEY_BYTES * <usize>keys;
  quote = <u8>quoteByte;
  otherEnd = <i8>otherByte;
  dropsReturn = drops != 0;
}

/**
 * Of the record that ends at `end`: its keys without quotes, without a CR that belongs to the record end. From `oddEnd`
 * on there is no byte that may be a problem.
 */
export function close(row: usize, end: usize, hasEnd: bool, oddEnd: usize): void {
  const start = bytes + <usize>Row.start(row);
  const last = keyCount - 1;
  const isReturned = hasEnd && dropsReturn && end > start && load<u8>(end - 1) == CR;
  const textEnd = isReturned ? end - 1 : end;
  if (textEnd == start) Row.flag(row, ODD);
  if (<usize>KeyAt.end(row, last) > textEnd) KeyAt.put(row, last, KeyAt.start(row, last), textEnd);
  if (oddEnd > start && hasOdd(start, KeyAt.end(row, last))) Row.flag(row, ODD);
  for (let key = 0; key < keyCount; key++) KeyAt.unquote(row, key, bytes, quote);
}

/** NUL, or a line end of the other kind: such a record may have a problem. */
function hasOdd(from: usize, to: usize): bool {
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

@final
export class Row {
  @inline
  static open(row: usize, start: usize, line: i32): void {
    store<i32>(row, <i32>(start - bytes), 0);
    store<i32>(row, line, 4);
    store<i32>(row, 0, 8);
    store<i32>(row, NO_TABLE, 12);
  }

  @inline
  static start(row: usize): usize {
    return load<i32>(row, 0);
  }

  @inline
  static line(row: usize): i32 {
    return load<i32>(row, 4);
  }

  @inline
  static flag(row: usize, flag: i32): void {
    store<i32>(row, flag, 8);
  }

  @inline
  static flags(row: usize): i32 {
    return load<i32>(row, 8);
  }

  @inline
  static setTable(row: usize, table: i32): void {
    store<i32>(row, table, 12);
  }
}

@final
export class KeyAt {
  @inline
  static of(row: usize, key: i32): usize {
    return row + ROW_BYTES + KEY_BYTES * <usize>key;
  }

  @inline
  static put(row: usize, key: i32, start: usize, end: usize): void {
    const at = KeyAt.of(row, key);
    store<i32>(at, <i32>start, 0);
    store<i32>(at, <i32>end, 4);
  }

  @inline
  static start(row: usize, key: i32): usize {
    return load<i32>(KeyAt.of(row, key), 0);
  }

  @inline
  static end(row: usize, key: i32): usize {
    return load<i32>(KeyAt.of(row, key), 4);
  }

  @inline
  static flags(row: usize, key: i32): i32 {
    return load<i32>(KeyAt.of(row, key), 8);
  }

  /** From addresses to places in the text at `bytes`. */
  @inline
  static unquote(row: usize, key: i32, bytes: usize, quote: u8): void {
    const at = KeyAt.of(row, key);
    let start = KeyAt.start(row, key);
    let end = KeyAt.end(row, key);
    let flags = 0;
    if (start < end && load<u8>(start) == quote) {
      start++;
      end--;
      flags = QUOTED;
      for (let inner = start; inner < end; inner++)
        if (load<u8>(inner) == quote) flags |= HAS_ESCAPE;
    }
    store<i32>(at, <i32>(start - bytes), 0);
    store<i32>(at, <i32>(end - bytes), 4);
    store<i32>(at, flags, 8);
  }
}
