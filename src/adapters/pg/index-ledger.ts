// The ledger's table of what was dropped: written in the transaction that drops, and marked in those that restore.
import type { ClientBase } from "pg";
import { errors } from "../../core/base/errors.ts";
import type { StoredObject } from "./index-objects.ts";

/** One object that a load has dropped and not yet restored. */
export interface DdlRow {
  readonly loadId: string;
  readonly position: number;
  /** The load's table, as people read it. */
  readonly target: string;
  /** Why the last attempt to restore it did not succeed. */
  readonly problem: string | null;
  readonly object: StoredObject;
}

/** Part of the ledger's schema; the load keeps its row as long as something of it is recorded here. */
export const CREATE_DDL = `CREATE TABLE IF NOT EXISTS rowmill.ddl (
  load_id text NOT NULL REFERENCES rowmill.load,
  position int NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  target text NOT NULL,
  definition jsonb NOT NULL,
  state text NOT NULL DEFAULT 'to drop' CHECK (state IN ('to drop', 'dropped', 'restored')),
  problem text,
  changed_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  PRIMARY KEY (load_id, position)
);
COMMENT ON TABLE rowmill.ddl IS 'Rowmill: indexes and constraints that a load dropped, with the statements that make them again';`;

/** Stops a run that was taken over. */
export async function requireEpoch(
  client: ClientBase,
  loadId: string,
  epoch: number,
): Promise<void> {
  const { rows } = await client.query<{ epoch: string }>(
    "SELECT epoch FROM rowmill.load WHERE load_id = $1 FOR KEY SHARE",
    [loadId],
  );
  if (Number(rows[0]?.epoch) !== epoch) throw errors.takenOver(loadId);
}

/** Whether the load has ever dropped anything, restored or not. */
export async function hasDropped(client: ClientBase, loadId: string): Promise<boolean> {
  if ((await ddlState(client)) !== "readable") return false;
  const { rows } = await client.query("SELECT 1 FROM rowmill.ddl WHERE load_id = $1 LIMIT 1", [
    loadId,
  ]);
  return rows.length > 0;
}

export async function recordObjects(
  client: ClientBase,
  load: { readonly loadId: string; readonly target: string },
  objects: readonly StoredObject[],
): Promise<void> {
  await client.query(RECORD, [
    load.loadId,
    load.target,
    objects.map(({ kind }) => kind),
    objects.map(({ name }) => name),
    objects.map((object) => JSON.stringify(object)),
  ]);
}

export async function markDropped(
  client: ClientBase,
  loadId: string,
  position: number,
): Promise<void> {
  await client.query(MARK, [loadId, position, "dropped", null]);
}

export async function markRestored(client: ClientBase, row: DdlRow): Promise<void> {
  await client.query(MARK, [row.loadId, row.position, "restored", null]);
}

export async function noteProblem(client: ClientBase, row: DdlRow, problem: string): Promise<void> {
  await client.query(MARK, [row.loadId, row.position, "dropped", problem]);
}

/** What is dropped and not restored, of one load or of all; nothing where the ledger is none of this role's. */
export async function droppedObjects(
  client: ClientBase,
  loadId: string | null,
): Promise<readonly DdlRow[]> {
  if ((await ddlState(client)) !== "readable") return [];
  const { rows } = await client.query<DdlRecord>(DROPPED, [loadId]);
  return rows.map((row) => ({
    loadId: row.load_id,
    position: row.position,
    target: row.target,
    problem: row.problem,
    object: row.definition,
  }));
}

async function ddlState(client: ClientBase): Promise<"missing" | "closed" | "readable"> {
  const { rows } = await client.query<{ may: boolean }>(DDL_STATE);
  const [state] = rows;
  if (state === undefined) return "missing";
  return state.may ? "readable" : "closed";
}

interface DdlRecord {
  readonly load_id: string;
  readonly position: number;
  readonly target: string;
  readonly problem: string | null;
  readonly definition: StoredObject;
}

const DDL_STATE = `
SELECT pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AS may
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'rowmill' AND c.relname = 'ddl'`;

const RECORD = `
INSERT INTO rowmill.ddl (load_id, position, target, kind, name, definition)
SELECT $1, o.position, $2, o.kind, o.name, o.definition::jsonb
FROM ROWS FROM (pg_catalog.unnest($3::text[]), pg_catalog.unnest($4::text[]), pg_catalog.unnest($5::text[]))
  WITH ORDINALITY AS o(kind, name, definition, position)`;

const MARK = `
UPDATE rowmill.ddl SET state = $3, problem = $4, changed_at = pg_catalog.statement_timestamp()
WHERE load_id = $1 AND position = $2`;

const DROPPED = `
SELECT load_id, position, target, problem, definition FROM rowmill.ddl
WHERE state <> 'restored' AND ($1::text IS NULL OR load_id = $1) ORDER BY load_id, position`;
