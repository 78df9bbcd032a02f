// A snapshot and its tables with all that is not given left empty: for the examples of rules and for tests.
import type { KnownColumn, KnownIndex, KnownTable } from "./known.ts";
import type { CatalogSnapshot, TableFigures } from "./snapshot.ts";

export const snapshotTable = (name: string, parts: Partial<KnownTable> = {}): KnownTable => ({
  schema: "public",
  name,
  columns: [],
  isComplete: true,
  keys: [],
  indexes: [],
  foreignKeys: [],
  checks: [],
  triggers: [],
  partitioning: undefined,
  partitions: [],
  arePartitionsComplete: true,
  parent: undefined,
  isUnlogged: false,
  isTemporary: false,
  origin: { kind: "snapshot" },
  ...parts,
});

export const tableFigures = (name: string, parts: Partial<TableFigures> = {}): TableFigures => ({
  schema: "public",
  name,
  rowsEstimate: -1,
  bytes: 0,
  indexBytes: 0,
  inserted: null,
  canInsert: true,
  distributionColumn: null,
  ...parts,
});

/** Columns by name and type. */
export const snapshotColumns = (types: Readonly<Record<string, string>>): readonly KnownColumn[] =>
  Object.entries(types).map(([name, type]) => ({
    name,
    type,
    isNotNull: false,
    default: undefined,
    isGenerated: false,
  }));

/** An index on each of the columns. */
export const snapshotIndexes = (
  columns: readonly string[],
  parts: Partial<KnownIndex> = {},
): readonly KnownIndex[] =>
  columns.map((column) => ({
    name: `${column}_idx`,
    columns: [column],
    method: "btree",
    isUnique: false,
    ...parts,
  }));

export const emptySnapshot = (parts: Partial<CatalogSnapshot> = {}): CatalogSnapshot => ({
  takenAt: "2026-11-22T12:00:00Z",
  connection: "warehouse",
  serverVersion: 180_004,
  isReadOnly: false,
  tables: [],
  figures: [],
  settings: {},
  standbys: [],
  slots: [],
  checkpoints: null,
  hasCitus: false,
  ...parts,
});
