// The ledger's tables in the target database, and how they come to be there.
import type { ClientBase } from "pg";
import { errors } from "../../core/base/errors.ts";
import { IngestError } from "../../core/base/ingest-error.ts";
import { modeErrors } from "../../core/base/mode-errors.ts";
import { CREATE_DDL } from "./index-ledger.ts";
import { CREATE_PARTITION } from "./partition-ledger.ts";
import { toIngestError } from "./sqlstate.ts";

/** Whether the ledger is there, and whether an earlier Rowmill made it; refuses a role that may not use it. */
export async function ledgerState(client: ClientBase): Promise<"none" | "old" | "current"> {
  const { rows } = await client.query<LedgerState>(LEDGER_STATE);
  const [state] = rows;
  if (state === undefined) return "none";
  if (!state.may) throw errors.ledgerClosed(state.role);
  if (!state.ready) return "none";
  return state.current ? "current" : "old";
}

interface LedgerState {
  readonly role: string;
  readonly may: boolean;
  readonly ready: boolean;
  readonly current: boolean;
}

/** Creates schema `rowmill`, or what an older one lacks; safe when several loads start at once. */
export async function prepareLedger(client: ClientBase): Promise<void> {
  const state = await ledgerState(client);
  if (state === "current") return;
  try {
    await client.query(CREATE);
  } catch (error) {
    await client.query("ROLLBACK");
    const mapped = toIngestError(error);
    if (!(mapped instanceof IngestError) || mapped.sqlstate !== INSUFFICIENT_PRIVILEGE)
      throw mapped;
    if (state === "old") throw modeErrors.ledgerOutdated();
    const who = await client.query<{ role: string; database: string }>(
      "SELECT current_user::text AS role, pg_catalog.current_database()::text AS database",
    );
    throw errors.ledgerForbidden(who.rows[0]?.role ?? "", who.rows[0]?.database ?? "");
  }
}

const INSUFFICIENT_PRIVILEGE = "42501";

/**
 * No row: no schema. The tables are made together, so one of them says that all are there; what came in later versions
 * comes together too.
 */
const LEDGER_STATE = `
SELECT current_user::text AS role,
  pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND coalesce(pg_catalog.has_table_privilege(c.oid, 'INSERT'), true) AS may,
  c.oid IS NOT NULL AS ready, m.oid IS NOT NULL AS current
FROM pg_catalog.pg_namespace n
LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = 'reject'
LEFT JOIN pg_catalog.pg_class m ON m.relnamespace = n.oid AND m.relname = 'merge'
WHERE n.nspname = 'rowmill'`;

/**
 * One statement string is one implicit script inside an explicit transaction. CREATE IF NOT EXISTS alone is not safe
 * under concurrency (unique violations in the catalog), hence the advisory lock; its number is ours, from "rowmill".
 */
const CREATE = `
BEGIN;
SELECT pg_catalog.pg_advisory_xact_lock(8247610364412);
CREATE SCHEMA IF NOT EXISTS rowmill;
CREATE TABLE IF NOT EXISTS rowmill.load (
  load_id text PRIMARY KEY,
  epoch bigint NOT NULL DEFAULT 1,
  status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'stopped', 'complete')),
  target_oid oid NOT NULL,
  target text NOT NULL,
  file text NOT NULL,
  plan jsonb NOT NULL,
  content_hash text,
  records bigint,
  started_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  finished_at timestamptz
);
COMMENT ON TABLE rowmill.load IS 'Rowmill: one row a load';
CREATE TABLE IF NOT EXISTS rowmill.batch (
  load_id text NOT NULL REFERENCES rowmill.load ON DELETE CASCADE,
  batch bigint NOT NULL,
  epoch bigint NOT NULL,
  byte_from bigint NOT NULL,
  byte_to bigint NOT NULL,
  prefix_hash text NOT NULL,
  records bigint,
  loaded bigint,
  rejected bigint,
  skipped bigint,
  committed_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  PRIMARY KEY (load_id, batch)
);
COMMENT ON TABLE rowmill.batch IS 'Rowmill: one row a batch, written in the transaction that copied its rows';
CREATE TABLE IF NOT EXISTS rowmill.reject (
  load_id text NOT NULL,
  batch bigint NOT NULL,
  record bigint NOT NULL,
  line bigint NOT NULL,
  byte_offset bigint NOT NULL,
  column_name text,
  sqlstate text NOT NULL,
  message text NOT NULL,
  raw bytea NOT NULL,
  PRIMARY KEY (load_id, record),
  FOREIGN KEY (load_id, batch) REFERENCES rowmill.batch ON DELETE CASCADE
);
COMMENT ON TABLE rowmill.reject IS 'Rowmill: records that were refused, written in the transaction of their batch';
${CREATE_DDL}
ALTER TABLE rowmill.batch ADD COLUMN IF NOT EXISTS duplicates bigint NOT NULL DEFAULT 0;
ALTER TABLE rowmill.reject ADD COLUMN IF NOT EXISTS file text;
CREATE TABLE IF NOT EXISTS rowmill.merge (
  load_id text PRIMARY KEY REFERENCES rowmill.load ON DELETE CASCADE,
  staging_schema text NOT NULL,
  staging_name text NOT NULL,
  staged bigint,
  inserted bigint,
  updated bigint,
  unchanged bigint,
  superseded bigint,
  dropped bigint,
  deleted bigint,
  merged_at timestamptz
);
COMMENT ON TABLE rowmill.merge IS 'Rowmill: where a load stages its rows; the counts once they are in the target';
${CREATE_PARTITION}
COMMIT;`;
