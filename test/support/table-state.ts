// All that the catalog says about the indexes and constraints of a table, and of those that point at it: two states
// are equal when nothing was lost. Written without a look at how the product reads them.
import type { Client } from "pg";

/** One line a fact, sorted. `table` as SQL takes it. */
export async function tableState(client: Client, table: string): Promise<readonly string[]> {
  const before = await client.query<{ oid: number; path: string }>(
    "SELECT $1::regclass::oid AS oid, current_setting('search_path') AS path",
    [table],
  );
  await client.query("SET search_path = ''");
  const { rows } = await client.query<{ fact: string }>(FACTS, [before.rows[0]?.oid]);
  await client.query("SELECT set_config('search_path', $1, false)", [before.rows[0]?.path ?? ""]);
  return rows.map(({ fact }) => fact).toSorted();
}

const FACTS = `
WITH index AS (SELECT * FROM pg_index WHERE indrelid = $1),
constraints AS (SELECT * FROM pg_constraint WHERE conrelid = $1 OR confrelid = $1)
SELECT concat_ws(' | ', 'index', pg_get_indexdef(indexrelid), indisunique, indisprimary, indisexclusion, indimmediate,
  indisvalid, indisready, indislive, indisclustered, indisreplident, c.reloptions::text, t.spcname, c.relpersistence,
  pg_get_userbyid(c.relowner)) AS fact
FROM index JOIN pg_class c ON c.oid = indexrelid LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace
UNION ALL
SELECT concat_ws(' | ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated, condeferrable,
  condeferred, conindid::regclass, conislocal, coninhcount, connoinherit) FROM constraints
UNION ALL
SELECT concat_ws(' | ', 'comment', classoid::regclass, coalesce(k.conname::text, objoid::regclass::text), description)
FROM pg_description LEFT JOIN constraints k ON classoid = 'pg_constraint'::regclass AND k.oid = objoid
WHERE objoid IN (SELECT indexrelid FROM index UNION ALL SELECT oid FROM constraints)
UNION ALL
SELECT concat_ws(' | ', 'statistics', attrelid::regclass, attnum, attstattarget) FROM pg_attribute
WHERE attrelid IN (SELECT indexrelid FROM index) AND attstattarget >= 0
UNION ALL
SELECT concat_ws(' | ', 'extension', objid::regclass, pg_describe_object(refclassid, refobjid, refobjsubid)) FROM pg_depend
WHERE deptype = 'x' AND objid IN (SELECT indexrelid FROM index)
UNION ALL
SELECT concat_ws(' | ', 'replica identity', relreplident) FROM pg_class WHERE oid = $1
UNION ALL
SELECT concat_ws(' | ', 'trigger', tgrelid::regclass,
  regexp_replace(pg_get_triggerdef(t.oid), 'Trigger_[0-9]+', 'Trigger'), tgenabled) FROM pg_trigger t
WHERE tgconstraint IN (SELECT oid FROM constraints WHERE contype <> 'f')`;
