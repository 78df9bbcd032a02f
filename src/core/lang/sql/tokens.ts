// The tokens of a piece of SQL: what the recogniser and the rules that look closer read.
import type { Range } from "../../text/range.ts";

/**
 * `word` is a keyword or unquoted name; `name` is quoted ("x", `x`); `string` any literal, dollar quotes
 * included. `parameter` is what a driver or psql fills in: $1, ?, %s, %(x)s, :x, @x. `placeholder` is what a
 * template engine, psql or host code pastes in: {{ x }}, {% x %}, ${x}, {x}, :'x', @x@, and U+FFFC.
 */
export type TokenKind =
  "word" | "name" | "string" | "number" | "parameter" | "placeholder" | "operator" | "punctuation";

export interface Token {
  readonly kind: TokenKind;
  readonly range: Range;
  /** As written. */
  readonly text: string;
}
