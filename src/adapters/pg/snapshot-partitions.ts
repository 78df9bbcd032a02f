// Partitions of a snapshot's tables. Their bounds come as the server prints them and are read by the same
// recogniser as a script's, so that a rule cannot tell the two apart.
import { parseSql } from "../../core/lang/sql/parse.ts";
import type { KnownPartition, KnownTable } from "../../core/lang/sql/schema/known.ts";
import type { PartitionBound } from "../../core/lang/sql/statement.ts";
import type { CatalogReader } from "./snapshot-reader.ts";
import { PARTITIONS, PARTITIONS_MAX, type PartitionRow, type TableRow } from "./snapshot-sql.ts";

export interface PartitionsByParent {
  get(parent: number): readonly KnownPartition[] | undefined;
  /** False where some were left out: beyond the bound, or with a bound that could not be read. */
  isComplete(parent: number): boolean;
}

export async function readPartitions(
  reader: CatalogReader,
  parents: readonly number[],
): Promise<PartitionsByParent> {
  const all = await reader.rows<PartitionRow>(PARTITIONS, [parents]);
  const rows = all.slice(0, PARTITIONS_MAX);
  const byParent = new Map<number, KnownPartition[]>();
  const incomplete = new Set<number>();
  for (const row of rows) {
    const bound = boundOf(row.bound);
    if (bound === undefined) {
      incomplete.add(row.parent);
      continue;
    }
    const { schema, name: table } = row;
    const known = byParent.get(row.parent) ?? [];
    byParent.set(row.parent, known);
    known.push({ schema, table, bound, origin: { kind: "snapshot" } });
  }
  const cutFrom = all.length > rows.length ? (rows.at(-1)?.parent ?? 0) : Infinity;
  return {
    get: (parent) => byParent.get(parent),
    isComplete: (parent) => parent < cutFrom && !incomplete.has(parent),
  };
}

const STRATEGIES = { r: "range", l: "list", h: "hash" } as const;

export function partitioningOf(row: TableRow): KnownTable["partitioning"] {
  if (row.strategy === null) return undefined;
  return {
    strategy: STRATEGIES[row.strategy],
    key: row.partition_key.map((column) => column ?? "…"),
    hasExpression: row.partition_key.includes(null),
  };
}

/** From what pg_get_expr prints, such as `FOR VALUES IN (1)`. */
function boundOf(text: string): PartitionBound | undefined {
  const document = parseSql(`CREATE TABLE t PARTITION OF p ${text}`, "postgresql");
  const statement = document.count === 1 ? document.statementAt(0) : undefined;
  return statement?.kind === "create-table" ? statement.partitionOf?.bound : undefined;
}
