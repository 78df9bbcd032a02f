// What every reader of a field answers, where the piece ends, and lengths and numbers as the server wants them.

/** Not certainly read as the server would: the record is left to somebody else. */
export const UNREAD: usize = 0;
/** The value does not fit into what is left of the piece. No value ends at address 1. */
export const NO_ROOM: usize = 1;

export const LF: u32 = 10;
export const CR: u32 = 13;

/** Where the piece ends: no value goes beyond. */
export let outEnd: usize = 0;

export function setOutEnd(end: usize): void {
  outEnd = end;
}

/** Bytes before a value: its length. */
export const LENGTH_BYTES: usize = 4;

/** Writes the length of the value that stands behind it and ends at `to`; returns `to`. */
export function putLength(out: usize, to: usize): usize {
  putU32(out, (to - out - LENGTH_BYTES) as u32);
  return to;
}

export function putU32(at: usize, value: u32): void {
  store<u32>(at, bswap<u32>(value));
}

export function putU16(at: usize, value: u32): void {
  store<u16>(at, bswap<u16>(value as u16));
}

@final
export class Value {
  /** A value of two bytes with its length; returns where it ends. */
  @inline
  static put2(out: usize, value: u32): usize {
    putU32(out, 2);
    putU16(out + LENGTH_BYTES, value);
    return out + LENGTH_BYTES + 2;
  }

  @inline
  static put4(out: usize, value: u32): usize {
    putU32(out, 4);
    putU32(out + LENGTH_BYTES, value);
    return out + LENGTH_BYTES + 4;
  }

  @inline
  static put8(out: usize, value: u64): usize {
    putU32(out, 8);
    // One shuffle instead of the dozen steps that swap a word's bytes.
    const swapped = i8x16.swizzle(i64x2.splat(value), v128.load(REVERSED));
    v128.store64_lane(out + LENGTH_BYTES, swapped, 0);
    return out + LENGTH_BYTES + 8;
  }
}

const REVERSED = memory.data<u8>([7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0], 16);
