// The text of a source: its bytes from behind the byte order mark, UTF-16 turned into UTF-8 on the way.
import type { Fingerprint } from "../../core/load/plan.ts";
import type { Source, SourceReader } from "../../core/load/ports.ts";
import type { Encoding } from "../../core/records/dialect.ts";
import { Utf16Reader } from "./utf16-reader.ts";

export class TextSource implements Source {
  readonly path: string;
  readonly isOnce: boolean;
  readonly #bytes: Source;
  readonly #encoding: Encoding;
  readonly #bomLength: number;

  constructor(bytes: Source, encoding: Encoding, bomLength: number) {
    this.path = bytes.path;
    this.isOnce = bytes.isOnce ?? false;
    this.#bytes = bytes;
    this.#encoding = encoding;
    this.#bomLength = bomLength;
  }

  fingerprint(signal: AbortSignal): Promise<Fingerprint> {
    return this.#bytes.fingerprint(signal);
  }

  async open(signal: AbortSignal): Promise<SourceReader> {
    const bytes = await this.#bytes.open(signal);
    const text = this.#bomLength === 0 ? bytes : new MarkPasser(bytes, this.#bomLength);
    if (this.#encoding === "utf-16le" || this.#encoding === "utf-16be")
      return new Utf16Reader(text, this.path, this.#encoding);
    return text;
  }
}

/** Passes over the byte order mark at the first read. */
class MarkPasser implements SourceReader {
  readonly startOffset: number;
  readonly #inner: SourceReader;
  #left: number;

  constructor(inner: SourceReader, bomLength: number) {
    this.startOffset = bomLength;
    this.#inner = inner;
    this.#left = bomLength;
  }

  get storedBytes(): number {
    return this.#inner.storedBytes;
  }

  async read(into: Uint8Array): Promise<number> {
    const mark = new Uint8Array(this.#left);
    while (this.#left > 0) {
      const count = await this.#inner.read(mark.subarray(0, this.#left));
      if (count === 0) return 0;
      this.#left -= count;
    }
    return this.#inner.read(into);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
