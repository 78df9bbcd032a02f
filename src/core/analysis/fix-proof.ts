// Proof before an offer: where the grammar takes what stands there now, it must take what a fix makes of it.
import type { Fix } from "./finding.ts";
import type { SqlDocument } from "../lang/sql/document.ts";
import type { ExactParser } from "../lang/sql/exact-parser.ts";
import { editSql } from "../lang/sql/parse.ts";
import { applyEdits } from "../text/edit.ts";
import { shifted, textIn } from "../text/range.ts";

/** More text than this is not read again for an offer: long fixes are made of many alike statements. */
const LENGTH_MAX = 65_536;

/** False where the fix would break a statement that the grammar takes today. */
export function isProven(fix: Fix, document: SqlDocument, exact: ExactParser): boolean {
  if (fix.edits.length === 0) return true;
  const start = Math.min(...fix.edits.map(({ range }) => range.start));
  const end = Math.max(...fix.edits.map(({ range }) => range.end));
  const inside = fix.edits.map((edit) => ({ ...edit, range: shifted(edit.range, -start) }));
  if (end - start > LENGTH_MAX) return true;
  const text = applyEdits(document.text.slice(start, end), inside);
  if (text.length > LENGTH_MAX) return true;
  const after = editSql(document, { start, end, text });
  const took = isTaken(document, after.from, after.removed, exact);
  return !took || isTaken(after.document, after.from, after.added, exact);
}

function isTaken(document: SqlDocument, from: number, count: number, exact: ExactParser): boolean {
  for (let index = from; index < from + count; index++) {
    const text = textIn(document.text, document.rangeAt(index));
    // What psql alone understands is not the grammar's to judge.
    if (!text.startsWith("\\") && !exact.accepts(text)) return false;
  }
  return true;
}
