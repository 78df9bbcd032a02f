// One COPY FROM STDIN through pg-copy-streams, and a watchdog on what the server takes.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { errors } from "../../core/base/errors.ts";

/** Large pieces: every piece costs two socket writes, row-sized ones would be forty times slower. */
const PIECE_BYTES = 512 * 1024;

export interface CopyWatch {
  readonly patienceMs: number;
  readonly onSent: (bytes: number) => void;
}

/** Rows the server took. Rejects with the server's error, or the one of a connection that made no progress. */
export async function copyIn(
  client: Client,
  { sql, bytes }: { readonly sql: string; readonly bytes: Uint8Array },
  watch: CopyWatch,
  signal: AbortSignal,
): Promise<number> {
  const copy = client.query(copyFrom(sql));
  return withPatience(client, watch.patienceMs, async (progress) => {
    const pieces = Readable.from(piecesOf(bytes, watch, progress), {
      objectMode: false,
      highWaterMark: PIECE_BYTES,
    });
    // Always through pipeline: writing by hand leaves an error of the server without a listener (issue 171 there).
    await pipeline(pieces, copy, { signal });
    return copy.rowCount;
  });
}

/** Runs `work`; when it makes no progress for `patienceMs` the socket is cut, and `work` fails with errors.noProgress. */
export async function withPatience<T>(
  client: Client,
  patienceMs: number,
  work: (progress: () => void) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const stalled = errors.noProgress(Math.round(patienceMs / 1000));
      // Rejected before the socket is cut, and not left to the work: on a dead peer a pipeline never settles by itself.
      reject(stalled);
      client.connection.stream.destroy(stalled);
    }, patienceMs);
    work(() => timer.refresh())
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

function* piecesOf(
  bytes: Uint8Array,
  watch: CopyWatch,
  progress: () => void,
): Generator<Uint8Array, void, void> {
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    const piece = bytes.subarray(start, start + PIECE_BYTES);
    yield piece;
    // Asked for the next one: the last went into the socket.
    progress();
    watch.onSent(piece.length);
  }
}
