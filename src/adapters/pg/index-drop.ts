// Takes indexes and constraints away before a load: written down and dropped in one transaction, with a second copy
// on disk before its commit, so that after any crash either all of them are there or all are recorded.
import type { ClientBase } from "pg";
import { selectObjects } from "../../core/load/index-choice.ts";
import { tableText, type LoadPlan } from "../../core/load/plan.ts";
import { quoteTable } from "./identifiers.ts";
import { readObjects } from "./index-catalog.ts";
import { hasDropped, markDropped, recordObjects, requireEpoch } from "./index-ledger.ts";
import { writeMirror, type MirroredLoad } from "./index-mirror.ts";
import type { StoredObject } from "./index-objects.ts";
import { inTransaction, withQualifiedNames } from "./index-transaction.ts";

/**
 * What it dropped, in the order in which it is restored; null when an earlier run of the load has done it, for that is
 * never done twice.
 */
export function dropObjects(
  client: ClientBase,
  plan: LoadPlan,
  run: { readonly epoch: number; readonly folder: string },
): Promise<readonly StoredObject[] | null> {
  return inTransaction(client, async () => {
    await requireEpoch(client, plan.loadId, run.epoch);
    if (await hasDropped(client, plan.loadId)) return null;
    // What is there is looked at under the lock: the plan saw it some time ago.
    await client.query(`LOCK TABLE ${quoteTable(plan.target.table)} IN ACCESS EXCLUSIVE MODE`);
    const found = await withQualifiedNames(client, () => readObjects(client, plan.target.oid));
    if (plan.indexes === "keep") return [];
    const { dropped } = selectObjects(plan.indexes, plan.mode, found);
    const objects = dropped.map(({ stored }) => stored).toSorted((a, b) => rank(a) - rank(b));
    if (objects.length === 0) return objects;
    const load = { loadId: plan.loadId, target: tableText(plan.target.table) };
    await recordObjects(client, load, objects);
    // Backwards, for what points at a key goes before the key.
    for (const [index, object] of [...objects.entries()].toReversed()) {
      await client.query(object.drop);
      await markDropped(client, plan.loadId, index + 1);
    }
    await writeMirror(run.folder, { version: 1, ...(await databaseOf(client)), ...load, objects });
    return objects;
  });
}

/** Keys come back before the foreign keys that need them. */
const rank = ({ kind }: StoredObject): number =>
  ["key", "index", "exclusion", "foreign key"].indexOf(kind);

/** Which database of which server this is: what a mirror is known by. */
export async function databaseOf(
  client: ClientBase,
): Promise<Pick<MirroredLoad, "system" | "databaseOid" | "database">> {
  const { rows } = await client.query<{ system: string; oid: number; database: string }>(DATABASE);
  const { system = "", oid = 0, database = "" } = rows[0] ?? {};
  return { system, databaseOid: oid, database };
}

const DATABASE = `
SELECT s.system_identifier::text AS system, d.oid AS oid, d.datname AS database
FROM pg_catalog.pg_control_system() s, pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()`;
