// Locks and isolation that keep other sessions from writing between a look and an INSERT.
import { textIn } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import { indexAt } from "../statement-place.ts";
import type { Statement } from "../statement.ts";

/**
 * True where a table lock, an advisory lock or SERIALIZABLE stands before the statement: in its routine,
 * or among the statements before it in the script.
 */
export function guardsWrites(document: SqlDocument, { range }: Pick<Statement, "range">): boolean {
  if (document.count === 0) return false;
  const index = indexAt(document, range.start);
  const first = document.rangeAt(Math.max(0, index - STATEMENTS_BEFORE)).start;
  return GUARD.test(textIn(document.text, { start: first, end: range.end }).slice(-TEXT_MAX));
}

const GUARD =
  /\block\s+(?:table\s+)?(?!in\b)[\w."]+|pg_(?:try_)?advisory_(?:xact_)?lock|\bserializable\b/iu;

const STATEMENTS_BEFORE = 20;
const TEXT_MAX = 50_000;
