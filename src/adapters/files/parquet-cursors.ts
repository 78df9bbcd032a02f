// The values of a page, one after the other, each written as a field: stored plainly, as numbers of dictionary entries,
// or as a list that hyparquet decoded. NULLs are not among them, but in such a list.
import { RunReader } from "./parquet-runs.ts";
import type { PageBytes, StoredWriter } from "./parquet-stored.ts";
import { fieldText, type ParquetKind } from "./parquet-values.ts";
import { TextBuffer } from "./text-buffer.ts";

export interface ValueCursor {
  /** Writes the next value; returns why PostgreSQL cannot keep it, or null. Throws when the page has no more. */
  write(out: TextBuffer): string | null;
  skip(count: number): void;
}

/** Values of one length, one behind the other. */
export class FixedCursor implements ValueCursor {
  readonly #page: PageBytes;
  readonly #length: number;
  readonly #writer: StoredWriter;
  #at: number;

  constructor(page: PageBytes, start: number, length: number, writer: StoredWriter) {
    this.#page = page;
    this.#length = length;
    this.#writer = writer;
    this.#at = start;
  }

  write(out: TextBuffer): string | null {
    const at = this.#at;
    this.#at += this.#length;
    requireInside(this.#at, this.#page);
    return this.#writer(out, this.#page, at, this.#length);
  }

  skip(count: number): void {
    this.#at += count * this.#length;
  }
}

/** Values that have their length before them, in four bytes. */
export class LengthsCursor implements ValueCursor {
  readonly #page: PageBytes;
  readonly #writer: StoredWriter;
  #at: number;

  constructor(page: PageBytes, start: number, writer: StoredWriter) {
    this.#page = page;
    this.#writer = writer;
    this.#at = start;
  }

  write(out: TextBuffer): string | null {
    const length = this.#length();
    return this.#writer(out, this.#page, this.#at - length, length);
  }

  skip(count: number): void {
    for (let left = count; left > 0; left--) this.#length();
  }

  /** Of the value that ends where it stands then. */
  #length(): number {
    const length = this.#page.view.getUint32(this.#at, true);
    this.#at += 4 + length;
    requireInside(this.#at, this.#page);
    return length;
  }
}

/** Booleans, eight in a byte or in runs. */
export class BooleanCursor implements ValueCursor {
  readonly #next: () => number;

  constructor(next: () => number) {
    this.#next = next;
  }

  static plain(page: PageBytes, start: number): BooleanCursor {
    let bit = 0;
    return new BooleanCursor(() => {
      const byte = page.view.getUint8(start + Math.floor(bit / 8));
      return (byte >>> (bit++ % 8)) & 1;
    });
  }

  write(out: TextBuffer): null {
    out.text(this.#next() === 0 ? "false" : "true");
    return null;
  }

  skip(count: number): void {
    for (let left = count; left > 0; left--) this.#next();
  }
}

/** The entries of a dictionary as fields, behind one another: each was written once, for all rows that have it. */
export class Dictionary {
  readonly #text: Uint8Array;
  readonly #ends: Uint32Array;
  readonly #refusals = new Map<number, string>();

  constructor(entries: ValueCursor, count: number) {
    const text = new TextBuffer(1024);
    this.#ends = new Uint32Array(count + 1);
    for (let entry = 0; entry < count; entry++) {
      const { at } = text;
      const refusal = entries.write(text);
      if (refusal !== null) {
        text.at = at;
        this.#refusals.set(entry, refusal);
      }
      this.#ends[entry + 1] = text.at;
    }
    // It stays as long as its row group; what the text could have grown into does not.
    this.#text = new Uint8Array(text.bytes.subarray(0, text.at));
  }

  write(out: TextBuffer, entry: number): string | null {
    const end = this.#ends[entry + 1];
    if (end === undefined) throw new RangeError("a value that is not in the dictionary");
    out.copy(this.#text, this.#ends[entry] ?? 0, end);
    return this.#refusals.size === 0 ? null : (this.#refusals.get(entry) ?? null);
  }
}

/** Values that are numbers of entries of a dictionary. */
export class EntryCursor implements ValueCursor {
  readonly #dictionary: Dictionary;
  readonly #entries: RunReader;

  /** From `start` on: how many bits a number has, and the numbers. */
  constructor(dictionary: Dictionary, page: PageBytes, start: number) {
    const { bytes, view } = page;
    const width = start < bytes.length ? view.getUint8(start) : 0;
    this.#dictionary = dictionary;
    this.#entries = new RunReader(bytes, Math.min(start + 1, bytes.length), bytes.length, width);
  }

  write(out: TextBuffer): string | null {
    return this.#dictionary.write(out, this.#entries.next());
  }

  skip(count: number): void {
    this.#entries.skip(count);
  }
}

/** Values as JavaScript has them; null and undefined are NULL. */
export class ListCursor implements ValueCursor {
  readonly #values: ArrayLike<unknown>;
  readonly #kind: ParquetKind;
  #next = 0;

  constructor(values: ArrayLike<unknown>, kind: ParquetKind) {
    this.#values = values;
    this.#kind = kind;
  }

  write(out: TextBuffer): string | null {
    const value = this.#values[this.#next++];
    if (value === null || value === undefined) return null;
    const text = fieldText(this.#kind, value);
    if (typeof text !== "string") return text.refusal;
    out.text(text);
    return null;
  }

  skip(count: number): void {
    this.#next += count;
  }
}

function requireInside(end: number, { bytes }: PageBytes): void {
  if (end > bytes.length) throw new RangeError("it ends before its values do");
}
