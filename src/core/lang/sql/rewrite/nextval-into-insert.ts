// Moves `v := nextval('s');` into the INSERT behind it, which gives the value back into the same variable.
import type { Edit } from "../../../text/edit.ts";
import { type Range, textIn } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import type { PlBody, PlStatement } from "../plpgsql.ts";
import { folded } from "../query-shape.ts";
import { isDeclared } from "./declared-names.ts";
import { hasComment } from "./insert-parts.ts";
import { rowValues } from "./row-values.ts";

export interface NextvalThenInsert {
  readonly asking: PlStatement;
  readonly insert: PlStatement;
  /** nextval(…). */
  readonly call: Range;
  /** The variable between the two, folded. */
  readonly target: string;
}

export function nextvalIntoInsert(
  document: SqlDocument,
  body: PlBody,
  { asking, insert, call, target }: NextvalThenInsert,
): readonly Edit[] | undefined {
  const { statement } = insert;
  const isNext = body.statements[body.statements.indexOf(asking) + 1] === insert;
  if (statement?.kind !== "insert" || !isNext || statement.source?.kind !== "values")
    return undefined;
  // ON CONFLICT may return no row, and the variable would become NULL.
  if (statement.hasReturning || statement.conflict !== undefined) return undefined;
  if (insert.conditions.length !== asking.conditions.length) return undefined;
  const [row] = statement.source.rows;
  const values = row === undefined ? [] : rowValues(document, row);
  const uses = values.flatMap(({ tokens, range }, position) =>
    tokens.some((token) => folded(token) === target)
      ? [{ range, column: statement.columns?.[position], isAll: tokens.length === 1 }]
      : [],
  );
  const [use, ...more] = uses;
  if (use?.isAll !== true || use.column === undefined || more.length > 0) return undefined;
  if (isDeclared(document, statement, [use.column.name])) return undefined;
  const dropped = { start: asking.range.start, end: insert.range.start };
  if (hasComment(document, dropped)) return undefined;
  const { end } = insert.range;
  const column = textIn(document.text, use.column.range);
  return [
    { range: dropped, text: "" },
    { range: use.range, text: textIn(document.text, call) },
    { range: { start: end, end }, text: ` RETURNING ${column} INTO ${target}` },
  ];
}
