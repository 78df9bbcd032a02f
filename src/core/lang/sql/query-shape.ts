// What a SELECT draws from, and what stands behind its FROM: as much as rules need that judge the query of
// an INSERT … SELECT. It reads words at the outermost level, so that a half-typed query has a shape too.
import type { Range } from "../../text/range.ts";
import type { SqlDocument } from "./document.ts";
import type { InsertStatement } from "./statement.ts";
import type { Token } from "./tokens.ts";

/** What stands before an item of FROM; `joined` has a condition, or is NATURAL. */
export type Link = "first" | "comma" | "cross" | "joined";

export interface FromItem {
  readonly link: Link;
  /** Folded; undefined for a subquery, a function, VALUES, LATERAL and placeholders. */
  readonly table: { readonly schema: string | undefined; readonly name: string } | undefined;
  /** With its alias and its join condition. */
  readonly range: Range;
  readonly tokens: readonly Token[];
}

export interface QueryShape {
  /** Names that WITH gives, folded. */
  readonly ctes: readonly string[];
  readonly isDistinctOn: boolean;
  /** UNION, INTERSECT, EXCEPT: `from` and `where` are those of the first branch. */
  readonly isCompound: boolean;
  /** The tokens of the select list. */
  readonly list: readonly Token[];
  readonly from: readonly FromItem[];
  /** The tokens behind WHERE; undefined without one. */
  readonly where: readonly Token[] | undefined;
  readonly isGrouped: boolean;
  /** From ORDER to the end of its list. */
  readonly orderBy: { readonly range: Range; readonly tokens: readonly Token[] } | undefined;
  /** LIMIT, OFFSET, FETCH. */
  readonly isLimited: boolean;
  /** The tokens of LIMIT, with the word. */
  readonly limit: readonly Token[] | undefined;
  /** FOR UPDATE, FOR SHARE. */
  readonly isLocking: boolean;
  readonly hasPlaceholder: boolean;
  /** $1, $name, ?, :x: a program runs it with values of its own. */
  readonly hasParameter: boolean;
}

/**
 * Undefined where the range holds no SELECT at its outermost level. The range may begin before the query,
 * at the WITH of WITH … INSERT INTO t SELECT …
 */
export function readQuery(document: SqlDocument, range: Range): QueryShape | undefined {
  const tokens = document.tokens(range);
  const select = outermost(tokens).find((index) => isWord(tokens[index], "select"));
  if (select === undefined) return undefined;
  const clauses = splitClauses(tokens, select);
  const from = clauses.get("from");
  const order = clauses.get("order");
  return {
    ctes: cteNames(tokens.slice(0, select)),
    isDistinctOn: isWord(tokens[select + 1], "distinct") && isWord(tokens[select + 2], "on"),
    isCompound: clauses.has("union") || clauses.has("intersect") || clauses.has("except"),
    list: clauses.get("select") ?? [],
    from: from === undefined ? [] : readFrom(from.slice(1)),
    where: clauses.get("where")?.slice(1),
    isGrouped: clauses.has("group"),
    orderBy: order && { range: rangeOf(order), tokens: order.slice(2) },
    isLimited: clauses.has("limit") || clauses.has("offset") || clauses.has("fetch"),
    limit: clauses.get("limit"),
    isLocking: clauses.has("for"),
    hasPlaceholder: tokens.some(({ kind }) => kind === "placeholder"),
    hasParameter: tokens.some(({ kind, text }) => kind === "parameter" || text === "$"),
  };
}

/** The query of an INSERT, with the names of a WITH before it. */
export const insertQuery = (
  document: SqlDocument,
  { range, source }: InsertStatement,
): QueryShape | undefined =>
  source?.kind === "select"
    ? readQuery(document, { start: range.start, end: source.range.end })
    : undefined;

/** Indexes of the tokens outside all parentheses. */
function outermost(tokens: readonly Token[]): readonly number[] {
  const found: number[] = [];
  let depth = 0;
  tokens.forEach((token, index) => {
    if (isOpening(token)) depth++;
    else if (isClosing(token)) depth--;
    else if (depth === 0) found.push(index);
  });
  return found;
}

const CLAUSES = [
  "from",
  "where",
  "group",
  "having",
  "window",
  "union",
  "intersect",
  "except",
  "order",
  "limit",
  "offset",
  "fetch",
  "for",
  "on conflict",
  "returning",
] as const;
type Clause = (typeof CLAUSES)[number] | "select";

/** The tokens of each clause with its first word; the first of a name counts, but the last ORDER BY. */
function splitClauses(
  tokens: readonly Token[],
  select: number,
): ReadonlyMap<Clause, readonly Token[]> {
  const starts: { readonly clause: Clause; readonly at: number }[] = [
    { clause: "select", at: select },
  ];
  for (const index of outermost(tokens)) {
    const clause = index > select ? clauseAt(tokens, index) : undefined;
    if (clause !== undefined) starts.push({ clause, at: index });
  }
  const clauses = new Map<Clause, readonly Token[]>();
  starts.forEach(({ clause, at }, index) => {
    const part = tokens.slice(at, starts[index + 1]?.at);
    if (clause === "order" || !clauses.has(clause)) clauses.set(clause, part);
  });
  return clauses;
}

function clauseAt(tokens: readonly Token[], index: number): Clause | undefined {
  const word = wordOf(tokens[index]);
  if (word === "on") return isWord(tokens[index + 1], "conflict") ? "on conflict" : undefined;
  const clause = CLAUSES.find((name) => name === word);
  // a IS DISTINCT FROM b, x.order, AS "limit" and AS limit are no clauses.
  const before = tokens[index - 1];
  if (clause === "from" && isWord(before, "distinct")) return undefined;
  if (before?.text === "." || isWord(before, "as")) return undefined;
  if (clause === "order" || clause === "group")
    return isWord(tokens[index + 1], "by") ? clause : undefined;
  return clause;
}

function cteNames(tokens: readonly Token[]): readonly string[] {
  const start = outermost(tokens).find((index) => isWord(tokens[index], "with"));
  if (start === undefined) return [];
  const insert = outermost(tokens).find(
    (index) => index > start && isWord(tokens[index], "insert"),
  );
  const head = tokens.slice(start, insert);
  return outermost(head).flatMap((index) => {
    const token = head[index];
    const isName = token !== undefined && (token.kind === "word" || token.kind === "name");
    const opens = head[index + 1];
    const isCte = isWord(opens, "as") || (opens?.text === "(" && !isWord(token, "materialized"));
    return isName && isCte && !isWord(token, "as") ? [folded(token)] : [];
  });
}

const JOIN_WORDS = new Set(["join", "inner", "left", "right", "full", "cross", "natural"]);

function readFrom(tokens: readonly Token[]): readonly FromItem[] {
  const items: FromItem[] = [];
  let link: Link = "first";
  let start = 0;
  const close = (end: number) => {
    const part = tokens.slice(start, end);
    if (part.length > 0)
      items.push({ link, table: tableOf(part), range: rangeOf(part), tokens: part });
  };
  let depth = 0;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (isOpening(token)) depth++;
    else if (isClosing(token)) depth--;
    if (depth > 0) continue;
    if (token?.text === ",") {
      close(index);
      link = "comma";
      start = index + 1;
    } else if (isJoin(tokens, index)) {
      close(index);
      link = isWord(token, "cross") ? "cross" : "joined";
      while (!isWord(tokens[index], "join") && index < tokens.length) index++;
      start = index + 1;
    }
  }
  close(tokens.length);
  return items;
}

/** LEFT JOIN, CROSS JOIN, JOIN; left(x, 1) is a call. */
function isJoin(tokens: readonly Token[], index: number): boolean {
  const word = wordOf(tokens[index]);
  if (word === undefined || !JOIN_WORDS.has(word)) return false;
  for (let next = index; next < index + 4; next++) {
    const follower = wordOf(tokens[next]);
    if (follower === "join") return true;
    if (follower === undefined || !(JOIN_WORDS.has(follower) || follower === "outer")) return false;
  }
  return false;
}

/** The plain table that an item begins with. */
function tableOf(tokens: readonly Token[]): FromItem["table"] {
  let at = isWord(tokens[0], "only") ? 1 : 0;
  const parts: string[] = [];
  for (;;) {
    const token = tokens[at];
    if (token === undefined || (token.kind !== "word" && token.kind !== "name")) return undefined;
    if (token.kind === "word" && NO_TABLES.has(token.text.toLowerCase())) return undefined;
    parts.push(folded(token));
    at++;
    if (tokens[at]?.text !== ".") break;
    at++;
  }
  const name = parts.at(-1);
  return tokens[at]?.text === "(" || name === undefined
    ? undefined
    : { schema: parts.at(-2), name };
}

const NO_TABLES = new Set(["lateral", "rows", "values", "unnest", "select", "table", "xmltable"]);

export const folded = (token: Token): string =>
  token.kind === "name" ? token.text.slice(1, -1).replaceAll('""', '"') : token.text.toLowerCase();

export const isWord = (token: Token | undefined, word: string): boolean => wordOf(token) === word;

const wordOf = (token: Token | undefined): string | undefined =>
  token?.kind === "word" ? token.text.toLowerCase() : undefined;

const isOpening = (token: Token | undefined): boolean => token?.text === "(" || token?.text === "[";
const isClosing = (token: Token | undefined): boolean => token?.text === ")" || token?.text === "]";

function rangeOf(tokens: readonly Token[]): Range {
  return { start: tokens[0]?.range.start ?? 0, end: tokens.at(-1)?.range.end ?? 0 };
}
