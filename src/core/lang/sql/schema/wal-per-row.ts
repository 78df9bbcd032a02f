// An estimate of the WAL that one row costs, without full-page images. Measured on PostgreSQL 18 over rows
// of 85 bytes on the heap: 112 bytes by INSERT, 63 by COPY, and 66 to 110 for each btree.
import type { KnownIndex, KnownTable } from "./known.ts";
import type { TableFigures } from "./snapshot.ts";

export interface WalPerRow {
  readonly insertBytes: number;
  /** COPY logs many rows of a page in one record; INSERT … SELECT does not. */
  readonly copyBytes: number;
}

/** A record of its own carries this beside the row; a share of a page's record less than the row's header. */
const INSERT_RECORD_BYTES = 27;
const COPY_RECORD_BYTES = -22;
const COPY_BYTES_MIN = 16;
const INDEX_RECORD_BYTES = 64;
/** Header and line pointer of a row. */
const ROW_HEADER_BYTES = 28;

export function walPerRow(table: KnownTable, figures: TableFigures | undefined): WalPerRow {
  const row = heapBytes(table, figures);
  const inIndexes = table.indexes.reduce((sum, index) => sum + indexRecord(index, table), 0);
  return {
    insertBytes: Math.round(row + INSERT_RECORD_BYTES + inIndexes),
    copyBytes: Math.round(Math.max(row + COPY_RECORD_BYTES, COPY_BYTES_MIN) + inIndexes),
  };
}

/** As the rows are, else as their types let one guess. */
function heapBytes({ columns }: KnownTable, figures: TableFigures | undefined): number {
  const guessed = columns.reduce((sum, { type }) => sum + widthOf(type), ROW_HEADER_BYTES);
  if (figures === undefined || figures.rowsEstimate < 1_000) return guessed;
  return Math.max(ROW_HEADER_BYTES, figures.bytes / figures.rowsEstimate);
}

/** BRIN keeps a summary of many pages: a row changes it rarely. */
function indexRecord({ method, columns = [] }: KnownIndex, table: KnownTable): number {
  if (method === "brin") return 0;
  const widths = columns.map((name) =>
    widthOf(table.columns.find((column) => column.name === name)?.type ?? "text"),
  );
  return INDEX_RECORD_BYTES + widths.reduce((sum, width) => sum + width, 0);
}

const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/\[\]$/u, 48],
  [/^(?:boolean|"char")$/u, 1],
  [/^smallint$/u, 2],
  [/^(?:integer|real|date|oid)$/u, 4],
  [/^(?:bigint|double precision|money|time|timestamp)/u, 8],
  [/^(?:uuid|interval)/u, 16],
  [/^numeric/u, 10],
  [/^jsonb?$/u, 120],
];

const widthOf = (type: string): number => WIDTHS.find(([pattern]) => pattern.test(type))?.[1] ?? 24;
