// Text of any length: copied sixteen bytes at a time while the byte that ends it is looked for in the same sixteen.
import { CR, ends, LF, NO_ROOM, UNREAD } from "./ends";
import { isUtf8 } from "./utf8";

const VECTOR: usize = 16;

@final
export class Text {
  /**
   * Quoted: from behind the opening quote to behind the closing one, two quotes are one. Unquoted: up to the delimiter
   * or record end, and a quote is not read. A NUL is not read in either. Compiled once for each.
   */
  @inline
  static copy(at: usize, to: usize, out: usize, outEnd: usize, isQuoted: bool): u64 {
    let from = at;
    let into = out;
    let highBits: i32 = 0;
    for (;;) {
      if (from >= to) return UNREAD;
      if (into + VECTOR > outEnd) return NO_ROOM;
      const bytes = v128.load(from);
      v128.store(into, bytes);
      const mask = isQuoted ? Text.quotedStops(bytes) : Text.unquotedStops(bytes);
      if (mask == 0) {
        highBits |= i8x16.bitmask(bytes);
        from += VECTOR;
        into += VECTOR;
        continue;
      }
      const length = ctz(mask);
      highBits |= i8x16.bitmask(bytes) & ((1 << length) - 1);
      from += length;
      into += length;
      const stop: u32 = load<u8>(from);
      if (isQuoted) {
        if (stop != quote) return UNREAD;
        from++;
        if (load<u8>(from) != quote) break;
      } else {
        if (stop == delimiter || stop == LF || stop == CR) break;
        if (stop == quote || stop == 0) return UNREAD;
      }
      // The second of two quotes, or a control character like any: text.
      from++;
      into++;
    }
    return highBits == 0 || isUtf8(out, into) ? ends(from, into) : UNREAD;
  }

  @inline
  static quotedStops(bytes: v128): i32 {
    return i8x16.bitmask(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, i8x16.splat(0))));
  }

  @inline
  static unquotedStops(bytes: v128): i32 {
    const stops = v128.or(i8x16.eq(bytes, delimiters), i8x16.eq(bytes, quotes));
    return i8x16.bitmask(v128.or(stops, i8x16.lt_u(bytes, i8x16.splat(32))));
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

export let delimiter: u32 = 0;
export let quote: u32 = 0;
let delimiters: v128 = i64x2(0, 0);
let quotes: v128 = i64x2(0, 0);

export function setDialect(delimiterByte: u32, quoteByte: u32): void {
  delimiter = delimiterByte;
  quote = quoteByte;
  delimiters = i8x16.splat(delimiterByte as i8);
  quotes = i8x16.splat((quoteByte == NO_QUOTE ? delimiterByte : quoteByte) as i8);
}
