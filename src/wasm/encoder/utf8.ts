// UTF-8 as the server checks it: shortest forms only, no surrogates, nothing above U+10FFFF. Sixteen bytes at a time,
// after Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte" (2021): what is wrong about two
// neighbours is found by the halves of the first and the upper half of the second in three tables.

const VECTOR: usize = 16;

/** Whether [from, to) is valid. Overwrites VECTOR bytes from `to` on; what stands up to VECTOR bytes behind is read. */
export function isUtf8(from: usize, to: usize): bool {
  // Zeros end a text: behind them a character cut short is wrong.
  v128.store(to, i64x2.splat(0));
  let before: v128 = i64x2.splat(0);
  let wrong: v128 = i64x2.splat(0);
  for (let at = from; at <= to; at += VECTOR) {
    const bytes = v128.load(at);
    wrong = v128.or(wrong, Utf8.wrongIn(bytes, before));
    before = bytes;
  }
  return !v128.any_true(wrong);
}

@final
class Utf8 {
  /** Lanes that are not 0 where the bytes, behind those before them, are wrong. */
  @inline
  static wrongIn(bytes: v128, before: v128): v128 {
    // prettier-ignore
    const first = i8x16.shuffle(before, bytes, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
    // prettier-ignore
    const second = i8x16.shuffle(before, bytes, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
    // prettier-ignore
    const third = i8x16.shuffle(before, bytes, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
    const nibbles = i8x16.splat(15);
    const byFirstHigh = i8x16.swizzle(
      v128.load(FIRST_HIGH),
      v128.and(i16x8.shr_u(first, 4), nibbles),
    );
    const byFirstLow = i8x16.swizzle(v128.load(FIRST_LOW), v128.and(first, nibbles));
    const byNextHigh = i8x16.swizzle(
      v128.load(NEXT_HIGH),
      v128.and(i16x8.shr_u(bytes, 4), nibbles),
    );
    const pairs = v128.and(v128.and(byFirstHigh, byFirstLow), byNextHigh);
    // The third and fourth bytes of a character: two continuations in a row there and nowhere else.
    const isThird = i8x16.sub_sat_u(second, i8x16.splat((0xe0 - 0x80) as i8));
    const isFourth = i8x16.sub_sat_u(third, i8x16.splat((0xf0 - 0x80) as i8));
    const continues = v128.and(v128.or(isThird, isFourth), i8x16.splat(TWO_CONTINUATIONS as i8));
    return v128.xor(continues, pairs);
  }
}

// What may be wrong about two neighbours, a bit each.
const TOO_SHORT: u8 = 1;
const TOO_LONG: u8 = 2;
const OVERLONG_3: u8 = 4;
const TOO_LARGE: u8 = 8;
const SURROGATE: u8 = 16;
const OVERLONG_2: u8 = 32;
const TOO_LARGE_1000: u8 = 64;
const OVERLONG_4: u8 = 64;
const TWO_CONTINUATIONS: u8 = 128;
const ANY_LOW: u8 = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS;
const LOW_ABOVE_4: u8 = ANY_LOW | TOO_LARGE | TOO_LARGE_1000;
const CONTINUATION: u8 = TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS;

const FIRST_HIGH = memory.data<u8>(
  [
    // 0_: ASCII
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    // 10: a continuation
    TWO_CONTINUATIONS,
    TWO_CONTINUATIONS,
    TWO_CONTINUATIONS,
    TWO_CONTINUATIONS,
    // 1100, 1101, 1110, 1111
    TOO_SHORT | OVERLONG_2,
    TOO_SHORT,
    TOO_SHORT | OVERLONG_3 | SURROGATE,
    TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4,
  ],
  16,
);
const FIRST_LOW = memory.data<u8>(
  [
    ANY_LOW | OVERLONG_3 | OVERLONG_2 | OVERLONG_4,
    ANY_LOW | OVERLONG_2,
    ANY_LOW,
    ANY_LOW,
    ANY_LOW | TOO_LARGE,
    LOW_ABOVE_4,
    LOW_ABOVE_4,
    LOW_ABOVE_4,
    LOW_ABOVE_4,
    LOW_ABOVE_4,
    LOW_ABOVE_4,
    LOW_ABOVE_4,
    LOW_ABOVE_4,
    LOW_ABOVE_4 | SURROGATE,
    LOW_ABOVE_4,
    LOW_ABOVE_4,
  ],
  16,
);
const NEXT_HIGH = memory.data<u8>(
  [
    // 0_: ASCII
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    // 1000, 1001, 1010, 1011
    CONTINUATION | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4,
    CONTINUATION | OVERLONG_3 | TOO_LARGE,
    CONTINUATION | SURROGATE | TOO_LARGE,
    CONTINUATION | SURROGATE | TOO_LARGE,
    // 11: a lead
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
  ],
  16,
);
