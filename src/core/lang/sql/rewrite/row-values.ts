// The values of a row of VALUES, each with its range and its tokens.
import type { Range } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import type { InsertSource, ValuesRow } from "../statement.ts";
import type { Token } from "../tokens.ts";

export interface RowValue {
  readonly range: Range;
  /** Empty where nothing stands between two commas. */
  readonly tokens: readonly Token[];
}

export type ValuesSource = Extract<InsertSource, { readonly kind: "values" }>;

export const rowValues = (
  document: SqlDocument,
  row: Pick<ValuesRow, "range">,
): readonly RowValue[] => listItems(document.tokens(row.range));

/** What is between the parentheses that `tokens` begin and end with, at each comma of depth one. */
export function listItems(tokens: readonly Token[]): readonly RowValue[] {
  const items: RowValue[] = [];
  let [depth, from] = [0, 1];
  for (const [at, token] of tokens.entries()) {
    const change = depthChange(token);
    depth += change;
    const isEnd = depth === 0 && change < 0;
    if (!isEnd && !(depth === 1 && isMark(token, ","))) continue;
    if (!isEnd || at > from || items.length > 0) items.push(itemOf(tokens.slice(from, at), token));
    if (isEnd) break;
    from = at + 1;
  }
  return items;
}

/** The parts of an expression list that stands without parentheses around it. */
export function splitAt(
  tokens: readonly Token[],
  isBetween: (token: Token) => boolean,
): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += depthChange(token);
    if (depth === 0 && isBetween(token)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** Every row of a VALUES list, those beyond the kept ones too; it reads the whole list. */
export function* allRows(
  document: SqlDocument,
  source: ValuesSource,
): Generator<readonly RowValue[]> {
  const tokens = document.tokens(source.range);
  let [depth, from] = [0, 0];
  for (const [at, token] of tokens.entries()) {
    const change = depthChange(token);
    if (depth === 0 && change > 0) from = at;
    depth += change;
    if (depth === 0 && change < 0) yield listItems(tokens.slice(from, at + 1));
  }
}

export const isMark = (token: Token | undefined, mark: string): boolean =>
  token !== undefined && token.text === mark && token.kind !== "name" && token.kind !== "string";

export const isWord = (token: Token | undefined, ...words: readonly string[]): boolean =>
  token?.kind === "word" && words.includes(token.text.toLowerCase());

/** 1 for an opening parenthesis or bracket, -1 for a closing one. */
export function depthChange(token: Token): number {
  if (token.kind !== "punctuation") return 0;
  if (token.text === "(" || token.text === "[") return 1;
  return token.text === ")" || token.text === "]" ? -1 : 0;
}

const itemOf = (tokens: readonly Token[], behind: Token): RowValue => ({
  tokens,
  range: {
    start: tokens[0]?.range.start ?? behind.range.start,
    end: tokens.at(-1)?.range.end ?? behind.range.start,
  },
});
