// What 64 bytes are, one bit for each: the lowest bit of a mask stands for the first byte.

@final
export class Mask {
  /** Of four vectors whose lanes are all ones or none, as comparisons leave them. */
  @inline
  static bits(a: v128, b: v128, c: v128, d: v128): u64 {
    const low = <u64>((<u32>i8x16.bitmask(a)) | ((<u32>i8x16.bitmask(b)) << 16));
    const high = <u64>((<u32>i8x16.bitmask(c)) | ((<u32>i8x16.bitmask(d)) << 16));
    return low | (high << 32);
  }

  /** The bytes that are the one in every lane of `byte`. */
  @inline
  static of(a: v128, b: v128, c: v128, d: v128, byte: v128): u64 {
    return Mask.bits(i8x16.eq(a, byte), i8x16.eq(b, byte), i8x16.eq(c, byte), i8x16.eq(d, byte));
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
