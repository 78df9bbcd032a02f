// Small integers as Parquet packs them, levels and numbers of dictionary entries: runs of one value, and stretches of
// values of a few bits each, least significant bit first. They are read one by one; nothing is unpacked ahead.

export class RunReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #width: number;
  readonly #mask: number;
  #at: number;
  /** Of the byte at `#at`, where values are packed. */
  #bit = 0;
  #left = 0;
  #isPacked = false;
  #value = 0;

  /** `width`: bits of a value, 0 to 32; with 0 bits all are 0, and nothing is stored. */
  constructor(bytes: Uint8Array, start: number, end: number, width: number) {
    if (width > 32) throw new RangeError(`values of ${width} bits`);
    if (end > bytes.length) throw new RangeError("runs of values end behind their page");
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#width = width;
    this.#mask = width === 32 ? -1 : (1 << width) - 1;
  }

  /** Throws a RangeError behind the last value. */
  next(): number {
    if (this.#width === 0) return 0;
    if (this.#left === 0) this.#openRun();
    this.#left -= 1;
    return this.#isPacked ? this.#packed() : this.#value;
  }

  /** Passes over `count` values and returns their sum: of levels of one bit, how many values are there. */
  skip(count: number): number {
    if (this.#width === 0) return 0;
    let sum = 0;
    for (let left = count; left > 0;) {
      if (this.#left === 0) this.#openRun();
      const passed = Math.min(left, this.#left);
      if (this.#isPacked) for (let index = 0; index < passed; index++) sum += this.#packed();
      else sum += passed * this.#value;
      this.#left -= passed;
      left -= passed;
    }
    return sum;
  }

  #openRun(): void {
    while (this.#left === 0) {
      const header = this.#varint();
      this.#isPacked = header % 2 === 1;
      this.#left = Math.floor(header / 2) * (this.#isPacked ? 8 : 1);
      this.#bit = 0;
      if (!this.#isPacked) this.#value = this.#repeated();
    }
  }

  #packed(): number {
    const [width, bytes] = [this.#width, this.#bytes];
    const stop = this.#bit + width;
    let at = this.#at;
    // The last stretch may be stored without the bits that nobody asks for.
    if (at + ((stop - 1) >>> 3) >= this.#end) throw this.#ended();
    let value = (bytes[at] ?? 0) >>> this.#bit;
    for (let bits = 8 - this.#bit; bits < width; bits += 8) value |= (bytes[++at] ?? 0) << bits;
    this.#at += stop >>> 3;
    this.#bit = stop & 7;
    return (value & this.#mask) >>> 0;
  }

  #repeated(): number {
    let value = 0;
    for (let bits = 0; bits < this.#width; bits += 8) value |= this.#byte() << bits;
    return value >>> 0;
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      if (factor > 2 ** 28) throw new RangeError("a run of values with no length");
    }
  }

  #byte(): number {
    if (this.#at >= this.#end) throw this.#ended();
    return this.#bytes[this.#at++] ?? 0;
  }

  #ended(): RangeError {
    return new RangeError("it ends before its values do");
  }
}
