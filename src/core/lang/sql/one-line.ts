// Puts a statement on one line, for psql's commands end where their line does.
import type { Edit } from "../../text/edit.ts";
import type { SqlDocument } from "./document.ts";
import { endsLine, startsLine } from "./rewrite/layout.ts";
import type { Statement } from "./statement.ts";

/**
 * The edits that join its lines; undefined where a comment or a string spans them, or where something else
 * stands on the first or the last of them.
 */
export function joinLines(
  document: SqlDocument,
  { range }: Statement,
): readonly Edit[] | undefined {
  const { text } = document;
  const edits: Edit[] = [];
  let at = range.start;
  for (const token of document.tokens(range)) {
    const gap = { start: at, end: token.range.start };
    const between = text.slice(gap.start, gap.end);
    if (between.trim() !== "" || /[\r\n]/u.test(token.text)) return undefined;
    if (/[\r\n]/u.test(between)) edits.push({ range: gap, text: " " });
    at = token.range.end;
  }
  const isAlone = startsLine(text, range.start) && endsLine(text, behindSemicolon(text, range.end));
  return isAlone ? edits : undefined;
}

const behindSemicolon = (text: string, end: number): number =>
  text.charAt(end) === ";" ? end + 1 : end;
