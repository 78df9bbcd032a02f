// XXH3 with 128 bits in WebAssembly (src/wasm/hash): tells by accident changed content from the same, about ten times
// as fast as SHA-256. Whoever wants to deceive can; for that it is not meant.
import type { WasmFunction, WasmInstance, WasmMemory } from "./wasm-memory.ts";

const DIGEST_BYTES = 16;
/** Text that lies elsewhere is copied in by pieces of this size. */
const PIECE_BYTES = 16 * 1024;

export class ContentHash {
  readonly #memory: WasmMemory;
  /** The module's state, then the digest, then the piece. */
  readonly #slot: Uint8Array;
  readonly #address: number;
  readonly #digest: Uint8Array;
  readonly #piece: Uint8Array;
  readonly #update: WasmFunction;
  readonly #finish: WasmFunction;

  /** Null where there is no module, or no room for its state. */
  static open(memory: WasmMemory): ContentHash | null {
    const instance = memory.instance("hash");
    if (instance === null) return null;
    const slot = memory.take(instance.call("hashBytes")() + DIGEST_BYTES + PIECE_BYTES);
    const address = memory.addressOf(slot);
    return address === null ? null : new ContentHash(memory, instance, slot, address);
  }

  private constructor(
    memory: WasmMemory,
    instance: WasmInstance,
    slot: Uint8Array,
    address: number,
  ) {
    this.#memory = memory;
    this.#slot = slot;
    this.#address = address;
    this.#piece = slot.subarray(slot.length - PIECE_BYTES);
    this.#digest = slot.subarray(slot.length - PIECE_BYTES - DIGEST_BYTES, -PIECE_BYTES);
    this.#update = instance.call("update");
    this.#finish = instance.call("digest");
    instance.call("start")(address);
  }

  update(bytes: Uint8Array): void {
    const address = this.#memory.addressOf(bytes);
    if (address === null) this.#copyIn(bytes);
    else this.#update(this.#address, address, bytes.length);
  }

  /** Of everything so far, hex; the hash goes on. */
  digest(): string {
    this.#finish(this.#address, this.#addressOf(this.#digest));
    return Array.from(this.#digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  #copyIn(bytes: Uint8Array): void {
    const address = this.#addressOf(this.#piece);
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const part = bytes.subarray(at, at + PIECE_BYTES);
      this.#piece.set(part);
      this.#update(this.#address, address, part.length);
    }
  }

  #addressOf(part: Uint8Array): number {
    return this.#address + part.byteOffset - this.#slot.byteOffset;
  }
}
