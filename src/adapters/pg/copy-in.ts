// One COPY FROM STDIN through pg-copy-streams, and a watchdog on what the server takes.
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { errors } from "../../core/base/errors.ts";

/** Large pieces: every piece costs two socket writes and two turns of the loop, row-sized ones forty times the load. */
const PIECE_BYTES = 1024 * 1024;

/** More than any socket's high-water mark: such a piece is waited for, while a smaller one may still lie in a queue. */
const HELD_BYTES_MIN = 128 * 1024;

export interface CopyWatch {
  readonly patienceMs: number;
  readonly onSent: (bytes: number) => void;
}

/** All of the data, or one piece after the other; such a piece may be overwritten when the next is asked for. */
export type CopyBytes = Uint8Array | Iterable<Uint8Array>;

/** Rows the server took. Rejects with the server's error, or the one of a connection that made no progress. */
export async function copyIn(
  client: Client,
  { sql, bytes }: { readonly sql: string; readonly bytes: CopyBytes },
  watch: CopyWatch,
  signal: AbortSignal,
): Promise<number> {
  const copy = client.query(copyFrom(sql));
  return withPatience(client, watch.patienceMs, async (progress) => {
    // Always through pipeline: writing by hand leaves an error of the server without a listener (issue 171 there).
    // It asks for a piece when the last one is in the kernel; a stream in between would read ahead.
    await pipeline(piecesOf(bytes, watch, progress), copy, { signal });
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
  bytes: CopyBytes,
  watch: CopyWatch,
  progress: () => void,
): Generator<Uint8Array, void, void> {
  if (!(bytes instanceof Uint8Array)) {
    for (const piece of bytes) {
      yield piece.length < HELD_BYTES_MIN ? new Uint8Array(piece) : piece;
      progress();
      watch.onSent(piece.length);
    }
    return;
  }
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    const piece = bytes.subarray(start, start + PIECE_BYTES);
    yield piece;
    // Asked for the next one: the last went into the socket.
    progress();
    watch.onSent(piece.length);
  }
}
