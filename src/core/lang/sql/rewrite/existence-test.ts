// EXISTS (SELECT … FROM t WHERE …) among tokens: which table it looks at, and which columns it compares.
import { type Range, spanning } from "../../../text/range.ts";
import { folded } from "../query-shape.ts";
import type { TableName } from "../schema/schema-fact.ts";
import type { Token } from "../tokens.ts";
import { depthChange, isMark, isWord, splitAt } from "./row-values.ts";

export interface ExistenceTest {
  /** EXISTS, or NOT EXISTS. */
  readonly words: Range;
  readonly isNegated: boolean;
  /** With its parentheses. */
  readonly range: Range;
  readonly table: TableName;
  /** Columns compared by = and joined by AND alone; undefined where the condition is anything else. */
  readonly columns: readonly string[] | undefined;
  /** True where it asks for equal values: what a unique key could keep apart. */
  readonly isByValue: boolean;
}

/** Those outside parentheses that look at one table with a condition. */
export function* existenceTests(tokens: readonly Token[]): Generator<ExistenceTest> {
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    depth += depthChange(token);
    if (depth > 0 || !isWord(token, "exists") || !isMark(tokens[at + 1], "(")) continue;
    const test = testAt(tokens, at);
    if (test !== undefined) yield test;
  }
}

function testAt(tokens: readonly Token[], at: number): ExistenceTest | undefined {
  const exists = tokens[at];
  const before = tokens[at - 1];
  const end = closing(tokens, at + 1);
  const inner = tokens.slice(at + 2, end);
  const last = tokens[end];
  const query = isWord(inner[0], "select") ? lookedAt(inner) : undefined;
  if (query === undefined || exists === undefined || last === undefined) return undefined;
  const isNegated = isWord(before, "not");
  const first = isNegated && before !== undefined ? before : exists;
  return {
    words: spanning(first.range, exists.range),
    isNegated,
    range: spanning(first.range, last.range),
    ...query,
  };
}

/** Index of what closes the parenthesis at `open`. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at];
    depth += token === undefined ? 0 : depthChange(token);
    if (depth === 0) return at;
  }
  return tokens.length;
}

/** Of SELECT … FROM t [AS] x WHERE …; a query without a condition asks something else. */
function lookedAt(
  query: readonly Token[],
): Pick<ExistenceTest, "table" | "columns" | "isByValue"> | undefined {
  const from = query.findIndex((token) => isWord(token, "from"));
  const where = query.findIndex((token) => isWord(token, "where"));
  if (from === -1 || where < from) return undefined;
  const source = query.slice(from + 1, where);
  const dots = source.filter((token) => isMark(token, ".")).length;
  const name = source[2 * dots];
  if (name?.kind !== "word" && name?.kind !== "name") return undefined;
  const schema = dots > 0 ? source[2 * dots - 2] : undefined;
  const alias = source.slice(2 * dots + 1).filter((token) => !isWord(token, "as"));
  if (alias.length > 1) return undefined;
  const names = [name, ...alias].map(folded);
  const table = { schema: schema === undefined ? undefined : folded(schema), name: folded(name) };
  const condition = query.slice(where + 1);
  return {
    table,
    columns: comparedColumns(condition, names),
    isByValue: splitAt(condition, isAnd).every(isEquation),
  };
}

function comparedColumns(
  condition: readonly Token[],
  names: readonly string[],
): readonly string[] | undefined {
  if (condition.some((token) => isWord(token, "or", "not", "limit", "group", "union", "for")))
    return undefined;
  const columns = splitAt(condition, isAnd).map((part) => {
    const [left, right, ...more] = splitAt(part, (token) => isMark(token, "="));
    if (left === undefined || right === undefined || more.length > 0) return undefined;
    return ownColumn(left, names) ?? ownColumn(right, names) ?? bareColumn(left);
  });
  const known = columns.filter((column) => column !== undefined);
  return known.length === columns.length ? known : undefined;
}

const isAnd = (token: Token): boolean => isWord(token, "and");

/** a = b, or a IS [NOT] NULL beside it; LIKE, OR and ranges ask for more than a key. */
const isEquation = (part: readonly Token[]): boolean =>
  !part.some((token) => isWord(token, "or", "like", "ilike", "between")) &&
  (part.some((token) => isMark(token, "=")) || isWord(part.at(-1), "null"));

/** `t.x`, where t is the table that is looked at. */
function ownColumn(tokens: readonly Token[], names: readonly string[]): string | undefined {
  const [table, dot, column] = tokens;
  if (table === undefined || column === undefined || tokens.length !== 3) return undefined;
  return isMark(dot, ".") && names.includes(folded(table)) ? folded(column) : undefined;
}

function bareColumn([token, ...more]: readonly Token[]): string | undefined {
  const isName = token?.kind === "word" || token?.kind === "name";
  return isName && more.length === 0 ? folded(token) : undefined;
}
