// The bytes of an address in order, over as many connections as it takes: after a break it goes on by range, or where
// the server gives none, from the start, with what was read already compared and passed over.
import { createHash, type Hash } from "node:crypto";
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { errors } from "../../core/base/errors.ts";
import { sourceErrors } from "../../core/base/source-errors.ts";
import type { SourceReader } from "../../core/load/ports.ts";
import { httpGet, silence, SILENCE_MS_MAX, TransientHttpError } from "./http-get.ts";
import { shownAddress } from "./place.ts";

/** One after the other without a byte in between; with the pauses, about half a minute. */
const ATTEMPTS_MAX = 8;
/** The first pause; each is twice the one before. */
export const PAUSE_MS = 250;
const PAUSE_MS_MAX = 8_000;

/** What the first answer said; a later one must not say otherwise. */
export interface HttpFacts {
  /** Of the whole content, 0 when not known. */
  readonly bytesTotal: number;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly hasRanges: boolean;
}

export interface ByteRange {
  readonly from: number;
  /** The last byte wanted; null for all. */
  readonly to: number | null;
}

export class HttpReader implements SourceReader {
  readonly startOffset = 0;
  readonly #address: string;
  readonly #range: ByteRange;
  readonly #pauseMs: number;
  readonly #signal: AbortSignal;
  #facts: HttpFacts | null = null;
  #body: Body | null = null;
  /** Offset in the content of the next byte to give out. */
  #position: number;
  /** Over what was given out, for servers without ranges. */
  readonly #hash: Hash = createHash("sha256");
  #attempts = 0;

  constructor(address: string, range: ByteRange, pauseMs: number, signal: AbortSignal) {
    this.#address = address;
    this.#range = range;
    this.#pauseMs = pauseMs;
    this.#signal = signal;
    this.#position = range.from;
  }

  get storedBytes(): number {
    return this.#position - this.#range.from;
  }

  /** Connects if it is not connected yet. */
  async facts(): Promise<HttpFacts> {
    while (this.#facts === null) await this.#retrying(() => this.#connect());
    return this.#facts;
  }

  async read(into: Uint8Array): Promise<number> {
    const facts = await this.facts();
    const end = this.#endOf(facts);
    if (this.#position === end) return 0;
    for (;;) {
      const count = await this.#retrying(async () => {
        this.#body ??= await this.#connect();
        const read = await this.#body.read(into.subarray(0, end - this.#position));
        if (read === 0 && end !== Number.POSITIVE_INFINITY)
          throw new TransientHttpError("it ended before the length that it stated");
        return read;
      });
      if (count === null) continue;
      this.#hash.update(into.subarray(0, count));
      this.#position += count;
      this.#attempts = 0;
      return count;
    }
  }

  close(): Promise<void> {
    this.#drop();
    return Promise.resolve();
  }

  #endOf({ bytesTotal }: HttpFacts): number {
    const total = bytesTotal || Number.POSITIVE_INFINITY;
    const { to } = this.#range;
    return to === null ? total : Math.min(total, to + 1);
  }

  #drop(): void {
    this.#body?.close();
    this.#body = null;
  }

  /** Null after a break: to be tried again, which this has waited for. */
  async #retrying<T>(attempt: () => Promise<T>): Promise<T | null> {
    try {
      return await attempt();
    } catch (error) {
      this.#drop();
      this.#signal.throwIfAborted();
      if (!(error instanceof TransientHttpError)) throw error;
      this.#attempts += 1;
      if (this.#attempts >= ATTEMPTS_MAX)
        throw sourceErrors.addressLost(this.#shown, this.#position, error.message);
      const pauseMs = Math.min(PAUSE_MS_MAX, this.#pauseMs * 2 ** (this.#attempts - 1));
      await sleep(pauseMs, undefined, { signal: this.#signal });
      return null;
    }
  }

  get #shown(): string {
    return shownAddress(this.#address);
  }

  async #connect(): Promise<Body> {
    const answer = await httpGet(this.#address, this.#headers(), this.#signal);
    const body = new Body(answer);
    try {
      const { isPart, ...facts } = this.#factsOf(answer);
      this.#facts ??= facts;
      this.#refuseChange(this.#facts, facts);
      if (!isPart && this.#range.from > 0)
        throw new TransientHttpError("it gives ranges at some times and not at others");
      if (!isPart) await this.#passOver(body, this.#position);
    } catch (error) {
      body.close();
      throw error;
    }
    this.#body = body;
    return body;
  }

  /** A part is asked for only where it surely is one of the same content. */
  #headers(): OutgoingHttpHeaders {
    const { from, to } = this.#range;
    const facts = this.#facts;
    if (facts === null) return { range: `bytes=${from}-${to ?? ""}` };
    const validator = validatorOf(facts);
    if (!facts.hasRanges || validator === null) return {};
    return { range: `bytes=${this.#position}-${to ?? ""}`, "if-range": validator };
  }

  #factsOf(answer: IncomingMessage): HttpFacts & { readonly isPart: boolean } {
    const { statusCode: status = 0, headers } = answer;
    if (status >= 500 || status === 408 || status === 429)
      throw new TransientHttpError(`HTTP status ${status}`);
    const validators = {
      etag: headers.etag ?? null,
      lastModified: headers["last-modified"] ?? null,
    };
    if (status === 206) {
      const [, from, total] =
        /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers["content-range"] ?? "") ?? [];
      if (Number(from) !== this.#position)
        throw sourceErrors.addressInvalid(
          this.#shown,
          "it answers with another range than was asked",
        );
      const bytesTotal = total === "*" ? 0 : Number(total);
      return { ...validators, bytesTotal, hasRanges: true, isPart: true };
    }
    if (status === 416 && this.#facts === null) throw errors.fileEmpty(this.#shown);
    if (status !== 200) throw sourceErrors.addressRefused(this.#shown, status);
    const bytesTotal = Number(headers["content-length"] ?? 0);
    const hasRanges = this.#facts?.hasRanges ?? false;
    return { ...validators, bytesTotal, hasRanges, isPart: false };
  }

  #refuseChange(before: HttpFacts, now: HttpFacts): void {
    const difference =
      before.etag !== now.etag
        ? "its ETag is another one"
        : before.lastModified !== now.lastModified
          ? "its time of change is another one"
          : before.bytesTotal !== now.bytesTotal && now.bytesTotal !== 0
            ? `it had ${before.bytesTotal} bytes and has ${now.bytesTotal}`
            : null;
    if (difference !== null) throw sourceErrors.sourceReplaced(this.#shown, difference);
  }

  /** What was given out already must be the same again. */
  async #passOver(body: Body, skip: number): Promise<void> {
    if (skip === 0) return;
    const hash = createHash("sha256");
    const block = Buffer.allocUnsafe(64 * 1024);
    for (let left = skip; left > 0;) {
      const count = await body.read(block.subarray(0, Math.min(left, block.length)));
      if (count === 0) throw new TransientHttpError("it ended before what was read already");
      hash.update(block.subarray(0, count));
      left -= count;
    }
    if (hash.digest("hex") !== this.#hash.copy().digest("hex"))
      throw sourceErrors.sourceReplaced(this.#shown, `its first ${skip} bytes are others now`);
  }
}

/** For If-Range: a strong ETag, or the time of the last change. */
const validatorOf = ({ etag, lastModified }: HttpFacts): string | null =>
  etag !== null && !etag.startsWith("W/") ? etag : lastModified;

/** An answer's body, pulled. */
class Body {
  readonly #answer: IncomingMessage;
  readonly #chunks: AsyncIterator<unknown, unknown>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(answer: IncomingMessage) {
    this.#answer = answer;
    this.#chunks = answer[Symbol.asyncIterator]();
  }

  async read(into: Uint8Array): Promise<number> {
    if (this.#rest.length === 0) this.#rest = await this.#pull();
    const count = Math.min(into.length, this.#rest.length);
    into.set(this.#rest.subarray(0, count));
    this.#rest = this.#rest.subarray(count);
    return count;
  }

  close(): void {
    this.#answer.destroy();
  }

  /** The server's silence counts only while it is waited for: a slow target is not its fault. */
  async #pull(): Promise<Uint8Array> {
    const timer = setTimeout(() => this.#answer.destroy(silence()), SILENCE_MS_MAX);
    try {
      const next = await this.#chunks.next();
      return next.done !== true && next.value instanceof Uint8Array
        ? next.value
        : new Uint8Array(0);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new TransientHttpError(reason, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}
