// zstd's frames (RFC 8878, section 3.1.1): what their headers say, and a whole archive that lies in memory, as the pages
// of Parquet do. Files are unpacked as they are read, by unzstd.ts.
import { BLOCK_BYTES_MAX, ZstdBlocks } from "./zstd-blocks.ts";
import { ZstdProblem } from "./zstd-entropy.ts";

export const FRAME_MAGIC = 0xfd2fb528;
export const BLOCK_HEAD_BYTES = 3;

export interface FrameHeader {
  readonly hasChecksum: boolean;
  /** Null where the frame does not tell. */
  readonly textBytes: number | null;
  /** As far as a match may reach back. */
  readonly windowBytes: number;
  /** Of a block, packed or not. */
  readonly blockBytesMax: number;
}

/** Of the rest of a frame's header, by its first byte. */
export function frameHeaderBytes(flags: number): number {
  return Number(!isSingleSegment(flags)) + dictionaryBytes(flags) + sizeBytes(flags);
}

const isSingleSegment = (flags: number): boolean => (flags & 0x20) !== 0;
const dictionaryBytes = (flags: number): number => [0, 1, 2, 4][flags & 3] ?? 0;
const sizeBytes = (flags: number): number =>
  flags >>> 6 === 0 ? Number(isSingleSegment(flags)) : 2 ** (flags >>> 6);

/** `rest`: as many bytes as frameHeaderBytes says. Throws a ZstdProblem for what nothing can unpack. */
export function frameHeader(flags: number, rest: Buffer): FrameHeader {
  if ((flags & 0x08) !== 0) throw new ZstdProblem("a frame uses a feature that zstd does not have");
  const sizeAt = rest.length - sizeBytes(flags);
  const dictionary = rest.subarray(sizeAt - dictionaryBytes(flags), sizeAt);
  if (dictionary.some((byte) => byte !== 0))
    throw new ZstdProblem("it was compressed with a dictionary, which is not in it");
  const textBytes = sizeAt === rest.length ? null : contentSize(rest.subarray(sizeAt));
  const windowBytes = isSingleSegment(flags) ? (textBytes ?? 0) : windowSize(rest[0] ?? 0);
  return {
    hasChecksum: (flags & 0x04) !== 0,
    textBytes,
    windowBytes,
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

export interface BlockHead {
  readonly kind: number;
  readonly isLast: boolean;
  /** Of the stored block. */
  readonly bytes: number;
  /** Of the text, where it is a repeated byte; else the same as `bytes`. */
  readonly size: number;
}

const [REPEATED, RESERVED] = [1, 3];

/** `head`: its three bytes. */
export function blockHead(head: Uint8Array, { blockBytesMax }: FrameHeader): BlockHead {
  const packed = (head[0] ?? 0) | ((head[1] ?? 0) << 8) | ((head[2] ?? 0) << 16);
  const [kind, size] = [(packed >>> 1) & 3, packed >>> 3];
  if (kind === RESERVED) throw new ZstdProblem("a block of a kind that zstd does not have");
  if (size > blockBytesMax) throw new ZstdProblem(`a block of ${size} bytes is too large`);
  return { kind, isLast: (packed & 1) === 1, bytes: kind === REPEATED ? 1 : size, size };
}

/** Puts the text of a block behind the text so far. */
export function addBlock(blocks: ZstdBlocks, { kind, size }: BlockHead, stored: Uint8Array): void {
  if (kind === 0) blocks.copy(stored);
  else if (kind === REPEATED) blocks.fill(stored[0] ?? 0, size);
  else blocks.unpack(stored);
}

/** What unpacks the frames that lie in memory, one after the other: each begins without what the one before left. */
const pages = new ZstdBlocks(new Uint8Array(0));

/** One frame into `text`, which is as long as its text may be; what follows it is not looked at. Returns its length. */
export function unzstdFrame(stored: Uint8Array, text: Uint8Array): number {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.length);
  if (bytes.length < 5 || bytes.readUInt32LE(0) !== FRAME_MAGIC)
    throw new ZstdProblem("a page is no zstd");
  const flags = bytes.readUInt8(4);
  let at = 5 + frameHeaderBytes(flags);
  const header = frameHeader(flags, bytes.subarray(5, at));
  pages.restart();
  pages.growInto(text);
  for (let isLast = false; !isLast;) {
    const head = blockHead(bytes.subarray(at, at + BLOCK_HEAD_BYTES), header);
    at += BLOCK_HEAD_BYTES;
    if (at + head.bytes > bytes.length) throw new ZstdProblem("a page ends within a block");
    addBlock(pages, head, bytes.subarray(at, at + head.bytes));
    at += head.bytes;
    ({ isLast } = head);
  }
  return pages.end;
}
