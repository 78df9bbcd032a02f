// Edits that put further columns into a primary key or unique constraint of a CREATE TABLE.
import { quoteName } from "../../../base/reserved-words.ts";
import type { Edit } from "../../../text/edit.ts";
import { textIn } from "../../../text/range.ts";
import type { CreateTableStatement, TableConstraint } from "../statement.ts";

export type KeyConstraint = Extract<TableConstraint, { readonly kind: "primary-key" | "unique" }>;

export const isKey = (constraint: TableConstraint): constraint is KeyConstraint =>
  constraint.kind === "primary-key" || constraint.kind === "unique";

/** `key`, with the columns of `wanted` that it lacks behind its own. */
export const withColumns = (
  key: readonly string[],
  wanted: readonly string[],
): readonly string[] => [...key, ...wanted.filter((column) => !key.includes(column))];

/** Inside the parentheses of a constraint that names its columns. */
export const longerList = (constraint: KeyConstraint, missing: readonly string[]): Edit => ({
  range: { start: constraint.columnsRange.end - 1, end: constraint.columnsRange.end - 1 },
  text: missing.map((column) => `, ${quoteName(column)}`).join(""),
});

/** Undefined where the constraint says more than its columns. */
export function extendKey(
  text: string,
  statement: CreateTableStatement,
  constraint: KeyConstraint,
  missing: readonly string[],
): readonly Edit[] | undefined {
  if (!constraint.isOnColumn)
    return textIn(text, constraint.columnsRange).endsWith(")")
      ? [longerList(constraint, missing)]
      : undefined;
  const written = textIn(text, constraint.range);
  if (!/^(?:constraint\s+\S+\s+)?(?:primary\s+key|unique)$/iu.test(written)) return undefined;
  const { start, end } = constraint.range;
  const before = /\s*$/u.exec(text.slice(0, start))?.[0].length ?? 0;
  const columns = withColumns(constraint.columns, missing).map(quoteName).join(", ");
  return [
    { range: { start: start - before, end }, text: "" },
    newItem(text, statement, `${written} (${columns})`),
  ];
}

/** Behind the last column or constraint, on a line of its own where the others have one. */
function newItem(text: string, { columns, constraints }: CreateTableStatement, item: string): Edit {
  const last = Math.max(...[...columns, ...constraints].map(({ range }) => range.end));
  const first = columns[0]?.range.start ?? last;
  const indent = /\n[ \t]*$/u.exec(text.slice(0, first))?.[0] ?? " ";
  return { range: { start: last, end: last }, text: `,${indent}${item}` };
}
