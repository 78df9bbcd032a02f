// Whether this role may make the partitions that a plan wants, asked before the first byte.
import type { ClientBase } from "pg";
import { partitionErrors } from "../../core/base/partition-errors.ts";
import { tableText, type PlannedPartition, type TableName } from "../../core/load/plan.ts";
import { quoteTable } from "./identifiers.ts";

/** Refuses a role that is not the owner of a parent, and a name that something else has. */
export async function requireMayMake(
  client: ClientBase,
  planned: readonly PlannedPartition[],
): Promise<void> {
  const made = new Set(planned.map(({ table }) => tableText(table)));
  for (const { parent, table } of planned) {
    if (!made.has(tableText(parent))) await requireOwner(client, parent, table);
    const { rows } = await client.query<{ is_taken: boolean }>(IS_TAKEN, [quoteTable(table)]);
    if (rows[0]?.is_taken === true) throw partitionErrors.partitionNameTaken(tableText(table));
  }
}

async function requireOwner(
  client: ClientBase,
  parent: TableName,
  { schema }: TableName,
): Promise<void> {
  const { rows } = await client.query<{ role: string; owner: string; may: boolean }>(MAY_MAKE, [
    quoteTable(parent),
    schema,
  ]);
  const [answer] = rows;
  if (answer === undefined || answer.may) return;
  throw partitionErrors.partitionsForbidden(tableText(parent), answer.role, answer.owner);
}

const IS_TAKEN = "SELECT pg_catalog.to_regclass($1) IS NOT NULL AS is_taken";

const MAY_MAKE = `
SELECT current_user::text AS role, pg_catalog.pg_get_userbyid(c.relowner)::text AS owner,
  pg_catalog.pg_has_role(c.relowner, 'USAGE') AND pg_catalog.has_schema_privilege($2, 'CREATE') AS may
FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass($1)`;
