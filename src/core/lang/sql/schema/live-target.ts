// The table of a connected database that a statement writes into, with its figures.
import type { TableRef } from "../statement.ts";
import type { Knowledge, KnownTable } from "./known.ts";
import type { CatalogSnapshot, TableFigures } from "./snapshot.ts";

export interface LiveTarget {
  readonly table: KnownTable;
  readonly figures: TableFigures | undefined;
  readonly snapshot: CatalogSnapshot;
}

/**
 * Undefined without a snapshot, for a table that it does not have, and for one that the file makes itself:
 * what the connected database says of it is then not what the statement will meet.
 */
export function liveTarget(
  written: TableRef | undefined,
  known: { readonly knowledge: Knowledge; readonly snapshot: CatalogSnapshot | undefined },
): LiveTarget | undefined {
  const { knowledge, snapshot } = known;
  if (snapshot === undefined || written === undefined || written.isPlaceholder) return undefined;
  const table = knowledge.table(written);
  if (table?.origin.kind !== "snapshot") return undefined;
  return { table, figures: figuresOf(snapshot, table), snapshot };
}

/** By schema and name, found once for a snapshot of thousands of tables. */
export function figuresOf(
  snapshot: CatalogSnapshot,
  { schema, name }: Pick<KnownTable, "schema" | "name">,
): TableFigures | undefined {
  const known = read.get(snapshot) ?? byName(snapshot);
  read.set(snapshot, known);
  return known.get(keyOf(schema ?? "", name));
}

const read = new WeakMap<CatalogSnapshot, ReadonlyMap<string, TableFigures>>();

const byName = ({ figures }: CatalogSnapshot): ReadonlyMap<string, TableFigures> =>
  new Map(figures.map((row) => [keyOf(row.schema, row.name), row]));

const keyOf = (schema: string, name: string): string => JSON.stringify([schema, name]);
