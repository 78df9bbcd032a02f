// What is known of a table's columns and keys, as fixes write it.
import { quoteName } from "../../../base/reserved-words.ts";
import type { SqlDialect } from "../dialect.ts";
import type { KnownTable } from "../schema/known.ts";

/** With parentheses; undefined where a name needs quotes that the dialect does not have. */
export function columnList(names: readonly string[], dialect: SqlDialect): string | undefined {
  const written = names.map(quoteName);
  const isQuoted = written.some((name, index) => name !== names[index]);
  if (isQuoted && dialect !== "postgresql" && dialect !== "sqlite") return undefined;
  return `(${written.join(", ")})`;
}

/**
 * The first columns of the table, which are those that an INSERT of `count` values without a list fills.
 * Undefined where it leaves some out, or meets a generated one.
 */
export function implicitColumns(table: KnownTable, count: number): readonly string[] | undefined {
  const given = table.columns.filter(({ isGenerated }) => !isGenerated);
  const first = table.columns.slice(0, count);
  if (!table.isComplete || given.length !== count) return undefined;
  return first.some(({ isGenerated }) => isGenerated) ? undefined : first.map(({ name }) => name);
}

/** Keys that serve ON CONFLICT and whose columns are all among `columns`, the primary key first. */
export const keysWithin = (
  table: KnownTable,
  columns: readonly string[],
): readonly (readonly string[])[] =>
  table.keys
    .filter((key) => key.isPlain && key.columns.length > 0)
    .filter((key) => key.columns.every((column) => columns.includes(column)))
    .toSorted((a, b) => Number(b.isPrimary) - Number(a.isPrimary))
    .map((key) => key.columns);

/** True where the two name the same columns, in whatever order. */
export const areSameColumns = (a: readonly string[], b: readonly string[]): boolean =>
  a.every((column) => b.includes(column)) && b.every((column) => a.includes(column));
