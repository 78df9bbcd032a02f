// Puts BEGIN before and COMMIT behind statements of a script, on lines of their own.
import type { Edit } from "../../../text/edit.ts";
import type { SqlDocument } from "../document.ts";
import { behindSemicolon, endsLine, indentAt, lineEndOf } from "./layout.ts";

/** From the statement at `first` to the one at `last`; undefined where no line end follows the last. */
export function wrapInTransaction(
  document: SqlDocument,
  first: number,
  last: number,
): readonly Edit[] | undefined {
  const { text } = document;
  const start = document.rangeAt(first).start;
  const { end } = document.rangeAt(last);
  const behind = behindSemicolon(document, end);
  const at = behind ?? end;
  if (!endsLine(text, at)) return undefined;
  const newLine = `${lineEndOf(text)}${indentAt(text, start)}`;
  const begin = ["mysql", "mariadb"].includes(document.dialect) ? "START TRANSACTION" : "BEGIN";
  return [
    { range: { start, end: start }, text: `${begin};${newLine}` },
    { range: { start: at, end: at }, text: `${behind === undefined ? ";" : ""}${newLine}COMMIT;` },
  ];
}
