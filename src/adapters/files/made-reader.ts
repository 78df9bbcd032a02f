// Gives out the text that a maker makes from a file of another form, with the places of its records.
import type { SourcePlaces, SourceReader } from "../../core/load/ports.ts";
import type { PlaceQueue } from "./place-queue.ts";

export interface RecordMaker {
  /**
   * More text, whose records were added to `places` first; null at the end. Bytes are only valid until the next are
   * asked for.
   */
  next(): Promise<string | Uint8Array | null>;
  readonly places: PlaceQueue;
  readonly storedBytes: number;
  close(): Promise<void>;
}

export class MadeReader implements SourceReader {
  /** Of the text that is given out, which has no byte order mark. */
  readonly startOffset = 0;
  readonly #maker: RecordMaker;
  #text: Uint8Array;

  /** `header`: the first record, with its end. */
  constructor(header: string, maker: RecordMaker) {
    this.#maker = maker;
    this.#text = Buffer.from(header);
  }

  get storedBytes(): number {
    return this.#maker.storedBytes;
  }

  async read(into: Uint8Array): Promise<number> {
    while (this.#text.length === 0) {
      const made = await this.#maker.next();
      if (made === null) return 0;
      this.#text = typeof made === "string" ? Buffer.from(made) : made;
    }
    const count = Math.min(into.length, this.#text.length);
    into.set(this.#text.subarray(0, count));
    this.#text = this.#text.subarray(count);
    return count;
  }

  takePlaces(records: number): SourcePlaces {
    return this.#maker.places.take(records);
  }

  close(): Promise<void> {
    return this.#maker.close();
  }
}
