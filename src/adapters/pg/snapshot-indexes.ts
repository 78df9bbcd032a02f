// Indexes of a snapshot's tables with their sizes and scans, and the keys that they enforce.
import type { KnownIndex, KnownKey } from "../../core/lang/sql/schema/known.ts";
import type { CatalogReader } from "./snapshot-reader.ts";
import { INDEXES, type IndexRow, indexSizes, type IndexSizeRow } from "./snapshot-sql.ts";

export interface SizedIndex {
  readonly table: number;
  readonly row: IndexRow;
  readonly known: KnownIndex;
}

/** An index of a partitioned table counts for all its parts. */
export async function sizedIndexes(
  reader: CatalogReader,
  tables: readonly number[],
): Promise<readonly SizedIndex[]> {
  const rows = await reader.rows<IndexRow>(INDEXES, [tables]);
  const oids = rows.map(({ oid }) => oid);
  const sizes =
    (await reader.rowsIfAllowed<IndexSizeRow>(indexSizes(true), [oids])) ??
    (await reader.rowsIfAllowed<IndexSizeRow>(indexSizes(false), [oids])) ??
    [];
  const sizeOf = new Map(sizes.map((row) => [row.oid, row]));
  return rows.map((row) => ({
    table: row.table,
    row,
    known: knownIndex(row, sizeOf.get(row.oid)),
  }));
}

const knownIndex = (row: IndexRow, size: IndexSizeRow | undefined): KnownIndex => ({
  name: row.name,
  columns: row.has_expression ? undefined : row.columns,
  method: row.method,
  isUnique: row.is_unique,
  ...(size === undefined ? {} : { bytes: size.bytes }),
  ...(size === undefined || size.scans === null ? {} : { scans: size.scans }),
});

/** ON CONFLICT takes no index that is not valid, so neither do we. */
export const keysOf = (indexes: readonly SizedIndex[]): readonly KnownKey[] =>
  indexes
    .filter(({ row }) => row.is_unique && row.is_valid)
    .map(({ row }) => ({
      columns: row.columns,
      isPrimary: row.is_primary,
      isPlain: row.is_plain,
      constraint: row.constraint ?? undefined,
    }));
