// Reads ALTER TABLE: its actions, one by one.
import type { Cursor } from "./cursor.ts";
import { readBound } from "./read-bounds.ts";
import { type Frame, skipOne } from "./read-clauses.ts";
import { readColumn } from "./read-columns.ts";
import { readTableConstraint } from "./read-constraints.ts";
import { readAnyName, readTable } from "./read-names.ts";
import type { AlterAction, AlterTableStatement } from "./statement.ts";

/** The cursor is at ALTER. */
export function recogniseAlterTable(cursor: Cursor, frame: Frame): AlterTableStatement {
  const { start } = cursor;
  cursor.next();
  cursor.take("foreign");
  cursor.take("table");
  const keyword = cursor.since(start);
  cursor.take("if", "exists");
  const table = readTable(cursor);
  const actions: AlterAction[] = [];
  while (!cursor.atEnd()) {
    actions.push(readAction(cursor));
    cursor.takeMark(",");
  }
  return { kind: "alter-table", ...frame, keyword, table, actions };
}

/** An action as read, without the range that it ends up with. */
type Read = AlterAction extends infer A
  ? A extends AlterAction
    ? Omit<A, "range">
    : never
  : never;

function readAction(cursor: Cursor): AlterAction {
  const { start } = cursor;
  const read = cursor.attempt(() => readKnown(cursor)) ?? { kind: "other" };
  while (!cursor.atEnd() && !cursor.isMark(",")) skipOne(cursor);
  return { ...read, range: cursor.since(start) };
}

function readKnown(cursor: Cursor): Read | undefined {
  if (cursor.take("attach", "partition")) return readAttach(cursor);
  if (cursor.take("detach", "partition")) return readDetach(cursor);
  if (cursor.take("add")) return readAdd(cursor);
  if (cursor.take("drop")) return readDrop(cursor);
  if (cursor.take("validate", "constraint")) return named(cursor, "validate-constraint");
  if (cursor.take("alter")) return readAlterColumn(cursor);
  if (cursor.take("set", "logged")) return { kind: "set-logged" };
  if (cursor.take("set", "unlogged")) return { kind: "set-unlogged" };
  if (cursor.take("disable", "trigger")) return named(cursor, "disable-trigger");
  if (cursor.take("enable")) return readEnable(cursor);
  if (!cursor.take("rename", "to")) return undefined;
  const to = readAnyName(cursor);
  return to === undefined ? undefined : { kind: "rename", to: to.name };
}

type Named = Extract<AlterAction, { readonly name: string }>["kind"];

function named(cursor: Cursor, kind: Named): Read | undefined {
  const name = readAnyName(cursor);
  return name === undefined ? undefined : { kind, name: name.name };
}

function readAttach(cursor: Cursor): Read | undefined {
  const child = readTable(cursor);
  return child === undefined ? undefined : { kind: "attach", child, bound: readBound(cursor) };
}

function readDetach(cursor: Cursor): Read | undefined {
  const child = readTable(cursor);
  if (child === undefined || cursor.is("finalize")) return undefined;
  return { kind: "detach", child, isConcurrent: cursor.take("concurrently") };
}

function readAdd(cursor: Cursor): Read | undefined {
  const constraint = readTableConstraint(cursor);
  if (constraint !== undefined) return { kind: "add-constraint", constraint };
  const hasColumn = cursor.take("column");
  cursor.take("if", "not", "exists");
  if (!hasColumn && (cursor.isAny("partition", "partitions") || isIndexWord(cursor)))
    return undefined;
  const column = readColumn(cursor);
  return column === undefined ? undefined : { kind: "add-column", ...column };
}

function readDrop(cursor: Cursor): Read | undefined {
  if (cursor.take("constraint")) {
    cursor.take("if", "exists");
    return named(cursor, "drop-constraint");
  }
  const hasColumn = cursor.take("column");
  cursor.take("if", "exists");
  if (
    !hasColumn &&
    (cursor.isAny("partition", "primary", "foreign", "check") || isIndexWord(cursor))
  )
    return undefined;
  return named(cursor, "drop-column");
}

/** Indexes are parts of tables in MySQL, and no names of columns there. */
const isIndexWord = (cursor: Cursor): boolean =>
  cursor.lexis.hasDelimiters && cursor.isAny("index", "key", "fulltext", "spatial", "unique");

function readAlterColumn(cursor: Cursor): Read | undefined {
  cursor.take("column");
  const column = readAnyName(cursor);
  if (column === undefined) return undefined;
  if (cursor.take("set", "not", "null")) return { kind: "set-not-null", name: column.name };
  if (cursor.take("drop", "not", "null")) return { kind: "drop-not-null", name: column.name };
  return undefined;
}

function readEnable(cursor: Cursor): Read | undefined {
  if (!cursor.take("always")) cursor.take("replica");
  return cursor.take("trigger") ? named(cursor, "enable-trigger") : undefined;
}
