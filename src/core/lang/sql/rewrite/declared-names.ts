// Names that a PL/pgSQL routine declares: a column of that name is ambiguous in its SQL, so a fix must not
// write one there.
import type { SqlDocument } from "../document.ts";
import type { PlBody } from "../plpgsql.ts";
import { folded } from "../query-shape.ts";
import { indexAt } from "../statement-place.ts";
import type { Statement } from "../statement.ts";
import type { Token } from "../tokens.ts";
import { isWord } from "./row-values.ts";

/** Of its parameters, its result and each DECLARE; types and defaults are among them, which does no harm. */
function declaredNames(document: SqlDocument, body: PlBody): ReadonlySet<string> {
  const { start } = document.rangeAt(indexAt(document, body.range.start));
  const tokens: Token[] = [...document.tokens({ start, end: body.range.start })];
  let isDeclaring = false;
  for (const token of document.tokens(body.range)) {
    if (isWord(token, "declare")) isDeclaring = true;
    else if (isWord(token, "begin")) isDeclaring = false;
    if (isDeclaring) tokens.push(token);
  }
  return new Set(tokens.filter(isName).map(folded));
}

/** True inside a routine that declares one of the columns' names. */
export function isDeclared(
  document: SqlDocument,
  { range }: Pick<Statement, "range">,
  columns: readonly string[],
): boolean {
  const body = document.plBody(document.statementAt(indexAt(document, range.start)));
  if (body === undefined) return false;
  const declared = declaredNames(document, body);
  return columns.some((column) => declared.has(column));
}

/** A name like `wanted` that the body does not say. */
export function unusedName(document: SqlDocument, body: PlBody, wanted: string): string {
  const used = new Set(document.tokens(body.range).filter(isName).map(folded));
  for (const name of declaredNames(document, body)) used.add(name);
  let name = wanted;
  for (let number = 2; used.has(name); number++) name = `${wanted}_${number}`;
  return name;
}

const isName = ({ kind }: Token): boolean => kind === "word" || kind === "name";
