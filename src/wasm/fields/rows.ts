// A record's row: where it starts, its line, what is odd about it, its table; then for each key where its field lies.
// While the record is read, keys are addresses with quotes; afterwards places in the text without them.

/** Fewer fields than the last key needs. */
export const SHORT: i32 = 1;
/** Up to its last key it has a byte that may be a problem. */
export const ODD: i32 = 2;

/** Of a key. */
export const QUOTED: i32 = 1;
export const HAS_ESCAPE: i32 = 2;

export const NUMBER_BYTES: usize = 4;
export const ROW_BYTES: usize = 4 * NUMBER_BYTES;
export const KEY_BYTES: usize = 3 * NUMBER_BYTES;

/** The table of a record that nothing is known of. */
const NO_TABLE: i32 = -1;

@final
export class Row {
  @inline
  static open(row: usize, start: usize, line: i32): void {
    store<i32>(row, <i32>start, 0);
    store<i32>(row, line, 4);
    store<i32>(row, 0, 8);
    store<i32>(row, NO_TABLE, 12);
  }

  @inline
  static start(row: usize): usize {
    return load<i32>(row, 0);
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
