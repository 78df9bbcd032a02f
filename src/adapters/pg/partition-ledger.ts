// The ledger's table of partitions that loads made, written in the transaction that makes them.
import type { ClientBase } from "pg";
import type { PlannedPartition } from "../../core/load/plan.ts";

export async function recordPartition(
  client: ClientBase,
  loadId: string,
  { table, sql }: PlannedPartition,
): Promise<void> {
  await client.query(RECORD, [loadId, table.schema, table.name, sql]);
}

const RECORD = `
INSERT INTO rowmill.partition (load_id, schema_name, table_name, ddl) VALUES ($1, $2, $3, $4)
ON CONFLICT (load_id, schema_name, table_name) DO UPDATE SET ddl = excluded.ddl, made_at = pg_catalog.now()`;

/** Part of the ledger's own DDL. */
export const CREATE_PARTITION = `
CREATE TABLE IF NOT EXISTS rowmill.partition (
  load_id text NOT NULL REFERENCES rowmill.load ON DELETE CASCADE,
  schema_name text NOT NULL,
  table_name text NOT NULL,
  ddl text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  PRIMARY KEY (load_id, schema_name, table_name)
);
COMMENT ON TABLE rowmill.partition IS 'Rowmill: partitions that a load made, written in the transaction that made them';`;
