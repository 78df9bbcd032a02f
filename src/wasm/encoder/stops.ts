// Where fields end: the delimiters and line ends outside of quotes, listed for many records at once, so that the
// readers know a field's end before they look at it, and none waits for the one before. Quotes toggle between inside
// and outside; whether they stand where they may is seen when the field is read.
import { Mask } from "../scanner/mask";
import { LF } from "./ends";
import { NO_QUOTE } from "./texts";

/** Bytes listed in one go, more where a record is longer: few are looked at twice, and all stay in the cache. */
const STRETCH_BYTES: usize = 16 * 1024;
const BLOCK_BYTES: usize = 64;
/** Entries written at once, needed or not. */
const UNROLLED: u64 = 8;

export const ENTRY_BYTES: usize = 4;
/** Addresses of stops, in order. */
export let list: usize = 0;
let listMax: usize = 0;
let quotes: v128 = i64x2(0, 0);
let delimiters: v128 = i64x2(0, 0);
/** All bits, or none where the file quotes nothing. */
let liveQuotes: u64 = 0;

/** `entries`: how many the list has room for. */
export function setList(at: usize, entries: usize): void {
  list = at;
  listMax = at + (entries - BLOCK_BYTES) * ENTRY_BYTES;
}

export function setStops(quote: u32, delimiter: u32): void {
  quotes = i8x16.splat(quote as i8);
  delimiters = i8x16.splat(delimiter as i8);
  liveQuotes = quote == NO_QUOTE ? 0 : ~0;
}

/**
 * Lists the stops from `from` on, where a record begins: of a stretch, and `count` at least if there are so many
 * before `to` and in the list. Returns the list's end.
 */
export function listStops(from: usize, to: usize, count: u32): usize {
  const enough = list + (count as usize) * ENTRY_BYTES;
  const stretchEnd = from + STRETCH_BYTES;
  let listEnd = list;
  let inside: u64 = 0;
  for (let at = from; at < to && listEnd <= listMax; at += BLOCK_BYTES) {
    if (at >= stretchEnd && listEnd >= enough) break;
    const a = v128.load(at, 0);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const within = Mask.prefixXor(Mask.of(a, b, c, d, quotes) & liveQuotes) ^ inside;
    let stops = Mask.bits(Stops.of(a), Stops.of(b), Stops.of(c), Stops.of(d)) & ~within;
    if (at + BLOCK_BYTES > to) stops &= (~0 as u64) >> ((at + BLOCK_BYTES - to) as u64);
    inside = ((within as i64) >> 63) as u64;
    const found = popcnt(stops);
    Stops.listFirst(stops, at, listEnd);
    if (found > UNROLLED) listAll(stops, at, listEnd);
    listEnd += (found as usize) * ENTRY_BYTES;
  }
  return listEnd;
}

function listAll(stops: u64, at: usize, into: usize): void {
  for (; stops != 0; stops &= stops - 1, into += ENTRY_BYTES)
    store<u32>(into, (at + (ctz(stops) as usize)) as u32);
}

@final
class Stops {
  @inline
  static of(bytes: v128): v128 {
    return v128.or(i8x16.eq(bytes, delimiters), i8x16.eq(bytes, i8x16.splat(LF as i8)));
  }

  /** Lists UNROLLED stops; what is written for those that are not there is written over. */
  @inline
  static listFirst(stops: u64, at: usize, into: usize): void {
    stops = Stops.listOne(stops, at, into + 0 * ENTRY_BYTES);
    stops = Stops.listOne(stops, at, into + 1 * ENTRY_BYTES);
    stops = Stops.listOne(stops, at, into + 2 * ENTRY_BYTES);
    stops = Stops.listOne(stops, at, into + 3 * ENTRY_BYTES);
    stops = Stops.listOne(stops, at, into + 4 * ENTRY_BYTES);
    stops = Stops.listOne(stops, at, into + 5 * ENTRY_BYTES);
    stops = Stops.listOne(stops, at, into + 6 * ENTRY_BYTES);
    stops = Stops.listOne(stops, at, into + 7 * ENTRY_BYTES);
  }

  /** Lists the first stop; returns the others. */
  @inline
  static listOne(stops: u64, at: usize, into: usize): u64 {
    store<u32>(into, (at + (ctz(stops) as usize)) as u32);
    return stops & (stops - 1);
  }
}
