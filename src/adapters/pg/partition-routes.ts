// Which leaves take rows directly, as the catalog says now: for `--partitions route`.
import type { ClientBase } from "pg";
import type { Routes } from "../../core/load/partitions/routes.ts";
import { treesOf } from "../../core/load/partitions/tree.ts";
import { loadedColumns, type LoadPlan } from "../../core/load/plan.ts";
import { readPartitionTree, readServerTexts } from "./partition-tree.ts";

/** Null for a table that is not partitioned. */
export async function readRoutes(client: ClientBase, plan: LoadPlan): Promise<Routes | null> {
  const tree = await readPartitionTree(client, plan.target.oid);
  if (tree === null) return null;
  const tables = [...treesOf(tree)].flatMap(({ oid, partitions }) => [
    oid,
    ...partitions.map((partition) => partition.oid),
  ]);
  const { rows } = await client.query<{ oid: number; obstacle: string | null }>(OBSTACLES, [
    [...new Set(tables)],
    tree.oid,
    loadedColumns(plan),
  ]);
  const obstacles = new Map<number, string>();
  for (const { oid, obstacle } of rows) if (obstacle !== null) obstacles.set(oid, obstacle);
  return { tree, server: await readServerTexts(client), obstacles };
}

/**
 * What would make a row that is sent to the leaf another one than the row that is sent to the target. Of triggers:
 * those for each statement belong to the table that COPY names, and those before a row may change its key. (tgtype: 1
 * for each row, 2 before, 4 on INSERT.) Of columns: one that the file does not fill takes the default of the table
 * that COPY names, and an identity belongs to the target alone before PostgreSQL 17.
 */
const OBSTACLES = `
SELECT c.oid, CASE
  WHEN c.relkind = 'f' THEN 'a foreign table'
  WHEN NOT pg_catalog.has_table_privilege(c.oid, 'INSERT') THEN 'this role may not insert into it'
  WHEN pg_catalog.row_security_active(c.oid) THEN 'row-level security applies'
  WHEN EXISTS (
    SELECT 1 FROM pg_catalog.pg_trigger t
    WHERE t.tgrelid = c.oid AND t.tgenabled IN ('O', 'A') AND t.tgtype & 4 = 4 AND t.tgtype & 3 <> 1
  ) THEN 'a trigger before rows or for each statement'
  WHEN EXISTS (
    SELECT 1
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_attribute r ON r.attrelid = $2 AND r.attname = a.attname
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_catalog.pg_attrdef e ON e.adrelid = r.attrelid AND e.adnum = r.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      AND a.attname <> ALL ($3::name[])
      AND (r.attidentity <> '' OR pg_catalog.pg_get_expr(d.adbin, d.adrelid) IS DISTINCT FROM pg_catalog.pg_get_expr(e.adbin, e.adrelid))
  ) THEN 'other defaults for columns that the file does not fill'
  END AS obstacle
FROM pg_catalog.pg_class c WHERE c.oid = ANY ($1::oid[])`;
