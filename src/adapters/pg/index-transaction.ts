// Transactions over definitions: short waits for locks, no time-outs of the role, all or nothing.
import type { ClientBase } from "pg";

/** While we wait for a lock everybody behind us waits too, so we give way and try again. */
const LOCK_TIMEOUT = "10s";

export async function inTransaction<T>(client: ClientBase, use: () => Promise<T>): Promise<T> {
  await client.query(BEGIN);
  try {
    const result = await use();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // A connection that is gone has rolled back already; the first error is the one that tells.
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

const BEGIN = `BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL lock_timeout = '${LOCK_TIMEOUT}';
SELECT pg_catalog.set_config(name, '0', true) FROM pg_catalog.pg_settings
WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`;

/**
 * With every name qualified in what the catalog prints, so that it means the same under any search_path. Inside a
 * transaction, which takes the setting back if `use` rejects.
 */
export async function withQualifiedNames<T>(client: ClientBase, use: () => Promise<T>): Promise<T> {
  const { rows } = await client.query<{ before: string }>(
    "SELECT pg_catalog.current_setting('search_path') AS before",
  );
  await client.query(SET_PATH, [""]);
  const result = await use();
  await client.query(SET_PATH, [rows[0]?.before ?? ""]);
  return result;
}

const SET_PATH = "SELECT pg_catalog.set_config('search_path', $1, true)";
