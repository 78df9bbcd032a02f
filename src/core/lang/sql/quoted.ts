// Where things with an end mark end: strings, dollar quotes, comments, templates. Each answers with the
// place behind the end mark, or `limit` where there is none before it.
import { isNamePart, isNameStart, lineEnd } from "./characters.ts";
import type { Lexis } from "./lexis.ts";

/** Templates longer than this are taken for single braces, so that a stray one costs little. */
export const TEMPLATE_MAX = 4_096;

/** What the quote at `at` opens, by the rules of the dialect. */
export interface Quote {
  readonly quote: number;
  readonly isString: boolean;
  readonly hasBackslashes: boolean;
  /** ''' or """; empty for a plain quote. */
  readonly tripled: string;
}

export function quoteAt(text: string, at: number, lexis: Lexis): Quote {
  const quote = text.charCodeAt(at);
  const isString = quote === 39 || (quote === 34 && lexis.hasDoubleQuotedStrings);
  const mark = lexis.hasTripleQuotes && isString ? text.slice(at, at + 3) : "";
  const isEscaping = lexis.hasBackslashes ? isString : quote === 39 && isEscapeString(text, at);
  return {
    quote,
    isString,
    hasBackslashes: isEscaping,
    tripled: mark === "'''" || mark === '"""' ? mark : "",
  };
}

/** Behind the quoted thing whose quote is at `at`. */
export function endOfString(text: string, at: number, limit: number, lexis: Lexis): number {
  const quote = quoteAt(text, at, lexis);
  if (quote.quote === 96 && !lexis.hasBackticks) return at + 1;
  return quote.tripled === ""
    ? endOfQuoted(text, at + 1, limit, quote)
    : endOfMarked(text, at + 3, limit, quote.tripled);
}

/** `at` is behind the opening quote. A doubled quote is one in the string. */
export function endOfQuoted(
  text: string,
  at: number,
  limit: number,
  { quote, hasBackslashes }: { readonly quote: number; readonly hasBackslashes: boolean },
): number {
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (text.charCodeAt(at + 1) !== quote || at + 1 >= limit) return at + 1;
      at += 2;
    } else at += code === 92 && hasBackslashes ? 2 : 1;
  }
  return limit;
}

/** True where the quote at `at` follows an E (or e) that is not the end of a longer word. */
export function isEscapeString(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return (before === 69 || before === 101) && !isNamePart(text.charCodeAt(at - 2));
}

/** The opening mark at `at`, such as $$ or $body$; empty where none is. */
export function dollarMark(text: string, at: number, limit: number): string {
  if (isNamePart(text.charCodeAt(at - 1))) return "";
  let end = at + 1;
  if (isNameStart(text.charCodeAt(end)))
    while (end < limit && text.charCodeAt(end) !== 36 && isNamePart(text.charCodeAt(end))) end++;
  return end < limit && text.charCodeAt(end) === 36 ? text.slice(at, end + 1) : "";
}

/** Looks no further than `limit`, which a plain indexOf would. */
export function endOfMarked(text: string, at: number, limit: number, mark: string): number {
  const found = (limit < text.length ? text.slice(at, limit) : text).indexOf(
    mark,
    limit < text.length ? 0 : at,
  );
  if (found === -1) return limit;
  return (limit < text.length ? at + found : found) + mark.length;
}

/** `at` is at the slash of a block comment. */
function endOfBlockComment(text: string, at: number, limit: number, lexis: Lexis): number {
  let depth = 1;
  at += 2;
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code === 42 && text.charCodeAt(at + 1) === 47) {
      at += 2;
      if (--depth === 0) return Math.min(at, limit);
    } else if (lexis.hasNestedComments && code === 47 && text.charCodeAt(at + 1) === 42) {
      depth++;
      at += 2;
    } else at++;
  }
  return limit;
}

/** The end of the psql command at `at`: the next backslash, or the line's end. \\ is one by itself. */
export function endOfCommand(text: string, at: number, limit: number): number {
  if (text.charCodeAt(at + 1) === 92) return Math.min(at + 2, limit);
  const line = lineEnd(text, at, limit);
  const next = text.slice(at + 1, line).indexOf("\\");
  return next === -1 ? line : at + 1 + next;
}

/** The end of a comment that starts at `at`; `at` itself where none does. */
export function endOfComment(text: string, at: number, limit: number, lexis: Lexis): number {
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  if (code === 45 && next === 45 && isDashComment(text, at, lexis)) return lineEnd(text, at, limit);
  if (code === 47) {
    if (next === 42) return endOfBlockComment(text, at, limit, lexis);
    if (next === 47 && lexis.hasSlashComments) return lineEnd(text, at, limit);
  }
  if (code === 35 && lexis.hasHashComments) return lineEnd(text, at, limit);
  if (code === 123 && next === 35) return endOfTemplate(text, at, limit);
  return at;
}

/** MySQL wants a space behind the two dashes: 5--1 is six. */
const isDashComment = (text: string, at: number, lexis: Lexis): boolean =>
  !lexis.hasDelimiters || !(text.charCodeAt(at + 2) > 32);

/**
 * The end of {{ … }}, {% … %}, {# … #}, ${ … }, #{ … } or {name} at `at`, or `at` itself. `$` and `#` are
 * those of the last but one.
 */
export function endOfTemplate(text: string, at: number, limit: number): number {
  const brace = text.charCodeAt(at) === 123 ? at : at + 1;
  const next = text.charCodeAt(brace + 1);
  const window = Math.min(limit, at + TEMPLATE_MAX);
  if (brace > at) return endOrStart(text, at, window, "}");
  if (next === 123) return endOrStart(text, at, window, "}}");
  if (next === 37) return endOrStart(text, at, window, "%}");
  if (next === 35) return endOrStart(text, at, window, "#}");
  let end = brace + 1;
  while (end < window && (isNamePart(text.charCodeAt(end)) || text.charCodeAt(end) === 46)) end++;
  return end < window && text.charCodeAt(end) === 125 ? end + 1 : at;
}

function endOrStart(text: string, at: number, window: number, mark: string): number {
  const found = text.slice(at + 2, window).indexOf(mark);
  return found === -1 ? at : at + 2 + found + mark.length;
}
