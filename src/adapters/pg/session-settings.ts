// What a session of ours sets for itself, once it is open. Any role may set these.
import { toIngestError } from "./sqlstate.ts";
import type { OpenedClient } from "./connection/open.ts";

interface Setting {
  readonly name: string;
  readonly value: string;
  /** The first server that knows it. */
  readonly versionMin?: number;
}

const SETTINGS: readonly Setting[] = [
  // The server must notice a client that is gone, or it keeps the claim and the locks for hours. Twenty seconds
  // without an answer to a probe end the connection.
  { name: "tcp_keepalives_idle", value: "5" },
  { name: "tcp_keepalives_interval", value: "5" },
  { name: "tcp_keepalives_count", value: "3" },
  { name: "tcp_user_timeout", value: "20000" },
  { name: "client_connection_check_interval", value: "5s", versionMin: 140_000 },
  // No lock is waited for without a word; who has reason to wait longer says so in its own transaction.
  { name: "lock_timeout", value: "15s" },
  // Limits made for queries, which every batch of a load would run into for ever.
  { name: "statement_timeout", value: "0" },
  { name: "transaction_timeout", value: "0", versionMin: 170_000 },
  { name: "client_min_messages", value: "warning" },
];

/**
 * Behind a pooler nothing is set: the server's session is another's in the next transaction, and would keep it. A
 * pooler is known by the process id that it gave, which is not the server's.
 */
export async function applySettings(opened: OpenedClient): Promise<void> {
  const { client, backend, serverVersion } = opened;
  const known = SETTINGS.filter(({ versionMin = 0 }) => serverVersion >= versionMin);
  const values = known.map(({ name, value }) => `('${name}', '${value}')`).join(", ");
  try {
    await client.query(`SELECT pg_catalog.set_config(name, value, false)
FROM (VALUES ${values}) AS setting (name, value) WHERE pg_catalog.pg_backend_pid() = ${backend.processId}`);
  } catch (error) {
    throw toIngestError(error);
  }
}
