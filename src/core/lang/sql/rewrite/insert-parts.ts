// The parts of an INSERT that a rewrite keeps, moves or drops, and whether comments stand where it drops.
import { type Range, spanning, textIn } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import type { InsertStatement, ValuesRow } from "../statement.ts";
import type { Token } from "../tokens.ts";
import type { ValuesSource } from "./row-values.ts";

/** An INSERT with rows of its own, all of them closed. */
export interface ValuesInsert {
  readonly statement: InsertStatement;
  readonly source: ValuesSource;
  readonly row: ValuesRow;
  /** From INSERT to the word VALUES. */
  readonly head: Range;
  /** Behind the last row: ON CONFLICT, RETURNING; empty mostly. */
  readonly tail: Range;
}

export function valuesInsert(statement: InsertStatement): ValuesInsert | undefined {
  const { source, range } = statement;
  const row = source?.kind === "values" ? source.rows[0] : undefined;
  if (source?.kind !== "values" || row?.isClosed !== true) return undefined;
  return {
    statement,
    source,
    row,
    head: { start: range.start, end: source.keyword.end },
    tail: { start: source.range.end, end: range.end },
  };
}

/** What a finding about a whole INSERT or COPY marks: the keyword and the table, which fit on a line. */
export const headOf = ({ keyword, table }: Pick<InsertStatement, "keyword" | "table">): Range =>
  table === undefined || table.range.end < keyword.end ? keyword : spanning(keyword, table.range);

/** The words of a part without comments and blanks: equal for two parts that say the same. */
export const saidIn = (document: SqlDocument, range: Range): string =>
  document
    .tokens(range)
    .map(({ kind, text }) => (kind === "word" ? text.toLowerCase() : text))
    .join(" ");

/** True where a rewrite that drops the range would drop a comment. */
export function hasComment(document: SqlDocument, range: Range): boolean {
  let at = range.start;
  for (const token of document.tokens(range)) {
    if (isCommentBetween(document, at, token)) return true;
    at = token.range.end;
  }
  return textIn(document.text, { start: at, end: range.end }).trim() !== "";
}

const isCommentBetween = ({ text }: SqlDocument, from: number, { range }: Token): boolean =>
  text.slice(from, range.start).trim() !== "";
