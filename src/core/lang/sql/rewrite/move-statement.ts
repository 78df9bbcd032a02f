// Takes a statement of a script out, and puts lines behind another, with the least change of the text.
import type { Edit } from "../../../text/edit.ts";
import type { Range } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import { behindSemicolon, endsLine, indentAt, lineEndOf, startsLine } from "./layout.ts";

/** The statement at `from`, written as `lines`, behind the one at `behind`; undefined where it cannot be. */
export function moveBehind(
  document: SqlDocument,
  from: number,
  behind: number,
  lines: readonly string[],
): readonly Edit[] | undefined {
  const removed = wholeStatement(document, from);
  const inserted = insertBehind(document, behind, lines);
  if (removed === undefined || inserted === undefined) return undefined;
  return [{ range: removed, text: "" }, inserted];
}

/** Lines of their own behind a statement and its data; undefined where its end is not in sight. */
export function insertBehind(
  document: SqlDocument,
  behind: number,
  lines: readonly string[],
): Edit | undefined {
  const { text } = document;
  const { start } = document.rangeAt(behind);
  const end = endWithData(document, behind);
  if (end === undefined || !endsLine(text, end)) return undefined;
  const newLine = `${lineEndOf(text)}${indentAt(text, start)}`;
  return { range: { start: end, end }, text: lines.map((line) => newLine + line).join("") };
}

/** With its semicolon, and with its lines where nothing else stands on them. */
export function wholeStatement(document: SqlDocument, index: number): Range | undefined {
  const { text } = document;
  const { start, end } = document.rangeAt(index);
  const behind = behindSemicolon(document, end);
  if (behind === undefined) return undefined;
  if (!startsLine(text, start) || !endsLine(text, behind)) return { start, end: behind };
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const feed = text.indexOf("\n", behind);
  return { start: lineStart, end: feed === -1 ? text.length : feed + 1 };
}

function endWithData(document: SqlDocument, index: number): number | undefined {
  const statement = document.statementAt(index);
  const isCopy = statement.kind === "copy";
  if (isCopy && statement.data !== undefined)
    return statement.hasTerminator ? statement.data.end + "\\.".length : undefined;
  const behind = behindSemicolon(document, statement.range.end);
  return isCopy && statement.isMeta ? (behind ?? statement.range.end) : behind;
}
