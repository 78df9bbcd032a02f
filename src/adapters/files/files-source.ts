// Several files as one source: the first from its header on, of the others the records, one file after the other.
import { createHash } from "node:crypto";
import { errors } from "../../core/base/errors.ts";
import { fingerprintDifference } from "../../core/load/load-id.ts";
import type { Fingerprint, SourceFile } from "../../core/load/plan.ts";
import type { FileStart, Source, SourceReader } from "../../core/load/ports.ts";
import { fileLength } from "../../core/records/copy-text.ts";
import type { Encoding } from "../../core/records/dialect.ts";

export interface FilePart {
  readonly file: SourceFile;
  /** Its text. */
  readonly source: Source;
}

export class FilesSource implements Source {
  readonly path: string;
  readonly #parts: readonly [FilePart, ...FilePart[]];
  readonly #encoding: Encoding;

  constructor(path: string, parts: readonly [FilePart, ...FilePart[]], encoding: Encoding) {
    this.path = path;
    this.#parts = parts;
    this.#encoding = encoding;
  }

  /** Names the file that is not what the plan says of it. */
  async fingerprint(signal: AbortSignal): Promise<Fingerprint> {
    for (const { file, source } of this.#parts) {
      const difference = fingerprintDifference(file.fingerprint, await source.fingerprint(signal));
      if (difference === null) continue;
      const words = file.isArchive === true ? `${difference}; ${PACKED_ANEW}` : difference;
      throw errors.fileChanged(file.path, words);
    }
    return fingerprintOfAll(this.#parts.map(({ file }) => file));
  }

  async open(signal: AbortSignal): Promise<SourceReader> {
    const [first] = this.#parts;
    return new FilesReader(this.#parts, await first.source.open(signal), this.#encoding);
  }
}

/** The sum of the sizes, and a digest of each file's own. */
export function fingerprintOfAll(files: readonly Pick<SourceFile, "fingerprint">[]): Fingerprint {
  const hash = createHash("sha256");
  let bytesTotal = 0;
  let isSizeKnown = true;
  for (const { fingerprint } of files) {
    hash.update(`${fingerprint.bytesTotal} ${fingerprint.sampled}\n`);
    bytesTotal += fingerprint.bytesTotal;
    isSizeKnown &&= fingerprint.bytesTotal > 0;
  }
  return { bytesTotal: isSizeKnown ? bytesTotal : 0, sampled: hash.digest("hex") };
}

/** A resume by the recorded plan knows the header of the first file only, and planning looks at all of them. */
const PACKED_ANEW =
  "if it was only packed anew, run the same `rowmill load` again, which compares its text";

class FilesReader implements SourceReader {
  readonly startOffset: number;
  readonly #parts: readonly [FilePart, ...FilePart[]];
  readonly #encoding: Encoding;
  #part: FilePart;
  /** Null only while one file is closed and the next is not open. */
  #reader: SourceReader | null;
  /** Of the files before this one. */
  #storedBefore = 0;

  constructor(parts: readonly [FilePart, ...FilePart[]], reader: SourceReader, encoding: Encoding) {
    this.#parts = parts;
    [this.#part] = parts;
    this.#reader = reader;
    this.#encoding = encoding;
    this.startOffset = reader.startOffset;
  }

  get fileName(): string {
    return this.#part.file.name;
  }

  get storedBytes(): number {
    return this.#storedBefore + (this.#reader?.storedBytes ?? 0);
  }

  async read(into: Uint8Array): Promise<number> {
    return (await this.#reader?.read(into)) ?? 0;
  }

  async nextFile(signal: AbortSignal): Promise<FileStart | null> {
    const next = this.#parts[this.#parts.indexOf(this.#part) + 1];
    if (next === undefined) return null;
    this.#storedBefore = this.storedBytes;
    await this.close();
    this.#part = next;
    const reader = await next.source.open(signal);
    this.#reader = reader;
    const { start, line } = next.file.body;
    const header = await readExactly(reader, start);
    return { fileOffset: reader.startOffset + fileLength(header, this.#encoding), line };
  }

  async close(): Promise<void> {
    const reader = this.#reader;
    this.#reader = null;
    await reader?.close();
  }
}

/** Fewer only where the file ends. */
async function readExactly(reader: SourceReader, count: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(count);
  let filled = 0;
  while (filled < count) {
    const read = await reader.read(bytes.subarray(filled));
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}
