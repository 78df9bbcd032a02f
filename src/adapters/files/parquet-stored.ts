// Values as a Parquet page stores them plainly, written as fields of CSV: from bytes to bytes, for the types that are
// common. Whatever a number does not hold exactly, and the rarer types, go through the strings of parquet-values.ts.
import { isUtf8 } from "node:buffer";
import type { TextBuffer } from "./text-buffer.ts";

/** A page, unpacked: the same bytes twice. */
export interface PageBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export const pageBytes = (bytes: Uint8Array): PageBytes => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
});

/**
 * Writes the value of `length` bytes at `at`, which lie in the page. Returns null, or why PostgreSQL cannot keep the
 * value: what was written then is to be taken back.
 */
export type StoredWriter = (
  out: TextBuffer,
  page: PageBytes,
  at: number,
  length: number,
) => string | null;

/** A stored integer; NaN when a number does not hold it exactly. */
export type WholeReader = (page: PageBytes, at: number, length: number) => number;

/** `write` returns false when it does not know how; then, and for what is not exact, `otherwise` writes. */
export const wholeWriter =
  (read: WholeReader, write: WriteWhole, otherwise: StoredWriter): StoredWriter =>
  (out, page, at, length) => {
    const value = read(page, at, length);
    return !Number.isNaN(value) && write(out, value) ? null : otherwise(out, page, at, length);
  };

export type WriteWhole = (out: TextBuffer, value: number) => boolean;

export const int32: WholeReader = ({ view }, at) => view.getInt32(at, true);
export const int64: WholeReader = ({ view }, at) =>
  exact(view.getInt32(at + 4, true), view.getUint32(at, true));
/** Nanoseconds as microseconds. */
export const int64Nanos: WholeReader = ({ view }, at) => {
  const nanos = view.getBigInt64(at, true);
  return nanos % 1000n === 0n ? exactMicros(nanos / 1000n) : NaN;
};

/** In two's complement, most significant byte first: 12 digits of decimals are six bytes, 19 are nine. */
export const bigEndianWhole: WholeReader = ({ bytes }, at, length) => {
  const end = at + length;
  const fill = (bytes[at] ?? 0) > 127 ? 255 : 0;
  let from = at;
  while (end - from > SAFE_BYTES && bytes[from] === fill) from += 1;
  // The sign stands in the first byte that is left, too.
  if (end - from > SAFE_BYTES) return NaN;
  let value = fill === 255 ? -1 : 0;
  for (; from < end; from++) value = value * 256 + (bytes[from] ?? 0);
  return value;
};

/** So many bytes, and a sign, fit into a number exactly. */
const SAFE_BYTES = 6;
const HIGH_MAX = 2 ** 20;
const MICROS_MAX = 2n ** 52n;

const exactMicros = (micros: bigint): number =>
  micros > -MICROS_MAX && micros < MICROS_MAX ? Number(micros) : NaN;

const exact = (high: number, low: number): number =>
  high >= -HIGH_MAX && high < HIGH_MAX ? high * 2 ** 32 + low : NaN;

export const writeWhole: WriteWhole = (out, value) => {
  out.whole(value);
  return true;
};

const [QUOTE, MINUS] = [34, 45];

/** A text that may hold anything, in quotes. */
export const writeQuoted: StoredWriter = (out, { bytes }, at, length) => {
  out.require(2 * length + 2);
  const { bytes: target } = out;
  const end = at + length;
  let to = out.at;
  let high = 0;
  target[to++] = QUOTE;
  for (let from = at; from < end; from++) {
    const byte = bytes[from] ?? 0;
    high |= byte;
    if (byte === QUOTE) target[to++] = QUOTE;
    target[to++] = byte;
  }
  target[to++] = QUOTE;
  if (high > 127 && !isUtf8(bytes.subarray(at, end))) return "a text that is not valid UTF-8";
  out.at = to;
  return null;
};

const HEX_DIGITS = Buffer.from("0123456789abcdef");

function writeHex(out: TextBuffer, bytes: Uint8Array, at: number, end: number): void {
  out.require(2 * (end - at));
  const { bytes: target } = out;
  let to = out.at;
  for (let from = at; from < end; from++) {
    const byte = bytes[from] ?? 0;
    target[to++] = HEX_DIGITS[byte >>> 4] ?? 0;
    target[to++] = HEX_DIGITS[byte & 15] ?? 0;
  }
  out.at = to;
}

/** Bytes of any meaning. */
export const writeBytea: StoredWriter = (out, { bytes }, at, length) => {
  out.text("\\x");
  writeHex(out, bytes, at, at + length);
  return null;
};

/** The borders of a UUID's groups of digits, in bytes. */
const UUID_BORDERS = [0, 4, 6, 8, 10, 16];

export const writeUuid: StoredWriter = (out, { bytes }, at, length) => {
  for (let group = 1; group < UUID_BORDERS.length; group++) {
    if (group > 1) out.byte(MINUS);
    const [from = 0, to = 0] = UUID_BORDERS.slice(group - 1, group + 1);
    writeHex(out, bytes, at + Math.min(from, length), at + Math.min(to, length));
  }
  return null;
};
