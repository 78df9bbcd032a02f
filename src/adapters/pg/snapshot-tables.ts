// The part of a snapshot that is about tables: what the catalog's rows say, put together table by table.
import type { KnownTable } from "../../core/lang/sql/schema/known.ts";
import type { CatalogSnapshot, TableFigures } from "../../core/lang/sql/schema/snapshot.ts";
import { keysOf, type SizedIndex, sizedIndexes } from "./snapshot-indexes.ts";
import { readPartitions, partitioningOf, type PartitionsByParent } from "./snapshot-partitions.ts";
import type { CatalogReader } from "./snapshot-reader.ts";
import * as sql from "./snapshot-sql.ts";

export async function readTables(
  reader: CatalogReader,
  hasCitus: boolean,
): Promise<Pick<CatalogSnapshot, "tables" | "figures">> {
  const rows = await reader.rows<sql.TableRow>(sql.TABLES);
  const parts = await readParts(
    reader,
    rows.map(({ oid }) => oid),
  );
  const distribution = hasCitus
    ? ((await reader.rowsIfAllowed<sql.DistributionRow>(sql.DISTRIBUTION)) ?? [])
    : [];
  const columnByTable = new Map(distribution.map(({ table, column }) => [table, column]));
  return {
    tables: rows.map((row) => knownTable(row, parts)),
    figures: rows.map((row) => ({
      ...figuresOf(row, parts),
      distributionColumn: columnByTable.get(row.oid) ?? null,
    })),
  };
}

interface Parts {
  readonly columns: ReadonlyMap<number, readonly sql.ColumnRow[]>;
  /** The table whose columns were cut off, and all behind it, if any were. */
  readonly isCut: (table: number) => boolean;
  readonly indexes: ReadonlyMap<number, readonly SizedIndex[]>;
  readonly foreignKeys: ReadonlyMap<number, readonly sql.ForeignKeyRow[]>;
  readonly checks: ReadonlyMap<number, readonly sql.CheckRow[]>;
  readonly triggers: ReadonlyMap<number, readonly sql.TriggerRow[]>;
  readonly partitions: PartitionsByParent;
  readonly sizes: ReadonlyMap<number, sql.TableSizeRow>;
}

async function readParts(reader: CatalogReader, oids: readonly number[]): Promise<Parts> {
  const columns = await reader.rows<sql.ColumnRow>(sql.COLUMNS, [oids]);
  const lastRead = columns.length === sql.COLUMNS_MAX ? columns.at(-1)?.table : undefined;
  const firstCut = lastRead === undefined ? oids.length : oids.indexOf(lastRead);
  const cut = new Set(oids.slice(firstCut));
  const sizes =
    (await reader.rowsIfAllowed<sql.TableSizeRow>(sql.tableSizes(true), [oids])) ??
    (await reader.rowsIfAllowed<sql.TableSizeRow>(sql.tableSizes(false), [oids])) ??
    [];
  return {
    columns: byTable(columns),
    isCut: (table) => cut.has(table),
    indexes: byTable(await sizedIndexes(reader, oids)),
    foreignKeys: byTable(await reader.rows<sql.ForeignKeyRow>(sql.FOREIGN_KEYS, [oids])),
    checks: byTable((await reader.rowsIfAllowed<sql.CheckRow>(sql.CHECKS, [oids])) ?? []),
    triggers: byTable(await reader.rows<sql.TriggerRow>(sql.TRIGGERS, [oids])),
    partitions: await readPartitions(reader, oids),
    sizes: new Map(sizes.map((row) => [row.oid, row])),
  };
}

function byTable<R extends { readonly table: number }>(
  rows: readonly R[],
): ReadonlyMap<number, readonly R[]> {
  const grouped = new Map<number, R[]>();
  for (const row of rows) {
    const group = grouped.get(row.table);
    if (group === undefined) grouped.set(row.table, [row]);
    else group.push(row);
  }
  return grouped;
}

function knownTable(row: sql.TableRow, parts: Parts): KnownTable {
  const indexes = parts.indexes.get(row.oid) ?? [];
  return {
    schema: row.schema,
    name: row.name,
    columns: (parts.columns.get(row.oid) ?? []).map(knownColumn),
    isComplete: !parts.isCut(row.oid),
    keys: keysOf(indexes),
    indexes: indexes.map(({ known }) => known),
    foreignKeys: (parts.foreignKeys.get(row.oid) ?? []).map((key) => ({
      name: key.name,
      columns: key.columns,
      references: key.references,
      hasUsableIndex: key.is_indexed,
    })),
    checks: (parts.checks.get(row.oid) ?? []).map((check) => ({
      name: check.name,
      text: unwrapped(check.text),
      isNotValid: !check.is_valid,
    })),
    triggers: (parts.triggers.get(row.oid) ?? []).map(knownTrigger),
    partitioning: partitioningOf(row),
    partitions: parts.partitions.get(row.oid) ?? [],
    arePartitionsComplete: row.strategy === null || parts.partitions.isComplete(row.oid),
    parent: row.parent ?? undefined,
    isUnlogged: row.is_unlogged,
    isTemporary: false,
    origin: { kind: "snapshot" },
  };
}

/** The server prints an operator's expression in parentheses of its own. */
function unwrapped(expression: string): string {
  if (!expression.startsWith("(")) return expression;
  // Blanked, so that a parenthesis in a string or a quoted name counts for nothing.
  const bare = expression.replaceAll(/'[^']*'|"[^"]*"/gu, (quoted) => " ".repeat(quoted.length));
  let depth = 0;
  for (let at = 0; at < bare.length; at++) {
    if (bare[at] === "(") depth++;
    if (bare[at] === ")" && --depth === 0) {
      return at === bare.length - 1 ? expression.slice(1, -1) : expression;
    }
  }
  return expression;
}

const knownColumn = (row: sql.ColumnRow): KnownTable["columns"][number] => ({
  name: row.name,
  type: row.type,
  isNotNull: row.is_not_null,
  // An identity column fills itself in, as a serial does.
  default: row.identity === "" ? (row.default ?? undefined) : "nextval()",
  isGenerated: row.is_generated || row.identity === "a",
});

const EVENTS = [
  ["insert", 4],
  ["delete", 8],
  ["update", 16],
  ["truncate", 32],
] as const;

const knownTrigger = (row: sql.TriggerRow): KnownTable["triggers"][number] => ({
  name: row.name,
  isForEachRow: (row.type & 1) !== 0,
  isEnabled: row.is_enabled,
  events: EVENTS.filter(([, bit]) => (row.type & bit) !== 0).map(([event]) => event),
});

function figuresOf(row: sql.TableRow, parts: Parts): Omit<TableFigures, "distributionColumn"> {
  const sizes = parts.sizes.get(row.oid);
  const indexes = parts.indexes.get(row.oid) ?? [];
  return {
    schema: row.schema,
    name: row.name,
    rowsEstimate: sizes?.rows ?? -1,
    bytes: sizes?.bytes ?? 0,
    indexBytes: indexes.reduce((sum, { known }) => sum + (known.bytes ?? 0), 0),
    inserted: sizes?.inserted ?? null,
    canInsert: row.can_insert,
  };
}
