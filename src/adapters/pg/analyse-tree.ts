// Statistics of a partitioned table where the server can take a parent's alone (18 and later): the leaves that grew,
// several at a time, then each parent by itself. Earlier versions read all leaves with the parent, changed or not.
import type { ClientBase } from "pg";
import { IngestError } from "../../core/base/ingest-error.ts";
import { allOf } from "./all-of.ts";
import type { IndexWorld } from "./index-step.ts";
import { TOO_MANY_CONNECTIONS } from "./sqlstate.ts";

export interface TreeWork {
  readonly table: string;
  /** Connections that analyse at the same time, at most. */
  readonly sessions: number;
}

export async function analyseTree(
  client: ClientBase,
  { table, sessions }: TreeWork,
  session: IndexWorld["session"],
  signal: AbortSignal,
): Promise<void> {
  const { rows } = await client.query<TreeRow>(CHANGED, [table]);
  const leaves = rows.filter((row) => !row.is_parent);
  const others = Math.min(sessions, leaves.length) - 1;
  const workOff = async (own: ClientBase): Promise<void> => {
    for (let leaf = leaves.shift(); leaf !== undefined; leaf = leaves.shift())
      await own.query(`ANALYZE ${leaf.name}`);
  };
  const help = (): Promise<void> => session("rowmill", workOff, signal).catch(ignoreCrowd);
  await allOf([workOff(client), ...Array.from({ length: Math.max(0, others) }, help)]);
  for (const { name, is_parent: isParent } of rows)
    if (isParent) await client.query(`ANALYZE ONLY ${name}`);
}

/** Helpers that the server has no room for are not needed. */
function ignoreCrowd(error: unknown): void {
  if (!(error instanceof IngestError) || error.sqlstate !== TOO_MANY_CONNECTIONS) throw error;
}

interface TreeRow {
  readonly name: string;
  readonly is_parent: boolean;
}

/** By size, as counters of changed rows come late: a tenth more pages than at the last ANALYZE, or never analysed. */
const CHANGED = `
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, c.relkind = 'p' AS is_parent
FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass($1)) t
JOIN pg_catalog.pg_class c ON c.oid = t.relid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'p' OR c.reltuples < 0 OR pg_catalog.pg_relation_size(c.oid) >
  1.1 * c.relpages * pg_catalog.current_setting('block_size')::float8
ORDER BY pg_catalog.pg_relation_size(c.oid) DESC`;
