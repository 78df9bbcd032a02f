// A stream as a source that comes once, such as standard input. Its beginning is kept, so that it can be looked at
// before it is loaded; after that there is one pass.
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { sourceErrors } from "../../core/base/source-errors.ts";
import { STANDARD_INPUT, type Fingerprint } from "../../core/load/plan.ts";
import type { Source, SourceReader } from "../../core/load/ports.ts";
import { fileError } from "./file-source.ts";
import { readStart } from "./read-start.ts";

/** More than sniffing reads, with what unpackers read ahead. */
const KEPT_BYTES = 1_048_576;
const FINGERPRINT_BYTES = 256 * 1024;

let input: OnceSource | null = null;

/** Of this process; there is only one. */
export function standardInput(): Source {
  input ??= new OnceSource(STANDARD_INPUT, process.stdin);
  return input;
}

export class OnceSource implements Source {
  readonly path: string;
  readonly isOnce = true;
  readonly #stream: Readable & { ref?: () => void; unref?: () => void };
  readonly #chunks: AsyncIterator<unknown, unknown>;
  #fingerprint: Fingerprint | null = null;
  /** The first bytes; null once more was given out than it holds. */
  #kept: Buffer | null = Buffer.allocUnsafe(KEPT_BYTES);
  #keptBytes = 0;
  /** Taken from the stream and not given out yet. */
  #rest: Uint8Array = new Uint8Array(0);
  /** Asked for by a read that was given up; the next one takes it. */
  #pending: Promise<IteratorResult<unknown, unknown>> | null = null;

  constructor(path: string, stream: Readable) {
    this.path = path;
    this.#stream = stream;
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Of its beginning alone: how long it is shows only at its end. */
  async fingerprint(signal: AbortSignal): Promise<Fingerprint> {
    this.#fingerprint ??= await this.#fingerprintNow(signal);
    return this.#fingerprint;
  }

  async #fingerprintNow(signal: AbortSignal): Promise<Fingerprint> {
    const { bytes } = await readStart(this, FINGERPRINT_BYTES, signal);
    return { bytesTotal: 0, sampled: createHash("sha256").update(bytes).digest("hex") };
  }

  open(signal: AbortSignal): Promise<SourceReader> {
    if (this.#kept === null) return Promise.reject(sourceErrors.sourceOnce(WORDS));
    let position = 0;
    return Promise.resolve({
      startOffset: 0,
      get storedBytes() {
        return position;
      },
      read: async (into: Uint8Array) => {
        const count = await this.#read(into, position, signal);
        position += count;
        return count;
      },
      close: () => Promise.resolve(),
    });
  }

  async #read(into: Uint8Array, position: number, signal: AbortSignal): Promise<number> {
    if (position < this.#keptBytes && this.#kept !== null) {
      const again = this.#kept.subarray(
        position,
        Math.min(this.#keptBytes, position + into.length),
      );
      into.set(again);
      return again.length;
    }
    if (this.#rest.length === 0) this.#rest = await this.#pull(signal);
    const count = Math.min(into.length, this.#rest.length);
    into.set(this.#rest.subarray(0, count));
    this.#keep(into.subarray(0, count));
    this.#rest = this.#rest.subarray(count);
    return count;
  }

  #keep(bytes: Uint8Array): void {
    if (this.#kept === null) return;
    if (this.#keptBytes + bytes.length > this.#kept.length) {
      this.#kept = null;
      return;
    }
    this.#kept.set(bytes, this.#keptBytes);
    this.#keptBytes += bytes.length;
  }

  /**
   * Whoever writes may take its time: a load that stops does not wait for it, and only while it is waited for does the
   * stream keep the process alive.
   */
  async #pull(signal: AbortSignal): Promise<Uint8Array> {
    signal.throwIfAborted();
    let onAbort = (): void => undefined;
    const stopped = new Promise<never>((_resolve, reject) => {
      onAbort = () => reject(asError(signal.reason));
    });
    signal.addEventListener("abort", onAbort, { once: true });
    this.#stream.ref?.();
    try {
      this.#pending ??= this.#chunks.next();
      const next = await Promise.race([this.#pending, stopped]);
      this.#pending = null;
      return next.done !== true && next.value instanceof Uint8Array
        ? next.value
        : new Uint8Array(0);
    } catch (error) {
      throw fileError(WORDS, error);
    } finally {
      this.#stream.unref?.();
      signal.removeEventListener("abort", onAbort);
    }
  }
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason));

const WORDS = "standard input";
