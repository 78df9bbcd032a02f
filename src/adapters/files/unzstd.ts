// Unpacks zstd as it is read, block by block, in one buffer for all of it: the frame's window, and room behind it. So
// what it takes is known from a frame's header, and a frame of any ratio gives out at most one block at a time.
import { sourceErrors } from "../../core/base/source-errors.ts";
import type { SourceReader } from "../../core/load/ports.ts";
import { Xxh64 } from "./xxh64.ts";
import { BLOCK_BYTES_MAX, ZstdBlocks } from "./zstd-blocks.ts";
import { ZstdProblem } from "./zstd-entropy.ts";
import {
  addBlock,
  BLOCK_HEAD_BYTES,
  blockHead,
  FRAME_MAGIC,
  frameHeader,
  frameHeaderBytes,
  type FrameHeader,
} from "./zstd-frame.ts";

/** What the zstd program itself takes without being asked for more. */
const WINDOW_BYTES_MAX = 128 * 1_048_576;
const STORED_CHUNK_BYTES = 256 * 1024;
/** Before a frame shows that it has more. */
const FIRST_TEXT_BYTES = 4 * BLOCK_BYTES_MAX;
const SKIPPABLE = 0x184d2a50;

export async function* unzstd(
  path: string,
  stored: SourceReader,
): AsyncGenerator<Uint8Array, void, void> {
  const input = new ZstdInput(path, stored);
  const output = new FrameOutput();
  try {
    while (!(await input.isAtEnd())) {
      const magic = await input.number(4, "the start of a frame");
      if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
        await input.skip(await input.number(4, "a frame to skip"));
      } else if (magic === FRAME_MAGIC) {
        yield* unpackFrame(input, output);
      } else {
        throw input.corrupt("something that is not zstd follows the compressed text");
      }
    }
  } catch (error) {
    if (error instanceof ZstdProblem) throw input.corrupt(error.message);
    throw error;
  }
}

async function* unpackFrame(
  input: ZstdInput,
  output: FrameOutput,
): AsyncGenerator<Uint8Array, void, void> {
  const frame = await readFrameHeader(input);
  output.start(frame);
  const checksum = new Xxh64();
  let textBytes = 0;
  for (let isLast = false; !isLast;) {
    const head = blockHead(await input.take(BLOCK_HEAD_BYTES, "a block's header"), frame);
    ({ isLast } = head);
    const stored = await input.take(head.bytes, "a block");
    const text = output.add((blocks) => addBlock(blocks, head, stored));
    textBytes += text.length;
    if (frame.hasChecksum) checksum.update(text);
    if (text.length > 0) yield text;
  }
  if (frame.textBytes !== null && frame.textBytes !== textBytes)
    throw input.corrupt(`a frame gives ${textBytes} bytes and promised ${frame.textBytes}`);
  if (frame.hasChecksum && (await input.number(4, "a checksum")) !== checksum.low())
    throw input.corrupt("the checksum does not fit the text");
}

async function readFrameHeader(input: ZstdInput): Promise<FrameHeader> {
  const flags = await input.number(1, "a frame's header");
  const rest = await input.take(frameHeaderBytes(flags), "a frame's header");
  const frame = frameHeader(flags, Buffer.from(rest));
  if (frame.windowBytes > WINDOW_BYTES_MAX)
    throw input.windowTooLarge(frame.windowBytes, WINDOW_BYTES_MAX);
  return frame;
}

/** The text of the frames, one after the other in the same buffer: what a match may reach, and what is new. */
class FrameOutput {
  #text: Uint8Array = new Uint8Array(FIRST_TEXT_BYTES);
  readonly #blocks = new ZstdBlocks(this.#text);
  #windowBytes = 0;

  start({ windowBytes }: FrameHeader): void {
    this.#windowBytes = windowBytes;
    this.#blocks.restart();
  }

  /** The text that `unpack` adds; valid until the next is added. */
  add(unpack: (blocks: ZstdBlocks) => void): Uint8Array {
    if (this.#blocks.end + BLOCK_BYTES_MAX > this.#text.length) this.#makeRoom();
    const start = this.#blocks.end;
    unpack(this.#blocks);
    return this.#text.subarray(start, this.#blocks.end);
  }

  /**
   * A header may claim any window, so there is room for it only once the frame has text; pages that the text does not
   * reach take no memory. When window and an eighth more are full, the window is moved to the front: eight bytes for one
   * of text, which is less than unpacking it costs.
   */
  #makeRoom(): void {
    const room = Math.max(2 * BLOCK_BYTES_MAX, this.#windowBytes >>> 3);
    if (this.#text.length >= this.#windowBytes + room) {
      this.#blocks.keep(this.#windowBytes);
      return;
    }
    this.#text = new Uint8Array(this.#windowBytes + room);
    this.#blocks.growInto(this.#text);
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
