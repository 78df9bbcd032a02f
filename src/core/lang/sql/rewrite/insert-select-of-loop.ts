// Turns FOR r IN query LOOP INSERT INTO t (…) VALUES (…r.x…); END LOOP into one INSERT … SELECT. Only a loop
// of that one INSERT, whose values keep their meaning behind SELECT, is taken.
import { applyEdits, type Edit } from "../../../text/edit.ts";
import { shifted, textIn } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import type { PlBody, PlLoop, PlStatement } from "../plpgsql.ts";
import { folded } from "../query-shape.ts";
import type { Token } from "../tokens.ts";
import { unusedName } from "./declared-names.ts";
import { hasComment, type ValuesInsert, valuesInsert } from "./insert-parts.ts";
import { indentAt, lineEndOf } from "./layout.ts";
import { directlyIn, isNameAt } from "./loop-turns.ts";
import { isMark, isWord, rowValues, type RowValue } from "./row-values.ts";

export function insertSelectOfLoop(
  document: SqlDocument,
  body: PlBody,
  inner: PlStatement,
): Edit | undefined {
  const loop = inner.loops.at(-1);
  const insert = inner.statement?.kind === "insert" ? valuesInsert(inner.statement) : undefined;
  if (loop?.kind !== "for-query" || insert === undefined || loop.query === undefined)
    return undefined;
  if (!isOnlyStatement(body, loop, inner) || !isPlainInsert(insert)) return undefined;
  if (!keepsComments(document, loop, insert)) return undefined;
  const query = document.tokens(loop.query);
  const values = rowValues(document, insert.row);
  if (!isSubquery(query) || !values.every(({ tokens }) => isSelectable(tokens, loop, query)))
    return undefined;
  // The loop's variable stays declared, and its name would mean that.
  const alias = unusedName(document, body, "src");
  return { range: loop.range, text: rewritten(document, { loop, insert, values, alias }) };
}

/** No condition, no block, no second statement, no label. */
const isOnlyStatement = (body: PlBody, loop: PlLoop, inner: PlStatement): boolean =>
  inner.conditions.length === 0 &&
  inner.blocks.length === 0 &&
  loop.range.start === loop.header.start &&
  directlyIn(body, loop).length === 1 &&
  body.loops.every(({ range }) => range.start <= loop.range.start || range.start >= loop.range.end);

const isPlainInsert = ({ statement, source }: ValuesInsert): boolean =>
  source.rowCount === 1 &&
  statement.columns !== undefined &&
  statement.conflict?.action !== "update" &&
  !statement.hasReturning &&
  !statement.hasCte;

/** Those in the query stay in it. */
const keepsComments = (
  document: SqlDocument,
  { range, query }: PlLoop,
  { statement, source, row }: ValuesInsert,
): boolean =>
  query !== undefined &&
  [
    { start: range.start, end: query.start },
    { start: query.end, end: statement.range.start },
    { start: source.keyword.start, end: row.range.end },
    { start: statement.range.end, end: range.end },
  ].every((part) => !hasComment(document, part));

/** A query that may stand in FROM: no bound cursor, nothing that writes or locks. */
const isSubquery = (query: readonly Token[]): boolean =>
  isWord(query[0], "select", "with") &&
  !query.some((token) => isWord(token, "insert", "update", "delete", "merge", "share", "into"));

/**
 * r.x, literals and calls mean the same behind SELECT. A bare name could become a column of the query, so it
 * is taken only where the query does not say it.
 */
function isSelectable(tokens: readonly Token[], loop: PlLoop, query: readonly Token[]): boolean {
  if (tokens.length === 0) return false;
  const hidesNames = query.some((token) => isMark(token, "*"));
  return tokens.every((token, at) => {
    if (token.kind === "placeholder" || isWord(token, "select", "default")) return false;
    if (!isNameAt(tokens, at) || isConstant(tokens, at)) return true;
    const name = folded(token);
    if (loop.variables.includes(name)) return isMark(tokens[at + 1], ".");
    return !hidesNames && !query.some((other) => isSaid(other, name));
  });
}

/** A type behind ::, a word of the grammar, or the type in front of a string. */
const isConstant = (tokens: readonly Token[], at: number): boolean =>
  isMark(tokens[at - 1], "::") ||
  tokens[at + 1]?.kind === "string" ||
  isWord(tokens[at], ...GRAMMAR);

const GRAMMAR = [
  ...["null", "true", "false", "and", "or", "not", "is", "in", "between", "like", "ilike"],
  ...["case", "when", "then", "else", "end", "array", "row", "as", "at", "time", "zone"],
  ...["current_date", "current_timestamp", "current_user", "localtimestamp", "distinct", "from"],
];

const isSaid = (token: Token, name: string): boolean =>
  (token.kind === "word" || token.kind === "name") && folded(token) === name;

interface LoopParts {
  readonly loop: PlLoop;
  readonly insert: ValuesInsert;
  readonly values: readonly RowValue[];
  readonly alias: string;
}

function rewritten(document: SqlDocument, { loop, insert, values, alias }: LoopParts): string {
  const { text } = document;
  const { head, source, tail } = insert;
  const newLine = `${lineEndOf(text)}${indentAt(text, loop.range.start)}`;
  const target = text.slice(head.start, source.keyword.start).trimEnd();
  const list = values.map((value) => renamed(text, value, loop.variables, alias)).join(", ");
  const query = loop.query === undefined ? "" : textIn(text, loop.query);
  const behind = textIn(text, tail).trim();
  return [
    target,
    `SELECT ${list}`,
    `FROM (${query}) AS ${alias}`,
    ...(behind === "" ? [] : [behind]),
  ].join(newLine);
}

/** The value with the loop's variable called by its new name. */
function renamed(
  text: string,
  { tokens, range }: RowValue,
  variables: readonly string[],
  alias: string,
): string {
  const edits = tokens.flatMap((token, at): Edit[] =>
    isNameAt(tokens, at) && variables.includes(folded(token))
      ? [{ range: shifted(token.range, -range.start), text: alias }]
      : [],
  );
  return applyEdits(textIn(text, range), edits);
}
