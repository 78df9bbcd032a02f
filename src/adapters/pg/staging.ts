// The staging table of a load: made and recorded in one transaction before the first batch, dropped in the one that
// merges. It is logged, for a server crash empties unlogged tables while the ledger keeps saying "staged".
import type { ClientBase } from "pg";
import { modeErrors } from "../../core/base/mode-errors.ts";
import { errors } from "../../core/base/errors.ts";
import { tableText, type LoadPlan, type TableName } from "../../core/load/plan.ts";
import { quoteIdent, quoteTable } from "./identifiers.ts";
import { requireEpoch } from "./index-ledger.ts";
import { needsLookup, readStagingChecks, type StagingChecks } from "./staging-checks.ts";
import { stagingColumns } from "./staging-columns.ts";

/** How long any lock may be waited for, outside the batches. */
export const STAGING_LOCK_TIMEOUT = "15s";

export interface Staging {
  readonly table: TableName;
  /** The rows are in the target; the table is gone. */
  readonly isMerged: boolean;
}

/** Makes the staging table unless it is there, or was merged; says which. Two runs that begin at once make one. */
export async function prepareStaging(
  client: ClientBase,
  plan: LoadPlan,
  epoch: number,
): Promise<Staging> {
  await client.query(`BEGIN; SET LOCAL lock_timeout = '${STAGING_LOCK_TIMEOUT}'`);
  try {
    await requireEpoch(client, plan.loadId, epoch);
    const wanted = { schema: await stagingSchema(client, plan), name: stagingName(plan.loadId) };
    const claim = await client.query(CLAIM, [plan.loadId, wanted.schema, wanted.name]);
    if (claim.rowCount === 1) await createStaging(client, plan, wanted);
    const staging = await findStaging(client, plan.loadId);
    if (staging === null) throw errors.takenOver(plan.loadId);
    if (!staging.isMerged) await requireThere(client, plan, staging.table);
    await client.query("COMMIT");
    return staging;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

/** What the ledger says of a load's staging; null when it has none. */
export async function findStaging(client: ClientBase, loadId: string): Promise<Staging | null> {
  const { rows } = await client.query<StagingRow>(STAGING_OF_LOAD, [loadId]);
  const [row] = rows;
  if (row === undefined) return null;
  return {
    table: { schema: row.staging_schema, name: row.staging_name },
    isMerged: row.is_merged,
  };
}

/** Drops the staging table of a load that is merged, or given up. The caller's transaction says which. */
export async function dropStaging(client: ClientBase, { table }: Staging): Promise<void> {
  await client.query(`DROP TABLE IF EXISTS ${quoteTable(table)}`);
}

/** The name of the staging table's index that stands for the target's index number `index`. */
export const stagingIndexName = (table: TableName, index: number): string =>
  `${table.name}_u${index + 1}`;

interface StagingRow {
  readonly staging_schema: string;
  readonly staging_name: string;
  readonly is_merged: boolean;
}

const stagingName = (loadId: string): string => `rowmill_stage_${loadId}`;

/** Beside the target, where its owner sees it; in the ledger's schema for a role that may not create there. */
async function stagingSchema(client: ClientBase, plan: LoadPlan): Promise<string> {
  const { schema } = plan.target.table;
  const { rows } = await client.query<{ role: string; target: boolean; ledger: boolean }>(
    MAY_CREATE,
    [schema],
  );
  const may = rows[0] ?? { role: "", target: false, ledger: false };
  if (may.target) return schema;
  if (may.ledger) return "rowmill";
  throw modeErrors.privilegeMissing(
    `mode ${plan.mode} stages its rows in a table, which role ${may.role} may make neither in schema ${schema} nor in schema rowmill`,
    `GRANT CREATE ON SCHEMA ${quoteIdent(schema)} TO ${quoteIdent(may.role)}`,
  );
}

/** The rows' order in the file is batch, then row: numbers ascend within a batch, for one session copies it. */
async function createStaging(client: ClientBase, plan: LoadPlan, table: TableName): Promise<void> {
  const columns = await stagingColumns(client, plan);
  const checks = await readStagingChecks(client, plan);
  const order = `rowmill_batch bigint NOT NULL DEFAULT pg_catalog.current_setting('rowmill.batch')::bigint,
  rowmill_row bigint GENERATED ALWAYS AS IDENTITY (CACHE 1024)`;
  await client.query(`CREATE TABLE ${quoteTable(table)} (\n  ${columns},\n  ${order}\n);
COMMENT ON TABLE ${quoteTable(table)} IS 'Rowmill: rows on their way into the target of load ${plan.loadId}';
${indexesSql(table, checks)}`);
}

function indexesSql(table: TableName, checks: StagingChecks): string {
  const uniques = checks.uniques.map(({ columns }, index) => {
    const name = quoteIdent(stagingIndexName(table, index));
    return `CREATE UNIQUE INDEX ${name} ON ${quoteTable(table)} (${columns.map(quoteIdent).join(", ")});`;
  });
  if (needsLookup(checks))
    uniques.push(`CREATE INDEX ON ${quoteTable(table)} (rowmill_batch, rowmill_row);`);
  return uniques.join("\n");
}

/** A table that somebody dropped had rows, unless no batch is committed. */
async function requireThere(client: ClientBase, plan: LoadPlan, table: TableName): Promise<void> {
  const { rows } = await client.query<{ is_there: boolean; batches: string }>(IS_THERE, [
    plan.loadId,
    quoteTable(table),
  ]);
  if (rows[0]?.is_there === true) return;
  if (Number(rows[0]?.batches) > 0)
    throw modeErrors.stagingGone(plan.loadId, `${tableText(table)} is not there`);
  await createStaging(client, plan, table);
}

const CLAIM = `
INSERT INTO rowmill.merge (load_id, staging_schema, staging_name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;

const STAGING_OF_LOAD = `
SELECT staging_schema, staging_name, merged_at IS NOT NULL AS is_merged FROM rowmill.merge WHERE load_id = $1`;

const MAY_CREATE = `
SELECT current_user::text AS role, pg_catalog.has_schema_privilege($1, 'CREATE') AS target,
  pg_catalog.has_schema_privilege('rowmill', 'CREATE') AS ledger`;

const IS_THERE = `
SELECT pg_catalog.to_regclass($2) IS NOT NULL AS is_there,
  (SELECT pg_catalog.count(*) FROM rowmill.batch WHERE load_id = $1) AS batches`;
