// A regular file on disk as a source of its stored bytes; notices when somebody else touches it meanwhile.
import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import { errors } from "../../core/base/errors.ts";
import { sourceErrors } from "../../core/base/source-errors.ts";
import type { Fingerprint } from "../../core/load/plan.ts";
import type { Source, SourceReader } from "../../core/load/ports.ts";

const SAMPLE_BLOCK_BYTES = 64 * 1024;
const SAMPLE_BLOCKS = 64;

export class FileSource implements Source {
  readonly path: string;
  #known: KnownFile | null = null;

  constructor(path: string) {
    this.path = path;
  }

  /** Read once: later it is enough that nobody has touched the file since, as it is for a reader of it. */
  async fingerprint(signal: AbortSignal): Promise<Fingerprint> {
    if (this.#known === null || (await this.#change(this.#known)) !== null)
      this.#known = await fingerprintFile(this.path, signal);
    return this.#known.fingerprint;
  }

  async #change({ facts }: KnownFile): Promise<string | null> {
    try {
      return change(facts, await statNow(this.path));
    } catch (error) {
      throw fileError(this.path, error);
    }
  }

  async open(): Promise<SourceReader> {
    const file = await openRegular(this.path);
    return new FileReader(this.path, file, await file.stat({ bigint: true }));
  }
}

interface KnownFile {
  readonly fingerprint: Fingerprint;
  /** From before it was read. */
  readonly facts: BigIntStats;
}

/** Size, and SHA-256 over head, tail and evenly spaced blocks between them. */
async function fingerprintFile(path: string, signal: AbortSignal): Promise<KnownFile> {
  const file = await openRegular(path);
  try {
    const facts = await file.stat({ bigint: true });
    const bytesTotal = Number(facts.size);
    const hash = createHash("sha256");
    const last = Math.max(0, bytesTotal - SAMPLE_BLOCK_BYTES);
    const block = Buffer.allocUnsafe(SAMPLE_BLOCK_BYTES);
    for (let index = 0; index < SAMPLE_BLOCKS; index++) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(
        block,
        0,
        block.length,
        Math.floor((last * index) / (SAMPLE_BLOCKS - 1)),
      );
      hash.update(block.subarray(0, bytesRead));
      if (bytesTotal <= SAMPLE_BLOCK_BYTES) break;
    }
    return { fingerprint: { bytesTotal, sampled: hash.digest("hex") }, facts };
  } finally {
    await file.close();
  }
}

/**
 * Throws a user error for what is no regular file, links followed. A pipe or a device cannot be read again, and opening
 * one may wait for ever, where no signal is heard.
 */
export async function requireRegular(path: string): Promise<void> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) throw errors.fileIsDirectory(path);
    if (!facts.isFile()) throw errors.fileNotRegular(path);
  } catch (error) {
    throw fileError(path, error);
  }
}

async function openRegular(path: string): Promise<FileHandle> {
  await requireRegular(path);
  try {
    return await open(path, "r");
  } catch (error) {
    throw fileError(path, error);
  }
}

/** A file system error in our words; anything else as it is. */
export function fileError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  switch (error.code) {
    case "ENOENT":
    case "ENOTDIR":
      return errors.fileNotFound(path);
    case "EACCES":
    case "EPERM":
      return errors.fileUnreadable(path, "permission denied");
    case "EISDIR":
      return errors.fileIsDirectory(path);
    case "EIO":
      return errors.fileUnreadable(path, "the disk reports an error");
    default:
      return error;
  }
}

class FileReader implements SourceReader {
  readonly startOffset = 0;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #opened: BigIntStats;
  #position = 0;

  constructor(path: string, file: FileHandle, opened: BigIntStats) {
    this.#path = path;
    this.#file = file;
    this.#opened = opened;
  }

  get storedBytes(): number {
    return this.#position;
  }

  async read(into: Uint8Array): Promise<number> {
    try {
      const { bytesRead } = await this.#file.read(into, 0, into.length, this.#position);
      this.#position += bytesRead;
      await this.#refuseChange();
      return bytesRead;
    } catch (error) {
      throw fileError(this.#path, error);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** After each read, so that no batch is given out whose bytes may be of two contents. */
  async #refuseChange(): Promise<void> {
    const difference = change(this.#opened, await statNow(this.#path));
    if (difference !== null) throw sourceErrors.sourceReplaced(this.#path, difference);
  }
}

/** What somebody did to the file in between, in words; null for nothing. */
function change(before: BigIntStats, now: BigIntStats | null): string | null {
  if (now === null) return "it was removed or renamed";
  if (now.ino !== before.ino || now.dev !== before.dev) return "another file has its name now";
  if (now.size !== before.size) return `it had ${before.size} bytes and has ${now.size}`;
  return now.mtimeNs === before.mtimeNs ? null : "it was written to";
}

/** Null when there is no file of that name. */
async function statNow(path: string): Promise<BigIntStats | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
