// An http:// or https:// address as a source of its stored bytes. What comes from there is data and nothing else.
import { createHash, type Hash } from "node:crypto";
import type { Fingerprint } from "../../core/load/plan.ts";
import type { Source, SourceReader } from "../../core/load/ports.ts";
import { checkedUrl } from "./http-get.ts";
import { HttpReader, PAUSE_MS, type HttpFacts } from "./http-reader.ts";

const SAMPLE_BLOCK_BYTES = 64 * 1024;
/** Each is a request. */
const SAMPLE_BLOCKS = 8;

export class HttpSource implements Source {
  readonly path: string;
  readonly #pauseMs: number;

  /** `pauseMs`: before the first new attempt after a break. */
  constructor(address: string, pauseMs = PAUSE_MS) {
    this.path = checkedUrl(address).href;
    this.#pauseMs = pauseMs;
  }

  /** Length and validators, and where the server gives ranges, blocks from all over the content. */
  async fingerprint(signal: AbortSignal): Promise<Fingerprint> {
    const hash = createHash("sha256");
    const { bytesTotal, etag, lastModified, hasRanges } = await this.#sample(0, hash, signal);
    const last = bytesTotal - SAMPLE_BLOCK_BYTES;
    for (let index = 1; hasRanges && last > 0 && index < SAMPLE_BLOCKS; index++)
      await this.#sample(Math.floor((last * index) / (SAMPLE_BLOCKS - 1)), hash, signal);
    hash.update(JSON.stringify([etag, lastModified]));
    return { bytesTotal, sampled: hash.digest("hex") };
  }

  open(signal: AbortSignal): Promise<SourceReader> {
    return Promise.resolve(new HttpReader(this.path, { from: 0, to: null }, this.#pauseMs, signal));
  }

  async #sample(from: number, hash: Hash, signal: AbortSignal): Promise<HttpFacts> {
    const range = { from, to: from + SAMPLE_BLOCK_BYTES - 1 };
    const reader = new HttpReader(this.path, range, this.#pauseMs, signal);
    const block = Buffer.allocUnsafe(SAMPLE_BLOCK_BYTES);
    try {
      for (;;) {
        const count = await reader.read(block);
        if (count === 0) return await reader.facts();
        hash.update(block.subarray(0, count));
      }
    } finally {
      await reader.close();
    }
  }
}
