// The comments that silence a rule, as edits: above the line of a finding, or at the head of the file.
import type { Edit } from "../core/text/edit.ts";

export interface CommentPlace {
  /** What begins a comment in the file's language. */
  readonly mark: "--" | "#" | "//";
  /** True where an offset lies in a string of SQL: there a comment is one of SQL. */
  isInSql(offset: number): boolean;
}

export interface SilencingComment {
  readonly rule: string;
  readonly reason: string;
}

/** Indented like the line that it stands above. */
export function lineComment(
  text: string,
  offset: number,
  place: CommentPlace,
  { rule, reason }: SilencingComment,
): Edit {
  const start = lineStart(text, offset);
  const indent = /^[ \t]*/u.exec(text.slice(start, offset))?.[0] ?? "";
  const mark = place.isInSql(start) ? "--" : place.mark;
  return insertion(
    start,
    `${indent}${mark} rowmill-disable-next-line ${rule}: ${reason}${lineEnd(text)}`,
  );
}

/** Below what must be first: the line that names an interpreter, and Python's encoding. */
export function fileComment(
  text: string,
  { mark }: CommentPlace,
  { rule, reason }: SilencingComment,
): Edit {
  const head = /^(?:#!.*\r?\n)?(?:#.*coding[:=].*\r?\n)?/u.exec(text)?.[0] ?? "";
  return insertion(head.length, `${mark} rowmill-disable-file ${rule}: ${reason}${lineEnd(text)}`);
}

const insertion = (at: number, text: string): Edit => ({ range: { start: at, end: at }, text });

const lineStart = (text: string, offset: number): number =>
  offset === 0
    ? 0
    : Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;

const lineEnd = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");
