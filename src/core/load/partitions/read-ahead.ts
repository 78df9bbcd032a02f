// The text of a source in blocks that lie in the WebAssembly memory. The next block is read while the one before is
// looked at, and what was left over of that stands before it.
import type { WasmMemory } from "../../records/wasm-memory.ts";
import type { SourceReader } from "../ports.ts";

/** As much as a processor's cache holds while it is read and looked at; a read costs some microseconds. */
const BLOCK_BYTES = 2 * 1024 * 1024;
/** Room before a block for what was left over. */
const REST_BYTES_MAX = 1024 * 1024;
const SLOT_BYTES = REST_BYTES_MAX + BLOCK_BYTES;

export interface Text {
  readonly bytes: Uint8Array;
  /** The file ends with it. */
  readonly isEnd: boolean;
}

export class ReadAhead {
  readonly #reader: SourceReader;
  readonly #memory: WasmMemory;
  /** Of the text that was given out last, and of the one that is read. */
  #given: Uint8Array;
  #filling: Uint8Array;
  #reading: Promise<number>;

  /** Begins to read. `close` must be called and awaited before the reader is closed. */
  constructor(reader: SourceReader, memory: WasmMemory) {
    this.#reader = reader;
    this.#memory = memory;
    this.#given = memory.take(SLOT_BYTES);
    this.#filling = memory.take(SLOT_BYTES);
    this.#reading = this.#read();
  }

  /**
   * The next text, valid until the next is asked for; `rest`, the end of the one before, is its beginning. Null where
   * there is no room for so much. Rejects with an IngestError.
   */
  async next(rest: Uint8Array): Promise<Text | null> {
    const count = await this.#reading;
    if (rest.length > REST_BYTES_MAX) return null;
    const start = REST_BYTES_MAX - rest.length;
    const slot = this.#filling;
    slot.set(rest, start);
    this.#filling = this.#given;
    this.#given = slot;
    if (count > 0) this.#reading = this.#read();
    return { bytes: slot.subarray(start, REST_BYTES_MAX + count), isEnd: count === 0 };
  }

  /** After an end: the reader is in another file now. */
  restart(): void {
    this.#reading = this.#read();
  }

  /** Waits for what is being read, whatever comes of it, and gives the memory back. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#reading]);
    this.#memory.give(this.#given);
    this.#memory.give(this.#filling);
  }

  #read(): Promise<number> {
    return this.#reader.read(this.#filling.subarray(REST_BYTES_MAX));
  }
}
