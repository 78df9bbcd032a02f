// What every reader of a field answers: where the text ends and where the value written ends, in one number.

/** Not certainly read as the server would: the record is left to somebody else. */
export const UNREAD: u64 = 0;
/** The value does not fit into what is left of the piece. No text ends at address 0. */
export const NO_ROOM: u64 = 1;

export const LF: u32 = 10;
export const CR: u32 = 13;

export function ends(text: usize, value: usize): u64 {
  return ((text as u64) << 32) | (value as u64);
}

export function textEnd(both: u64): usize {
  return (both >> 32) as usize;
}

export function valueEnd(both: u64): usize {
  return both as u32 as usize;
}

/** Writes the length of the value at [from, to), which stands before it. */
export function putLength(from: usize, to: usize): void {
  putU32(from - 4, (to - from) as u32);
}

export function putU32(at: usize, value: u32): void {
  store<u32>(at, bswap<u32>(value));
}

export function putU16(at: usize, value: u32): void {
  store<u16>(at, bswap<u16>(value as u16));
}

export function putU64(at: usize, value: u64): void {
  store<u64>(at, bswap<u64>(value));
}
