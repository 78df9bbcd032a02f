// Tables that a script makes for its own session, also those that it drops again, which the knowledge of
// tables does not keep.
import { textIn } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";

/** Folded, without schema: those of the top level and those that a routine's text makes. */
export function temporaryTables(document: SqlDocument): ReadonlySet<string> {
  // Asked for each INSERT of one version of a text.
  const known = found.get(document);
  if (known !== undefined) return known;
  const names = new Set(namesIn(document));
  found.set(document, names);
  return names;
}

const found = new WeakMap<SqlDocument, ReadonlySet<string>>();

function* namesIn(document: SqlDocument): Generator<string> {
  for (const statement of document.statements("create-table"))
    if (statement.isTemporary && statement.table !== undefined) yield statement.table.name;
  for (const index of document.indexesOf("do", "create-routine")) {
    const routine = textIn(document.text, document.rangeAt(index));
    for (const [, name] of routine.matchAll(MADE)) if (name !== undefined) yield name.toLowerCase();
  }
}

const MADE = /\btemp(?:orary)?\s+(?:table\s+)?(?:if\s+not\s+exists\s+)?"?(\w+)/giu;
