// How a text is laid out around a place, so that what a fix writes looks as if its author had.
import type { SqlDocument } from "../document.ts";

/** The line end of the text's first line. */
export function lineEndOf(text: string): string {
  const feed = text.indexOf("\n");
  return feed > 0 && text.charAt(feed - 1) === "\r" ? "\r\n" : "\n";
}

/** The blanks that the line of `offset` begins with. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/u.exec(text.slice(start, offset))?.[0] ?? "";
}

/** True where nothing but blanks stands before `offset` on its line. */
export const startsLine = (text: string, offset: number): boolean =>
  text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).trim() === "";

/** True where nothing but blanks stands behind `offset` on its line. */
export function endsLine(text: string, offset: number): boolean {
  const feed = text.indexOf("\n", offset);
  return text.slice(offset, feed === -1 ? text.length : feed).trim() === "";
}

/** Behind the semicolon of the statement that ends at `end`; undefined where none follows. */
export function behindSemicolon({ text }: SqlDocument, end: number): number | undefined {
  let at = end;
  while (/\s/u.test(text.charAt(at))) at++;
  return text.charAt(at) === ";" ? at + 1 : undefined;
}
