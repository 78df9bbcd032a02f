// The content of a compressed source, unpacked as it is read: one unpacker feeds all workers, and never runs ahead.
import { sourceErrors } from "../../core/base/source-errors.ts";
import type { Fingerprint } from "../../core/load/plan.ts";
import type { Source, SourceReader } from "../../core/load/ports.ts";
import { gunzipped } from "./gunzip.ts";
import type { Packing } from "./packing.ts";
import { unzstd } from "./unzstd.ts";

/** Up to here any ratio is harmless. */
const RATIO_FREE_BYTES = 100_000_000;

export class UnpackedSource implements Source {
  readonly path: string;
  readonly isOnce: boolean;
  readonly #stored: Source;
  readonly #packing: Packing;
  readonly #ratioMax: number;

  constructor(stored: Source, packing: Packing, ratioMax: number) {
    this.path = stored.path;
    this.isOnce = stored.isOnce ?? false;
    this.#stored = stored;
    this.#packing = packing;
    this.#ratioMax = ratioMax;
  }

  /** Of the stored bytes: cheap, and they decide the text. */
  fingerprint(signal: AbortSignal): Promise<Fingerprint> {
    return this.#stored.fingerprint(signal);
  }

  async open(signal: AbortSignal): Promise<SourceReader> {
    const stored = await this.#stored.open(signal);
    return new UnpackingReader(this.path, stored, unpack[this.#packing](this.path, stored), {
      ratioMax: this.#ratioMax,
    });
  }
}

const unpack = { gzip: gunzipped, zstd: unzstd } as const;

class UnpackingReader implements SourceReader {
  readonly startOffset = 0;
  readonly #path: string;
  readonly #stored: SourceReader;
  readonly #chunks: AsyncGenerator<Uint8Array, void, void>;
  readonly #ratioMax: number;
  #chunk: Uint8Array = new Uint8Array(0);
  #textBytes = 0;

  constructor(
    path: string,
    stored: SourceReader,
    chunks: AsyncGenerator<Uint8Array, void, void>,
    { ratioMax }: { readonly ratioMax: number },
  ) {
    this.#path = path;
    this.#stored = stored;
    this.#chunks = chunks;
    this.#ratioMax = ratioMax;
  }

  get storedBytes(): number {
    return this.#stored.storedBytes;
  }

  async read(into: Uint8Array): Promise<number> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return 0;
      this.#chunk = next.value;
      this.#textBytes += next.value.length;
      this.#refuseBomb();
    }
    const count = Math.min(into.length, this.#chunk.length);
    into.set(this.#chunk.subarray(0, count));
    this.#chunk = this.#chunk.subarray(count);
    return count;
  }

  async close(): Promise<void> {
    await this.#chunks.return();
    await this.#stored.close();
  }

  #refuseBomb(): void {
    const { storedBytes } = this;
    if (this.#textBytes <= Math.max(RATIO_FREE_BYTES, storedBytes * this.#ratioMax)) return;
    throw sourceErrors.sourceBomb(this.#path, storedBytes, this.#ratioMax);
  }
}
