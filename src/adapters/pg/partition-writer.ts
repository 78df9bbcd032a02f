// COPY into the leaves of the target within a batch's transaction, after making sure that they are still its leaves.
import type { Client } from "pg";
import type { LeafWriter, SessionOptions } from "../../core/load/ports.ts";
import type { TablePartition } from "../../core/load/partitions/tree.ts";
import { copyIn } from "./copy-in.ts";
import { copySql } from "./copy-sql.ts";
import { quoteLiteral, quoteTable } from "./identifiers.ts";
import { toIngestError } from "./sqlstate.ts";

/** Runs several statements in one round trip. */
type RunAll = (sql: string) => Promise<readonly { readonly rows: readonly unknown[] }[]>;

/** Works inside the savepoint `part`; taking back is the batch's affair. */
export function leafWriter(client: Client, options: SessionOptions, runAll: RunAll): LeafWriter {
  const { plan } = options;
  return {
    async hold(paths) {
      try {
        const answers = await runAll(holdSql(paths, plan.target.oid));
        // Another answer than one row: these are no longer the tables that the tree was read of.
        if (answers.at(-1)?.rows.length === 1) return true;
      } catch (error) {
        const mapped = toIngestError(error);
        if (mapped.kind !== "user") throw mapped;
      }
      await client.query("ROLLBACK TO part");
      return false;
    },
    async copy(leaf, { bytes, format }, signal) {
      const sql = copySql(plan, format, quoteTable(leaf ?? plan.target.table));
      try {
        return await copyIn(client, { sql, bytes }, options, signal);
      } catch (error) {
        throw toIngestError(error);
      }
    },
  };
}

/**
 * The locks that COPY takes, on the leaves and all between them and the target: with them nobody can detach one. Then
 * one row if all are where the tree had them. A partition that is being detached concurrently has no root any more.
 */
function holdSql(paths: readonly (readonly TablePartition[])[], target: number): string {
  const tables = new Map(paths.flat().map((partition) => [partition.oid, partition.table]));
  const names = [...tables].map(([oid, table]) => ({ oid, name: quoteTable(table) }));
  const locked = names.map(({ name }) => `ONLY ${name}`).join(", ");
  const values = names.map(({ oid, name }) => `(${oid}::oid, ${quoteLiteral(name)})`).join(", ");
  return `LOCK TABLE ${locked} IN ROW EXCLUSIVE MODE;
SELECT 1 FROM (VALUES ${values}) AS leaf(oid, name)
HAVING pg_catalog.bool_and(coalesce(
  pg_catalog.to_regclass(leaf.name) = leaf.oid AND pg_catalog.pg_partition_root(leaf.oid) = ${target}, false))`;
}
