// Reads constraints: those of a table, those behind a column, those that ALTER TABLE adds.
import type { Range } from "../../text/range.ts";
import type { Cursor } from "./cursor.ts";
import { detached } from "./detached.ts";
import { skipOne } from "./read-clauses.ts";
import { readAnyName, readNameList, readTable } from "./read-names.ts";
import type { NameRef, TableConstraint, TableRef } from "./statement.ts";

/** The constraint at the cursor; undefined, and the cursor where it was, where none is. */
export const readTableConstraint = (cursor: Cursor): TableConstraint | undefined =>
  cursor.attempt(() => readConstraint(cursor, undefined));

/** One that stands behind `column`; NOT NULL and the like are none. */
export const readColumnConstraint = (
  cursor: Cursor,
  column: NameRef,
): TableConstraint | undefined => cursor.attempt(() => readConstraint(cursor, column));

function readConstraint(cursor: Cursor, column: NameRef | undefined): TableConstraint | undefined {
  const { start } = cursor;
  const name = cursor.take("constraint") ? readAnyName(cursor)?.name : undefined;
  const place = { start, name, column };
  if (cursor.is("primary") || cursor.is("unique")) return readKey(cursor, place);
  if (column === undefined && cursor.is("foreign")) return readForeignKey(cursor, place);
  if (column !== undefined && cursor.is("references"))
    return readReferences(cursor, place, [column.name]);
  if (cursor.is("check")) return readCheck(cursor, place);
  if (column !== undefined) return undefined;
  if (isExclude(cursor)) return readExclude(cursor, place);
  return isNotNullConstraint(cursor) ? readNotNull(cursor, place) : undefined;
}

interface Place {
  /** Of CONSTRAINT, or of the first word without it. */
  readonly start: number;
  readonly name: string | undefined;
  /** The column it stands behind. */
  readonly column: NameRef | undefined;
}

function readKey(cursor: Cursor, { start, name, column }: Place): TableConstraint | undefined {
  const wordsStart = cursor.start;
  const isPrimary = cursor.is("primary");
  if (isPrimary ? !cursor.take("primary", "key") : !cursor.take("unique")) return undefined;
  // UNIQUE KEY name (…) of MySQL.
  if (!isPrimary && !cursor.take("key")) cursor.take("index");
  const words = cursor.since(wordsStart);
  if (cursor.take("nulls")) {
    cursor.take("not");
    cursor.take("distinct");
  }
  const list = column === undefined ? readKeyList(cursor) : undefined;
  readAttributes(cursor);
  return {
    kind: isPrimary ? "primary-key" : "unique",
    name,
    columns: column === undefined ? (list?.columns ?? []) : [column.name],
    range: cursor.since(start),
    columnsRange: list?.range ?? words,
    isOnColumn: column !== undefined,
  };
}

interface KeyList {
  readonly columns: readonly string[];
  readonly range: Range;
}

/** (a, b), behind the name and method that MySQL allows, or USING INDEX name. */
function readKeyList(cursor: Cursor): KeyList | undefined {
  if (cursor.take("using", "index")) {
    readAnyName(cursor);
    return undefined;
  }
  if (!cursor.isMark("(") && cursor.lexis.hasDelimiters) readAnyName(cursor);
  if (cursor.take("using")) cursor.next();
  if (!cursor.isMark("(")) return undefined;
  const { names, range, isPlain } = readNameList(cursor);
  const isTemporal =
    !isPlain && /without\s+overlaps\s*\)$/iu.test(cursor.text.slice(range.start, range.end));
  return { columns: isPlain || isTemporal ? names.map(({ name }) => name) : [], range };
}

function readForeignKey(cursor: Cursor, place: Place): TableConstraint | undefined {
  if (!cursor.take("foreign", "key")) return undefined;
  if (!cursor.isMark("(")) readAnyName(cursor);
  const list = cursor.isMark("(") ? readNameList(cursor) : undefined;
  return readReferences(cursor, place, list?.names.map(({ name }) => name) ?? []);
}

function readReferences(
  cursor: Cursor,
  { start, name }: Place,
  columns: readonly string[],
): TableConstraint | undefined {
  if (!cursor.take("references")) return undefined;
  const references: TableRef | undefined = readTable(cursor);
  if (references === undefined) return undefined;
  if (cursor.isMark("(")) cursor.skipParens();
  const { isNotValid } = readAttributes(cursor);
  return { kind: "foreign-key", name, columns, references, isNotValid, range: cursor.since(start) };
}

function readCheck(cursor: Cursor, { start, name }: Place): TableConstraint | undefined {
  cursor.next();
  if (!cursor.isMark("(")) return undefined;
  const from = cursor.end;
  cursor.skipParens();
  const isClosed = cursor.text.charCodeAt(cursor.lastEnd - 1) === 41;
  const text = cursor.text.slice(from, isClosed ? cursor.lastEnd - 1 : cursor.lastEnd).trim();
  const { isNotValid } = readAttributes(cursor);
  const range = cursor.since(start);
  return { kind: "check", name, text: detached(text), isNotValid, range };
}

/** EXCLUDE is no reserved word: a column may be called so. */
const isExclude = (cursor: Cursor): boolean =>
  cursor.is("exclude") &&
  cursor.peek(() => {
    cursor.next();
    return cursor.is("using") || cursor.isMark("(");
  });

function readExclude(cursor: Cursor, { start, name }: Place): TableConstraint {
  const from = cursor.start;
  while (!cursor.atEnd() && !cursor.isMark(",") && !cursor.isMark(")")) skipOne(cursor);
  const range = cursor.since(start);
  const text = detached(cursor.text.slice(from, range.end));
  return { kind: "exclude", name, text, isNotValid: false, range };
}

const isNotNullConstraint = (cursor: Cursor): boolean =>
  cursor.is("not") && cursor.peek(() => cursor.take("not", "null"));

/** NOT NULL column, as a constraint of a table. */
function readNotNull(cursor: Cursor, { start, name }: Place): TableConstraint {
  cursor.take("not", "null");
  const text = readAnyName(cursor)?.name ?? "";
  const { isNotValid } = readAttributes(cursor);
  return { kind: "not-null", name, text, isNotValid, range: cursor.since(start) };
}

/** What may follow a constraint and belongs to it. */
function readAttributes(cursor: Cursor): { readonly isNotValid: boolean } {
  let isNotValid = false;
  for (;;) {
    if (cursor.take("not", "valid")) isNotValid = true;
    else if (!takeAttribute(cursor)) return { isNotValid };
  }
}

function takeAttribute(cursor: Cursor): boolean {
  if (cursor.take("not", "deferrable") || cursor.take("not", "enforced")) return true;
  if (cursor.take("deferrable") || cursor.take("enforced") || cursor.take("no", "inherit"))
    return true;
  if (cursor.take("initially") || cursor.take("match")) {
    cursor.next();
    return true;
  }
  if (cursor.take("using", "index", "tablespace")) return readAnyName(cursor) !== undefined;
  if (cursor.take("include") || cursor.take("with")) {
    if (cursor.isMark("(")) cursor.skipParens();
    return true;
  }
  return takeReaction(cursor);
}

/** ON DELETE SET NULL (a) and its kind. */
function takeReaction(cursor: Cursor): boolean {
  if (!cursor.take("on", "delete") && !cursor.take("on", "update")) return false;
  if (cursor.take("no")) cursor.take("action");
  else if (cursor.take("set")) {
    cursor.next();
    if (cursor.isMark("(")) cursor.skipParens();
  } else cursor.next();
  return true;
}
