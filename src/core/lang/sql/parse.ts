// A piece of SQL becomes a document, and stays one while somebody types. The text is walked over once.
import type { SqlDialect } from "./dialect.ts";
import type { SqlDocument } from "./document.ts";
import { lexisOf } from "./lexis.ts";
import { type ChangedStatements, Rescan, type SqlEdit } from "./rescan.ts";
import { StatementScan } from "./scan-statements.ts";
import { LOOK_AHEAD_MAX } from "./splitter.ts";
import { SqlText } from "./sql-text.ts";
import { StatementTable } from "./statement-table.ts";

/** Never fails: half-typed text, binary text and text in another dialect give a document too. */
export function parseSql(text: string, dialect: SqlDialect): SqlDocument {
  const table = new StatementTable();
  const scan = new StatementScan(text, lexisOf(dialect), 0);
  while (scan.next(table));
  return new SqlText(text, dialect, table, scan.lookedAhead);
}

export interface EditedSql extends ChangedStatements {
  readonly document: SqlDocument;
}

/**
 * The same as a parse of the new text, in the time that the statements around the edit take. Who has the
 * new text already gives it, so that six megabytes are not copied twice for a keystroke.
 */
export function editSql(
  document: SqlDocument,
  edit: SqlEdit,
  text: string = edited(document.text, edit),
): EditedSql {
  const { dialect } = document;
  const lexis = lexisOf(dialect);
  if (!(document instanceof SqlText) || (lexis.hasDelimiters && document.hasKind("meta")))
    return reparsed(document, text);
  const rescan = new Rescan(document.table, text, lexis, edit);
  const changed = rescan.run();
  const lookedAhead = document.lookedAhead + rescan.lookedAhead;
  const after = new SqlText(text, dialect, rescan.table, lookedAhead);
  // The client's delimiter, and how much was read ahead, change how all that follows is split.
  const isFar = lookedAhead >= LOOK_AHEAD_MAX || (lexis.hasDelimiters && after.hasKind("meta"));
  return isFar ? reparsed(document, text) : { document: after, ...changed };
}

const edited = (text: string, edit: SqlEdit): string =>
  text.slice(0, edit.start) + edit.text + text.slice(edit.end);

function reparsed({ count, dialect }: SqlDocument, text: string): EditedSql {
  const document = parseSql(text, dialect);
  return { document, from: 0, removed: count, added: document.count };
}
