// The bytes of a Parquet file that is open: read where its footer says, never outside of the file.
import { readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { AsyncBuffer } from "hyparquet";
import { structureErrors } from "../../core/base/structure-errors.ts";

/** As hyparquet wants a file, and into buffers that are there. */
export interface ParquetBytes extends AsyncBuffer {
  /** Fills `into` from byte `at` on. */
  readInto(into: Uint8Array, at: number): Promise<void>;
}

/** Bytes that were read into `into` from its `filled` on; 0 at the file's end. */
type ReadAt = (into: Uint8Array, filled: number, position: number) => number | Promise<number>;

export const bytesOfHandle = (path: string, size: number, handle: FileHandle): ParquetBytes =>
  bytesOf(path, size, async (into, filled, position) => {
    const { bytesRead } = await handle.read(into, filled, into.length - filled, position);
    return bytesRead;
  });

/** Waits for the disk: for a thread that has nothing else to do. */
export const bytesOfDescriptor = (path: string, size: number, descriptor: number): ParquetBytes =>
  bytesOf(path, size, (into, filled, position) =>
    readSync(descriptor, into, filled, into.length - filled, position),
  );

function bytesOf(path: string, size: number, readAt: ReadAt): ParquetBytes {
  const readInto = async (into: Uint8Array, at: number): Promise<void> => {
    if (at < 0 || at + into.length > size)
      throw structureErrors.parquetBroken(
        path,
        `it names bytes ${at} to ${at + into.length} of ${size}`,
      );
    for (let filled = 0; filled < into.length;) {
      const count = await readAt(into, filled, at + filled);
      if (count === 0) throw structureErrors.parquetBroken(path, "it became shorter");
      filled += count;
    }
  };
  return {
    byteLength: size,
    readInto,
    async slice(start, end = size) {
      const bytes = new Uint8Array(Math.max(0, end - start));
      await readInto(bytes, start);
      return bytes.buffer;
    },
  };
}
