// A network that lost its way tells nobody: the driver waits for an answer for ever. While an answer is owed and no
// byte moves, a second connection is asked whether the server is at work on it; if not, the first one is cut.
import { Socket } from "node:net";
import type { Client } from "pg";
import { errors } from "../../core/base/errors.ts";
import type { Logger } from "../../core/base/log.ts";

export interface SilenceWatch {
  readonly client: Client;
  /** Asks over another connection. A rejection means that the server cannot be reached. */
  readonly isAtWork: () => Promise<boolean>;
  readonly log: Logger;
  readonly silenceMs?: number;
}

const SILENCE_MS = 30_000;
const LOOKS = 6;

/** Watches until the connection closes. Statements may take hours, as long as the server says that it is at them. */
export function watchSilence(watch: SilenceWatch): void {
  const { client, silenceMs = SILENCE_MS } = watch;
  const { connection } = client;
  const { stream } = connection;
  // Every connection of ours is on a socket; the driver's types leave that open.
  if (!(stream instanceof Socket)) return;
  let writtenWhenReady = stream.bytesWritten;
  let moved = bytesMoved(stream);
  let quietLooks = 0;
  let isAsking = false;
  connection.on("readyForQuery", () => (writtenWhenReady = stream.bytesWritten));
  const look = async (): Promise<void> => {
    const now = bytesMoved(stream);
    const isOwed = stream.bytesWritten > writtenWhenReady;
    quietLooks = isOwed && now === moved ? quietLooks + 1 : 0;
    moved = now;
    if (quietLooks < LOOKS || isAsking) return;
    isAsking = true;
    const isAtWork = await watch.isAtWork().catch(() => false);
    isAsking = false;
    quietLooks = 0;
    // The answer may have come while we asked.
    if (isAtWork || bytesMoved(stream) !== moved) return;
    watch.log.warn("connection cut", {
      reason: "the server owes an answer and is not at work on it",
    });
    stream.destroy(errors.noProgress(Math.round(silenceMs / 1_000)));
  };
  const timer = setInterval(() => void look(), silenceMs / LOOKS);
  timer.unref();
  stream.once("close", () => clearInterval(timer));
}

const bytesMoved = (stream: Socket): number => stream.bytesRead + stream.bytesWritten;

/** Whether a session of that name runs a statement. Any role sees the state of its own sessions. */
export async function isNameAtWork(client: Client, applicationName: string): Promise<boolean> {
  const { rowCount } = await client.query(AT_WORK, [applicationName]);
  return (rowCount ?? 0) > 0;
}

/** By name and not by process, for a pooler between us and the server has process ids of its own. */
const AT_WORK = `
SELECT FROM pg_catalog.pg_stat_activity
WHERE application_name = $1 AND state = 'active' AND pid <> pg_catalog.pg_backend_pid()`;
