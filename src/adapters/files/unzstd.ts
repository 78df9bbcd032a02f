// Unpacks zstd, block by block: fzstd decodes the blocks; frames, limits and checksums, which it does not look at,
// are read here. So a frame of any ratio gives out at most one block at a time.
import { Decompress } from "fzstd";
import { sourceErrors } from "../../core/base/source-errors.ts";
import type { SourceReader } from "../../core/load/ports.ts";
import { Xxh64 } from "./xxh64.ts";

/** What the zstd program itself takes without being asked for more. */
const WINDOW_BYTES_MAX = 128 * 1_048_576;
const BLOCK_BYTES_MAX = 128 * 1024;
const STORED_CHUNK_BYTES = 256 * 1024;
const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const [RLE_BLOCK, RESERVED_BLOCK] = [1, 3];

export async function* unzstd(
  path: string,
  stored: SourceReader,
): AsyncGenerator<Uint8Array, void, void> {
  const input = new ZstdInput(path, stored);
  while (!(await input.isAtEnd())) {
    const magic = await input.number(4, "the start of a frame");
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
      await input.skip(await input.number(4, "a frame to skip"));
    } else if (magic === MAGIC) {
      yield* unpackFrame(input);
    } else {
      throw input.corrupt("something that is not zstd follows the compressed text");
    }
  }
}

async function* unpackFrame(input: ZstdInput): AsyncGenerator<Uint8Array, void, void> {
  const frame = await readFrameHeader(input);
  const blocks = new BlockDecoder(input, frame.header);
  const checksum = new Xxh64();
  let textBytes = 0;
  for (let isLast = false; !isLast;) {
    const block = await readBlock(input, frame.blockBytesMax);
    ({ isLast } = block);
    const text = blocks.decode(block.bytes, isLast);
    textBytes += text.length;
    if (frame.hasChecksum) checksum.update(text);
    if (text.length > 0) yield text;
  }
  if (frame.textBytes !== null && frame.textBytes !== textBytes)
    throw input.corrupt(`a frame gives ${textBytes} bytes and promised ${frame.textBytes}`);
  if (frame.hasChecksum && (await input.number(4, "a checksum")) !== checksum.low())
    throw input.corrupt("the checksum does not fit the text");
}

interface FrameHeader {
  /** With the magic number, and without the mark that a checksum follows. */
  readonly header: Uint8Array;
  readonly hasChecksum: boolean;
  readonly textBytes: number | null;
  readonly blockBytesMax: number;
}

async function readFrameHeader(input: ZstdInput): Promise<FrameHeader> {
  const flags = await input.number(1, "a frame's header");
  const isSingleSegment = (flags & 0x20) !== 0;
  const sizeFlag = flags >>> 6;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0;
  const sizeBytes = sizeFlag === 0 ? Number(isSingleSegment) : 2 ** sizeFlag;
  const length = (isSingleSegment ? 0 : 1) + dictionaryBytes + sizeBytes;
  const rest = Buffer.from(await input.take(length, "a frame's header"));
  if ((flags & 0x08) !== 0) throw input.corrupt("a frame uses a feature that zstd does not have");
  const dictionaryAt = length - sizeBytes - dictionaryBytes;
  if (rest.subarray(dictionaryAt, dictionaryAt + dictionaryBytes).some((byte) => byte !== 0))
    throw input.corrupt("it was compressed with a dictionary, which is not in it");
  const textBytes = sizeBytes === 0 ? null : contentSize(rest.subarray(length - sizeBytes));
  const windowBytes = isSingleSegment ? (textBytes ?? 0) : windowSize(rest[0] ?? 0);
  if (windowBytes > WINDOW_BYTES_MAX) throw input.windowTooLarge(windowBytes, WINDOW_BYTES_MAX);
  return {
    header: Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, flags & ~0x04]), rest]),
    hasChecksum: (flags & 0x04) !== 0,
    textBytes,
    blockBytesMax: Math.min(BLOCK_BYTES_MAX, windowBytes),
  };
}

/** A size of two bytes counts from 256 on. */
function contentSize(bytes: Buffer): number {
  if (bytes.length === 8) return Number(bytes.readBigUInt64LE());
  return bytes.readUIntLE(0, bytes.length) + (bytes.length === 2 ? 256 : 0);
}

/** Five bits of exponent over 1 KB, three of eighths. */
const windowSize = (byte: number): number => 2 ** (10 + (byte >>> 3)) * (1 + (byte & 7) / 8);

async function readBlock(
  input: ZstdInput,
  blockBytesMax: number,
): Promise<{ readonly bytes: Uint8Array; readonly isLast: boolean }> {
  const head = Uint8Array.from(await input.take(3, "a block's header"));
  const packed = (head[0] ?? 0) | ((head[1] ?? 0) << 8) | ((head[2] ?? 0) << 16);
  const [kind, size] = [(packed >>> 1) & 3, packed >>> 3];
  if (kind === RESERVED_BLOCK) throw input.corrupt("a block of a kind that zstd does not have");
  if (size > blockBytesMax) throw input.corrupt(`a block of ${size} bytes is too large`);
  const content = await input.take(kind === RLE_BLOCK ? 1 : size, "a block");
  return { bytes: Buffer.concat([head, content]), isLast: (packed & 1) === 1 };
}

/** One frame's decoder: blocks in, text out at once. */
class BlockDecoder {
  readonly #input: ZstdInput;
  readonly #fzstd: Decompress;
  /** fzstd wants to see more than one short block before it begins. */
  #chunks: Uint8Array[] = [];

  constructor(input: ZstdInput, header: Uint8Array) {
    this.#input = input;
    this.#fzstd = new Decompress((chunk) => {
      if (chunk.length > 0) this.#chunks.push(chunk);
    });
    this.#fzstd.push(header);
  }

  decode(block: Uint8Array, isLast: boolean): Uint8Array {
    this.#chunks = [];
    try {
      this.#fzstd.push(block, isLast);
    } catch (error) {
      // Whatever it throws, also where it stumbles over its own tables, comes of bytes that make no sense.
      throw this.#input.corrupt(error instanceof Error ? error.message : String(error));
    }
    const [only, ...more] = this.#chunks;
    return only !== undefined && more.length === 0 ? only : Buffer.concat(this.#chunks);
  }
}

/** The stored bytes in pieces as they are asked for. */
class ZstdInput {
  readonly #path: string;
  readonly #stored: SourceReader;
  readonly #buffer = Buffer.allocUnsafe(STORED_CHUNK_BYTES);
  #from = 0;
  #to = 0;

  constructor(path: string, stored: SourceReader) {
    this.#path = path;
    this.#stored = stored;
  }

  async isAtEnd(): Promise<boolean> {
    return this.#from === this.#to && !(await this.#fill());
  }

  /** Valid until the next call. */
  async take(count: number, what: string): Promise<Uint8Array> {
    while (this.#to - this.#from < count)
      if (!(await this.#fill())) throw this.corrupt(`it ends within ${what}`);
    this.#from += count;
    return this.#buffer.subarray(this.#from - count, this.#from);
  }

  async skip(count: number): Promise<void> {
    for (let left = count; left > 0;) {
      const step = Math.min(left, BLOCK_BYTES_MAX);
      await this.take(step, "a frame to skip");
      left -= step;
    }
  }

  /** Little-endian and unsigned. */
  async number(bytes: 1 | 4, what: string): Promise<number> {
    const taken = await this.take(bytes, what);
    return Buffer.from(taken.buffer, taken.byteOffset, bytes).readUIntLE(0, bytes);
  }

  corrupt(reason: string): Error {
    return sourceErrors.sourceCorrupt(this.#path, this.#position, reason);
  }

  windowTooLarge(windowBytes: number, bytesMax: number): Error {
    return sourceErrors.windowTooLarge(this.#path, this.#position, windowBytes, bytesMax);
  }

  get #position(): number {
    return this.#stored.storedBytes - (this.#to - this.#from);
  }

  /** False at the end of the source. */
  async #fill(): Promise<boolean> {
    this.#buffer.copyWithin(0, this.#from, this.#to);
    this.#to -= this.#from;
    this.#from = 0;
    const count = await this.#stored.read(this.#buffer.subarray(this.#to));
    this.#to += count;
    return count > 0;
  }
}
