// The transaction that brings all staged rows into the target: fence, claim, lock, merge, counts and the staging
// table's end, together or not at all. So a crash in it or after it merges neither half nor twice.
import type { Client } from "pg";
import { errors } from "../../core/base/errors.ts";
import { modeErrors } from "../../core/base/mode-errors.ts";
import type { MergeCounts } from "../../core/load/events.ts";
import { tableDifference } from "../../core/load/load-id.ts";
import { mergeOf } from "../../core/load/mode-counts.ts";
import { loadedColumns, tableText, type LoadPlan } from "../../core/load/plan.ts";
import { findTable } from "./catalog.ts";
import { quoteTable } from "./identifiers.ts";
import { requireEpoch } from "./index-ledger.ts";
import * as sql from "./merge-sql.ts";
import { hasReferrers } from "./modes.ts";
import { dropStaging, findStaging, STAGING_LOCK_TIMEOUT } from "./staging.ts";

/** Merges, or says what an earlier merge did. Rejects with the server's own error; nothing has changed then. */
export async function mergeStaged(
  client: Client,
  plan: LoadPlan,
  epoch: number,
): Promise<MergeCounts> {
  await client.query(`BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL synchronous_commit = ${plan.durability};
SET LOCAL lock_timeout = '${STAGING_LOCK_TIMEOUT}';
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0`);
  try {
    await requireEpoch(client, plan.loadId, epoch);
    const { rows } = await client.query<{ merge: unknown }>(CLAIM, [plan.loadId]);
    const earlier = mergeOf(rows[0]?.merge);
    const counts = earlier ?? (await mergeUnder(client, plan));
    await client.query("COMMIT");
    return counts;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

async function mergeUnder(client: Client, plan: LoadPlan): Promise<MergeCounts> {
  const staging = await findStaging(client, plan.loadId);
  if (staging === null) throw modeErrors.stagingGone(plan.loadId, "the ledger knows of none");
  const table = quoteTable(staging.table);
  await lockTarget(client, plan);
  const staged = await countStaged(client, plan, table);
  const counts = (await isByKey(client, plan))
    ? await mergeByKey(client, plan, table, staged)
    : await mergeAll(client, plan, table, staged);
  const { inserted, updated, unchanged, superseded, dropped, deleted } = counts;
  const values = [staged, inserted, updated, unchanged, superseded, dropped, deleted];
  await client.query(RECORD, [plan.loadId, ...values]);
  await dropStaging(client, staging);
  return counts;
}

/** Rows that others refer to cannot all go and come back; they are found by key and changed. */
const isByKey = async (client: Client, plan: LoadPlan): Promise<boolean> =>
  plan.mode === "skip" ||
  plan.mode === "upsert" ||
  (plan.mode === "replace" && (await hasReferrers(client, plan.target.oid)));

async function mergeAll(
  client: Client,
  plan: LoadPlan,
  staging: string,
  staged: number,
): Promise<MergeCounts> {
  const deleted = plan.mode === "replace" ? await run(client, sql.deleteAllSql(plan)) : 0;
  const inserted = await run(client, sql.insertAllSql(plan, staging));
  const none = { updated: 0, unchanged: 0, superseded: 0 };
  return { staged, inserted, ...none, dropped: staged - inserted, deleted };
}

async function mergeByKey(
  client: Client,
  plan: LoadPlan,
  staging: string,
  staged: number,
): Promise<MergeCounts> {
  await client.query(sql.pickSql(plan, staging));
  const picked = await count(client, sql.COUNT_PICKED);
  const fresh = await count(client, sql.COUNT_FRESH);
  const isUpdating = plan.mode !== "skip";
  const deleted = plan.mode === "replace" ? await run(client, sql.deleteOthersSql(plan)) : 0;
  const changed = isUpdating ? await run(client, sql.updateSql(plan, "known")) : 0;
  const inserted = await run(client, sql.insertFreshSql(plan));
  // Other sessions brought such keys meanwhile, whose rows are to change too; or a trigger let some not in.
  const isShort = inserted < fresh;
  const late = isShort && isUpdating ? await run(client, sql.updateSql(plan, "latecomers")) : 0;
  const dropped = isShort ? await count(client, sql.countDroppedSql(plan)) : 0;
  const updated = changed + late;
  const unchanged = picked - inserted - updated - dropped;
  return { staged, inserted, updated, unchanged, superseded: staged - picked, dropped, deleted };
}

/** Writers wait while the table's rows are replaced; readers never do. */
async function lockTarget(client: Client, plan: LoadPlan): Promise<void> {
  const { table } = plan.target;
  const mode = plan.mode === "replace" ? "SHARE ROW EXCLUSIVE" : "ROW EXCLUSIVE";
  await client.query(`LOCK TABLE ${quoteTable(table)} IN ${mode} MODE`);
  const now = await findTable(client, quoteTable(table));
  const difference =
    now === null ? "it is gone" : tableDifference(plan.target, now, loadedColumns(plan));
  if (difference !== null) throw errors.tableChanged(tableText(table), difference);
}

/** As many as the batches staged, or somebody else was at the table. */
async function countStaged(client: Client, plan: LoadPlan, staging: string): Promise<number> {
  const text = `SELECT (SELECT pg_catalog.count(*) FROM ${staging}) AS staged,
  (SELECT coalesce(pg_catalog.sum(loaded), 0) FROM rowmill.batch WHERE load_id = $1) AS loaded`;
  const { rows } = await client.query<{ staged: string; loaded: string }>(text, [plan.loadId]);
  const [staged, loaded] = [Number(rows[0]?.staged), Number(rows[0]?.loaded)];
  if (staged === loaded) return staged;
  throw modeErrors.stagingGone(
    plan.loadId,
    `${staging} has ${staged} rows where the batches staged ${loaded}`,
  );
}

async function run(client: Client, text: string | null): Promise<number> {
  if (text === null) return 0;
  return (await client.query(text)).rowCount ?? 0;
}

async function count(client: Client, text: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(text);
  return Number(rows[0]?.count ?? 0);
}

/** A merge under way elsewhere is waited for; when it is done, its counts are here. */
const CLAIM = `SELECT pg_catalog.to_jsonb(merge) AS merge FROM rowmill.merge WHERE load_id = $1 FOR UPDATE`;

const RECORD = `
UPDATE rowmill.merge SET staged = $2, inserted = $3, updated = $4, unchanged = $5, superseded = $6, dropped = $7,
  deleted = $8, merged_at = pg_catalog.statement_timestamp()
WHERE load_id = $1`;
