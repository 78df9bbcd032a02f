// Unpacks gzip: several members are one text, zeros behind the last are padding, anything else there is an error.
import { once } from "node:events";
import { createGunzip, type Gunzip } from "node:zlib";
import { IngestError } from "../../core/base/ingest-error.ts";
import { sourceErrors } from "../../core/base/source-errors.ts";
import type { SourceReader } from "../../core/load/ports.ts";

const STORED_CHUNK_BYTES = 64 * 1024;
const TEXT_CHUNK_BYTES = 256 * 1024;

/** Pulled: nothing is unpacked further ahead than zlib's own buffers of a few chunks. */
export async function* gunzipped(
  path: string,
  stored: SourceReader,
): AsyncGenerator<Uint8Array, void, void> {
  const gunzip = createGunzip({ chunkSize: TEXT_CHUNK_BYTES });
  const chunks: AsyncIterator<Uint8Array, unknown> = gunzip[Symbol.asyncIterator]();
  const feeding = feed(path, stored, gunzip);
  // Whoever reads the chunks sees it; here it only must not count as unhandled.
  feeding.catch((error: unknown) => gunzip.destroy(asError(error)));
  try {
    for (;;) {
      const chunk = await chunks.next();
      if (chunk.done === true) break;
      yield chunk.value;
    }
    await feeding;
  } catch (error) {
    if (error instanceof IngestError || !isZlibError(error)) throw error;
    throw sourceErrors.sourceCorrupt(path, stored.storedBytes, error.message);
  } finally {
    gunzip.destroy();
    await Promise.allSettled([feeding]);
  }
}

async function feed(path: string, stored: SourceReader, gunzip: Gunzip): Promise<void> {
  const closed = once(gunzip, "close");
  // It ends with an error where gunzip does, which whoever reads the chunks sees.
  closed.catch(() => undefined);
  // One for all: zlib is done with it when the write is.
  const chunk = Buffer.allocUnsafe(STORED_CHUNK_BYTES);
  for (;;) {
    const count = await stored.read(chunk);
    if (count === 0) break;
    const isTaken = await Promise.race([
      write(gunzip, chunk.subarray(0, count)),
      closed.then(() => false),
    ]);
    if (!isTaken) return;
    const left = stored.storedBytes - gunzip.bytesWritten;
    if (left > 0) {
      await refuseGarbage(path, chunk.subarray(count - left, count), stored);
      return;
    }
  }
  gunzip.end();
}

function write(gunzip: Gunzip, chunk: Uint8Array): Promise<true> {
  return new Promise((resolve, reject) => {
    gunzip.write(chunk, (error) => {
      if (error) reject(error);
      else resolve(true);
    });
  });
}

/** zlib stopped at a zero byte behind a member: tapes and some tools pad with zeros. */
async function refuseGarbage(path: string, left: Uint8Array, stored: SourceReader): Promise<void> {
  const chunk = Buffer.allocUnsafe(STORED_CHUNK_BYTES);
  for (let rest = left; rest.length > 0;) {
    if (rest.some((byte) => byte !== 0)) {
      const reason = "something that is not gzip follows the compressed text";
      throw sourceErrors.sourceCorrupt(path, stored.storedBytes, reason);
    }
    rest = chunk.subarray(0, await stored.read(chunk));
  }
}

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));

/** zlib's own, as Z_DATA_ERROR and Z_BUF_ERROR. */
const isZlibError = (error: unknown): error is Error =>
  error instanceof Error &&
  "code" in error &&
  typeof error.code === "string" &&
  error.code.startsWith("Z_");
