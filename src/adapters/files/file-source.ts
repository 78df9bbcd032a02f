// A file on disk as the load's source: fingerprint, sequential bytes, and UTF-16 turned into UTF-8 on the way.
import { createHash } from "node:crypto";
import { open, stat, type FileHandle } from "node:fs/promises";
import { errors } from "../../core/base/errors.ts";
import type { Fingerprint } from "../../core/load/plan.ts";
import type { Source, SourceReader } from "../../core/load/ports.ts";
import type { Encoding } from "../../core/records/dialect.ts";
import { Utf16Reader } from "./utf16-reader.ts";

const SAMPLE_BLOCK_BYTES = 64 * 1024;
const SAMPLE_BLOCKS = 64;

export class FileSource implements Source {
  readonly path: string;
  readonly #encoding: Encoding;
  readonly #bomLength: number;

  constructor(path: string, encoding: Encoding, bomLength: number) {
    this.path = path;
    this.#encoding = encoding;
    this.#bomLength = bomLength;
  }

  fingerprint(signal: AbortSignal): Promise<Fingerprint> {
    return fingerprintFile(this.path, signal);
  }

  async open(): Promise<SourceReader> {
    const file = await openRegular(this.path);
    const plain = new PlainReader(file, this.path, this.#bomLength);
    if (this.#encoding === "utf-16le" || this.#encoding === "utf-16be")
      return new Utf16Reader(plain, this.path, this.#encoding);
    return plain;
  }
}

/** Size, and SHA-256 over head, tail and evenly spaced blocks between them. */
export async function fingerprintFile(path: string, signal: AbortSignal): Promise<Fingerprint> {
  const file = await openRegular(path);
  try {
    const bytesTotal = (await file.stat()).size;
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
    return { bytesTotal, sampled: hash.digest("hex") };
  } finally {
    await file.close();
  }
}

/** The first `bytes` of the file, fewer when it is shorter. */
export async function readHead(path: string, bytes: number): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    const head = Buffer.allocUnsafe(bytes);
    let filled = 0;
    for (;;) {
      const { bytesRead } = await file.read(head, filled, bytes - filled, filled);
      filled += bytesRead;
      if (bytesRead === 0 || filled === bytes) return head.subarray(0, filled);
    }
  } finally {
    await file.close();
  }
}

/** Opens a regular file for reading, or says what it is instead. */
async function openRegular(path: string): Promise<FileHandle> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) throw errors.fileIsDirectory(path);
    // A pipe or a device cannot be read again by a resume, and opening one may wait for ever.
    if (!facts.isFile()) throw errors.fileNotRegular(path);
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

class PlainReader implements SourceReader {
  readonly startOffset: number;
  readonly #file: FileHandle;
  readonly #path: string;
  #position: number;

  constructor(file: FileHandle, path: string, bomLength: number) {
    this.#file = file;
    this.#path = path;
    this.startOffset = bomLength;
    this.#position = bomLength;
  }

  async read(into: Uint8Array): Promise<number> {
    try {
      const { bytesRead } = await this.#file.read(into, 0, into.length, this.#position);
      this.#position += bytesRead;
      return bytesRead;
    } catch (error) {
      throw fileError(this.#path, error);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
