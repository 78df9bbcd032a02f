// What 64 bytes are, one bit for each: the lowest bit of a mask stands for the first byte.

@final
export class Mask {
  /** The bytes that are the one in every lane of `byte`. */
  @inline
  static of(a: v128, b: v128, c: v128, d: v128, byte: v128): u64 {
    const low = <u64>(
      ((<u32>i8x16.bitmask(i8x16.eq(a, byte))) | ((<u32>i8x16.bitmask(i8x16.eq(b, byte))) << 16))
    );
    const high = <u64>(
      ((<u32>i8x16.bitmask(i8x16.eq(c, byte))) | ((<u32>i8x16.bitmask(i8x16.eq(d, byte))) << 16))
    );
    return low | (high << 32);
  }

  /** Each bit becomes the parity of the bits up to and with it. */
  @inline
  static prefixXor(mask: u64): u64 {
    mask ^= mask << 1;
    mask ^= mask << 2;
    mask ^= mask << 4;
    mask ^= mask << 8;
    mask ^= mask << 16;
    return mask ^ (mask << 32);
  }
}
