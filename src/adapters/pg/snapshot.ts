// Takes a snapshot of the connected database's catalog: what the `live/*` rules and the hover read. It only
// reads, as any role may, in one transaction; what the role may not see is null or empty, never an error.
import type { Client } from "pg";
import type { IngestError } from "../../core/base/ingest-error.ts";
import type { Logger } from "../../core/base/log.ts";
import type { CatalogSnapshot } from "../../core/lang/sql/schema/snapshot.ts";
import { openClient } from "./connection/open.ts";
import type { ConnectionSettings } from "./connection/settings.ts";
import { withPatience } from "./copy-in.ts";
import { CatalogReader } from "./snapshot-reader.ts";
import { readServerFacts } from "./snapshot-server.ts";
import { readTables } from "./snapshot-tables.ts";
import { toIngestError } from "./sqlstate.ts";

export interface SnapshotOptions {
  /** The connection's name, for messages. */
  readonly name: string;
  readonly log: Logger;
}

/**
 * Opens a session, takes the snapshot, ends the session. Rejects with an IngestError, or with the signal's reason when
 * it aborts; then the socket is cut, and the server ends the statement under way.
 */
export async function snapshotOf(
  settings: ConnectionSettings,
  options: SnapshotOptions,
  signal: AbortSignal,
): Promise<CatalogSnapshot> {
  const onError = (error: IngestError): void =>
    options.log.info("connection broke", { reason: error.message });
  const { client } = await openClient(
    settings,
    { applicationName: "rowmill snapshot", log: options.log, onError },
    signal,
  );
  try {
    return await takeSnapshot(client, options, signal);
  } finally {
    await withPatience(client, CLOSE_MS, () => client.end()).catch(() => undefined);
  }
}

/** The same over a session that is open and in no transaction. */
export async function takeSnapshot(
  client: Client,
  options: SnapshotOptions,
  signal: AbortSignal,
): Promise<CatalogSnapshot> {
  signal.throwIfAborted();
  const cut = (): void => void client.connection.stream.destroy();
  signal.addEventListener("abort", cut, { once: true });
  const takenAt = new Date().toISOString();
  try {
    await client.query(BEGIN);
    const reader = new CatalogReader(client, options.log);
    const { hasCitus, ...server } = await readServerFacts(reader);
    const tables = await readTables(reader, hasCitus);
    await client.query("COMMIT");
    return { takenAt, connection: options.name, hasCitus, ...server, ...tables };
  } catch (error) {
    signal.throwIfAborted();
    await client.query("ROLLBACK").catch(() => undefined);
    throw toIngestError(error);
  } finally {
    signal.removeEventListener("abort", cut);
  }
}

const CLOSE_MS = 2_000;

/** Sizes are read under a lock that a running ALTER TABLE would not give: better to do without them. */
const BEGIN = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL statement_timeout = '15s'; SET LOCAL lock_timeout = '2s'; SET LOCAL jit = off;
SET LOCAL client_min_messages = warning`;
