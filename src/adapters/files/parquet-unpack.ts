// Unpacks a page of a Parquet file into a buffer that is there, for the compressions that are read.
import { gunzipSync } from "node:zlib";
import { snappyUncompress } from "hyparquet";
import type { CompressionCodec, Compressors } from "hyparquet";
import { PAGE_BYTES_MAX } from "./parquet-pages.ts";
import { unzstdFrame } from "./zstd-frame.ts";

export const CODECS: readonly CompressionCodec[] = ["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"];

/** Fills `into`, or throws. */
export function unpackInto(codec: CompressionCodec, packed: Uint8Array, into: Uint8Array): void {
  const unpacked = unpackedBytes(codec, packed, into);
  if (unpacked !== into.length)
    throw new RangeError(`it unpacks to ${unpacked} bytes, its header says ${into.length}`);
}

/** Returns how many bytes of `into` were written. */
function unpackedBytes(codec: CompressionCodec, packed: Uint8Array, into: Uint8Array): number {
  if (codec === "ZSTD") return unzstdFrame(packed, into);
  if (codec === "SNAPPY") {
    snappyUncompress(packed, into);
    return into.length;
  }
  const maxOutputLength = Math.max(1, into.length);
  const unpacked = codec === "GZIP" ? gunzipSync(packed, { maxOutputLength }) : packed;
  if (unpacked.length <= into.length) into.set(unpacked);
  return unpacked.length;
}

const newPage =
  (codec: CompressionCodec) =>
  (packed: Uint8Array, bytes: number): Uint8Array => {
    if (bytes < 0 || bytes > PAGE_BYTES_MAX) throw new RangeError(`a page of ${bytes} bytes`);
    const page = new Uint8Array(bytes);
    unpackInto(codec, packed, page);
    return page;
  };

/** For hyparquet, which makes a new buffer for each page. */
export const compressors: Compressors = {
  SNAPPY: newPage("SNAPPY"),
  GZIP: newPage("GZIP"),
  ZSTD: newPage("ZSTD"),
};

/** A buffer that is used for one page after the other, and grows to the largest. */
export class Scratch {
  #bytes = new Uint8Array(0);

  take(count: number): Uint8Array {
    if (count < 0 || count > PAGE_BYTES_MAX) throw new RangeError(`a page of ${count} bytes`);
    if (count > this.#bytes.length) this.#bytes = new Uint8Array(count);
    return this.#bytes.subarray(0, count);
  }
}
