// UTF-16 as UTF-8, block by block. Lone surrogates and an odd last byte are errors with their place, never "?".
import { errors } from "../../core/base/errors.ts";
import type { SourceReader } from "../../core/load/ports.ts";

const BLOCK_BYTES = 64 * 1024;

export class Utf16Reader implements SourceReader {
  readonly startOffset: number;
  readonly #inner: SourceReader;
  readonly #path: string;
  readonly #encoding: "utf-16le" | "utf-16be";
  readonly #block = Buffer.allocUnsafe(BLOCK_BYTES);
  /** Bytes of the block kept for the next one: an odd byte, or the first half of a surrogate pair. */
  #kept = 0;
  #blockOffset: number;
  #text = Buffer.alloc(0);

  constructor(inner: SourceReader, path: string, encoding: "utf-16le" | "utf-16be") {
    this.#inner = inner;
    this.#path = path;
    this.#encoding = encoding;
    this.startOffset = inner.startOffset;
    this.#blockOffset = inner.startOffset;
  }

  get storedBytes(): number {
    return this.#inner.storedBytes;
  }

  async read(into: Uint8Array): Promise<number> {
    while (this.#text.length === 0) {
      if (!(await this.#decodeBlock())) return 0;
    }
    const count = Math.min(into.length, this.#text.length);
    into.set(this.#text.subarray(0, count));
    this.#text = this.#text.subarray(count);
    return count;
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  /** False at the end of the file. */
  async #decodeBlock(): Promise<boolean> {
    const count = await this.#inner.read(this.#block.subarray(this.#kept));
    const filled = this.#kept + count;
    if (count === 0) {
      if (filled > 0) throw this.#invalid(0);
      return false;
    }
    const whole = this.#wholeUnits(filled);
    const units = Buffer.from(this.#block.subarray(0, whole));
    const text = (this.#encoding === "utf-16be" ? units.swap16() : units).toString("utf16le");
    if (!text.isWellFormed()) throw this.#invalid(2 * firstLoneSurrogate(text));
    this.#text = Buffer.from(text, "utf8");
    this.#block.copyWithin(0, whole, filled);
    this.#kept = filled - whole;
    this.#blockOffset += whole;
    return true;
  }

  /** Bytes that make whole characters: neither half a unit nor half a pair at the end. */
  #wholeUnits(filled: number): number {
    const even = filled - (filled % 2);
    if (even < 2) return even;
    const high = this.#block[this.#encoding === "utf-16le" ? even - 1 : even - 2] ?? 0;
    return high >= 0xd8 && high <= 0xdb ? even - 2 : even;
  }

  #invalid(at: number): Error {
    return errors.encodingInvalid(
      { file: this.#path, byteOffset: this.#blockOffset + at },
      this.#encoding.toUpperCase(),
    );
  }
}

function firstLoneSurrogate(text: string): number {
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index) ?? 0;
    if (code > 0xffff) index++;
    else if (code >= 0xd800 && code <= 0xdfff) return index;
  }
  return text.length;
}
