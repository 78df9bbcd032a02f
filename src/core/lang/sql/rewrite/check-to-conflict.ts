// Replaces a check for a row by ON CONFLICT (key) DO NOTHING behind the INSERT that it lets through.
import { quoteName } from "../../../base/reserved-words.ts";
import type { Edit } from "../../../text/edit.ts";
import { isInside, textIn } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import type { PlBody } from "../plpgsql.ts";
import type { InsertStatement } from "../statement.ts";
import { isDeclared } from "./declared-names.ts";
import type { CheckedInsert } from "./checked-inserts.ts";
import type { ExistenceTest } from "./existence-test.ts";
import { hasComment } from "./insert-parts.ts";
import { depthChange, isMark, isWord } from "./row-values.ts";

interface KeyCheck {
  readonly test: ExistenceTest;
  readonly key: readonly string[];
}

/** INSERT … SELECT … [WHERE … AND] NOT EXISTS (…): only where the check is the last of its conditions. */
export function onConflictForWhere(
  document: SqlDocument,
  { statement, test, key }: KeyCheck & { readonly statement: InsertStatement },
): Edit | undefined {
  const { source, hasReturning } = statement;
  if (source === undefined || test.range.end !== source.range.end || hasReturning) return undefined;
  if (isDeclared(document, statement, key)) return undefined;
  let depth = 0;
  const outside = document.tokens(source.range).filter((token) => {
    depth += depthChange(token);
    return depth === 0;
  });
  const before = outside.findLast(({ range }) => range.end <= test.range.start);
  if (before === undefined || !isWord(before, "where", "and")) return undefined;
  if (outside.some((token) => isWord(token, "or", "union", "except", "intersect")))
    return undefined;
  const dropped = { start: before.range.start, end: test.range.end };
  return hasComment(document, dropped) ? undefined : { range: dropped, text: onConflict(key) };
}

/** IF NOT EXISTS (…) THEN INSERT …; END IF: only where the IF holds nothing else. */
export function onConflictForIf(
  document: SqlDocument,
  body: PlBody,
  { inner, insert, condition, test, key }: KeyCheck & CheckedInsert,
): Edit | undefined {
  const { range } = condition;
  const others = body.statements.filter((other) => isInside(other.range, range));
  const isAlone = others.length === 1 && inner.conditions.at(-1) === condition;
  if (!test.isNegated || !isAlone || insert.hasReturning) return undefined;
  if (!isOnlyTest(document, condition, test)) return undefined;
  if (isDeclared(document, insert, key)) return undefined;
  const behind = { start: inner.range.end, end: range.end };
  const end = document.tokens(behind).map(({ text }) => text.toLowerCase());
  const isPlain = /^; end if ?;?$/u.test(end.join(" "));
  if (!isPlain || hasComment(document, behind)) return undefined;
  if (hasComment(document, { start: range.start, end: inner.range.start })) return undefined;
  const semicolon = isMark(document.tokens(behind).at(-1), ";") ? ";" : "";
  return { range, text: `${textIn(document.text, inner.range)} ${onConflict(key)}${semicolon}` };
}

/** True where the condition is the check and nothing beside it, and no ELSIF. */
const isOnlyTest = (
  document: SqlDocument,
  { range: whole, test: asked }: CheckedInsert["condition"],
  { range }: ExistenceTest,
): boolean =>
  document.tokens({ start: whole.start, end: range.start }).length === 1 &&
  document.tokens({ start: range.end, end: asked.end }).length === 0;

const onConflict = (key: readonly string[]): string =>
  `ON CONFLICT (${key.map(quoteName).join(", ")}) DO NOTHING`;
