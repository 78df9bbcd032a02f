// Text of any length, copied 32 bytes at a time while what may not stand in it is looked for in the same 32.
import { CR, NO_ROOM, outEnd, UNREAD } from "./ends";
import { isUtf8 } from "./utf8";

const VECTOR: usize = 16;
const PAIR: usize = 2 * VECTOR;
/** May be written behind a text while it is copied and checked. */
const SLACK: usize = 3 * VECTOR;

@final
export class Text {
  /** The unquoted text in [at, end); returns where the copy ends. A quote, NUL or CR is not read. */
  @inline
  static copy(at: usize, end: usize, out: usize): usize {
    const into = out + (end - at);
    if (into + SLACK > outEnd) return NO_ROOM;
    let highBits: u32 = 0;
    let to = out;
    for (let from = at; ; from += PAIR, to += PAIR) {
      const first = v128.load(from);
      const second = v128.load(from, VECTOR);
      v128.store(to, first);
      v128.store(to, second, VECTOR);
      const left = end - from;
      const live = Text.live(left);
      if ((Text.bits(Text.stops(first), Text.stops(second)) & live) != 0) return UNREAD;
      highBits |= Text.bits(first, second) & live;
      if (left <= PAIR) break;
    }
    return highBits == 0 || isUtf8(out, into) ? into : UNREAD;
  }

  /** The text in [at, end) between quotes: two quotes are one, and none stands alone. A NUL is not read. */
  @inline
  static copyQuoted(at: usize, end: usize, out: usize): usize {
    if (out + (end - at) + SLACK > outEnd) return NO_ROOM;
    let from = at;
    let into = out;
    let highBits: u32 = 0;
    while (from < end) {
      const first = v128.load(from);
      const second = v128.load(from, VECTOR);
      v128.store(into, first);
      v128.store(into, second, VECTOR);
      const left = end - from;
      const live = Text.live(left);
      const high = Text.bits(first, second) & live;
      const stops = Text.bits(Text.quotedStops(first), Text.quotedStops(second)) & live;
      if (stops == 0) {
        const length = left < PAIR ? left : PAIR;
        highBits |= high;
        from += length;
        into += length;
        continue;
      }
      const stop = ctz(stops);
      from += stop;
      into += stop + 1;
      if (from + 1 >= end || u32(load<u16>(from)) != twoQuotes) return UNREAD;
      highBits |= high & ~((0xffffffff as u32) << stop);
      from += 2;
    }
    return highBits == 0 || isUtf8(out, into) ? into : UNREAD;
  }

  /** A bit for each byte of the PAIR that is one of the `left` ones. */
  @inline
  static live(left: usize): u32 {
    return left >= PAIR ? 0xffffffff : ~((0xffffffff as u32) << (left as u32));
  }

  /** The top bit of each byte. */
  @inline
  static bits(first: v128, second: v128): u32 {
    return (i8x16.bitmask(first) | (i8x16.bitmask(second) << 16)) as u32;
  }

  @inline
  static stops(bytes: v128): v128 {
    return v128.or(Text.quotedStops(bytes), i8x16.eq(bytes, i8x16.splat(CR as i8)));
  }

  @inline
  static quotedStops(bytes: v128): v128 {
    return v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, i8x16.splat(0)));
  }
}

/** Whether valid UTF-8 has no more characters than that. */
export function isWithin(from: usize, to: usize, charactersMax: u32): bool {
  if (to - from <= charactersMax) return true;
  let characters: u32 = 0;
  for (let at = from; at < to; at++) characters += u32((load<u8>(at) & 0xc0) != 0x80);
  return characters <= charactersMax;
}

/** No byte: the file quotes nothing. */
export const NO_QUOTE: u32 = 256;

export let quote: u32 = 0;
let twoQuotes: u32 = 0;
/** Where nothing is quoted, the delimiter: it stands in no field. */
let quotes: v128 = i64x2(0, 0);

export function setQuote(quoteByte: u32, delimiter: u32): void {
  quote = quoteByte;
  twoQuotes = quoteByte | (quoteByte << 8);
  quotes = i8x16.splat((quoteByte == NO_QUOTE ? delimiter : quoteByte) as i8);
}
