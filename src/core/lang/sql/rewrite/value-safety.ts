// What an expression among the values of an INSERT may be moved into: nothing changes for a constant,
// something may for a call, and something does for a query of the table that is being filled.
import type { Range } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import type { InsertStatement } from "../statement.ts";
import type { Token, TokenKind } from "../tokens.ts";
import { isMark, isWord } from "./row-values.ts";

/** `constant`: the same wherever in the transaction it is read. `query`: a subquery is in it. */
export type Constancy = "constant" | "call" | "query";

/** Of a row, or of any other part of the text. */
export function constancyOf(document: SqlDocument, range: Range): Constancy {
  const tokens = document.tokens(range);
  if (tokens.some((token) => isWord(token, "select", "table"))) return "query";
  return tokens.every((_token, at) => isConstantAt(tokens, at)) ? "constant" : "call";
}

function isConstantAt(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined) return false;
  if (token.kind === "operator") return ["-", "+", "::", "||"].includes(token.text);
  if (token.kind === "word") return isConstantWord(token, tokens[at - 1], tokens[at + 1]);
  return CONSTANT_KINDS.has(token.kind);
}

const CONSTANT_KINDS: ReadonlySet<TokenKind> = new Set([
  "string",
  "number",
  "parameter",
  "punctuation",
]);

/** A constant by its name, a type behind :: or in front of a string, or now(). */
function isConstantWord(
  token: Token,
  before: Token | undefined,
  behind: Token | undefined,
): boolean {
  if (isWord(token, ...CONSTANTS)) return true;
  if (isMark(before, "::") || behind?.kind === "string") return true;
  return isWord(token, "now") && isMark(behind, "(");
}

const CONSTANTS = [
  ...["null", "true", "false", "default", "array", "row"],
  ...["current_timestamp", "current_date", "current_time", "localtimestamp", "localtime"],
];

/**
 * True for rows that a script itself puts into a table. A statement with parameters is one of a list of
 * queries, of which a program runs the one it needs.
 */
export function isScriptedInsert(
  document: SqlDocument,
  { table, source }: InsertStatement,
): boolean {
  if (table === undefined || table.isPlaceholder || source?.kind !== "values") return false;
  return source.rows.every(({ range }) =>
    document.tokens(range).every(({ kind }) => kind !== "parameter"),
  );
}
