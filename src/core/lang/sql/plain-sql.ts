// A statement as a grammar can read it: without what only psql, a driver or a template engine knows. Every
// offset stays what it was.
import { Cursor } from "./cursor.ts";
import type { SqlDialect } from "./dialect.ts";

/** Variables, parameters and templates become names or strings of the same length. */
export function plainSql(sql: string, dialect: SqlDialect): string {
  const text = sql.replaceAll("\0", " ");
  if (!/[{:%?@$#\\\uFFFC]/u.test(text)) return text;
  const cursor = new Cursor(text, dialect, { start: 0, end: text.length });
  const pieces: string[] = [];
  let end = 0;
  while (!cursor.atEnd()) {
    pieces.push(gap(text.slice(end, cursor.start)), replacement(cursor));
    ({ end } = cursor);
    cursor.next();
  }
  return pieces.join("") + gap(text.slice(end));
}

/** How deep parentheses nest, and how many stay open: what some grammars take very long to refuse. */
export function nestingOf(
  sql: string,
  dialect: SqlDialect,
): { readonly deepest: number; readonly open: number } {
  const cursor = new Cursor(sql, dialect, { start: 0, end: sql.length });
  let open = 0;
  let deepest = 0;
  while (!cursor.atEnd()) {
    if (cursor.isMark("(")) deepest = Math.max(deepest, ++open);
    else if (cursor.isMark(")")) open--;
    cursor.next();
  }
  return { deepest, open };
}

/** psql's commands and comments of templates stand between tokens. */
const gap = (between: string): string =>
  /\\|\{#/u.test(between) ? between.replaceAll(/[^\n]/gu, " ") : between;

function replacement({ kind, word, lexis }: Cursor): string {
  if (kind === "placeholder") return nameFor(word);
  // The other grammars know the parameters of their drivers.
  const isForeign =
    kind === "parameter" && (lexis.hasPsql ? !/^\$\d/u.test(word) : word[0] === "%");
  return isForeign ? nameFor(word) : word;
}

function nameFor(written: string): string {
  if (written.startsWith("{%")) return " ".repeat(written.length);
  const quote = /^:(['"])/u.exec(written)?.[1];
  return quote === undefined
    ? "x".repeat(written.length)
    : quote + "x".repeat(written.length - 2) + quote;
}
