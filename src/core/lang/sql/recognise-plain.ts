// Reads the statements of which only the tables and WHERE matter, and MERGE.
import type { Range } from "../../text/range.ts";
import type { Cursor } from "./cursor.ts";
import { type Frame, readOptions, skipOne, skipTo } from "./read-clauses.ts";
import { readTable } from "./read-names.ts";
import type { MergeStatement, PlainStatement, TableRef } from "./statement.ts";

/** The cursor is at the verb. */
export function recognisePlain(
  cursor: Cursor,
  frame: Frame,
  kind: PlainStatement["kind"],
): PlainStatement {
  const { start } = cursor;
  cursor.next();
  skipKeywords(cursor, kind);
  const keyword = cursor.since(start);
  const tables = kind === "select" ? readSelectTables(cursor) : readTargets(cursor, kind);
  const whereRange = readWhere(cursor);
  return { kind, ...frame, keyword, tables, hasWhere: whereRange !== undefined, whereRange };
}

/** The words that belong to the verb, and options before the table. */
function skipKeywords(cursor: Cursor, kind: PlainStatement["kind"]): void {
  switch (kind) {
    case "delete":
      cursor.take("from");
      return;
    case "truncate":
    case "lock":
      if (!cursor.take("table")) cursor.take("tables");
      return;
    case "drop-table":
    case "drop-index":
      while (cursor.isAny("table", "index", "temporary", "foreign", "external", "concurrently"))
        cursor.next();
      cursor.take("if", "exists");
      return;
    case "analyze":
    case "vacuum":
    case "cluster":
      if (cursor.isMark("(")) readOptions(cursor);
      while (cursor.isAny("full", "freeze", "verbose", "analyze", "analyse", "table"))
        cursor.next();
      return;
    case "update":
    case "select":
  }
}

/** One table or several, each with what may stand behind it. */
function readTargets(cursor: Cursor, kind: PlainStatement["kind"]): readonly TableRef[] {
  const tables: TableRef[] = [];
  do {
    const table = readTable(cursor);
    if (table === undefined) break;
    tables.push(table);
    // Columns of ANALYZE t (a, b), parameters of an index in DROP INDEX … ON t.
    if (cursor.isMark("(") && kind !== "update") cursor.skipParens();
  } while (kind !== "update" && kind !== "delete" && cursor.takeMark(","));
  // CLUSTER index ON t is the old order.
  if (kind === "cluster" && cursor.take("on")) {
    const table = readTable(cursor);
    return table === undefined ? [] : [table];
  }
  return tables;
}

/** The plain names behind FROM and JOIN at paren depth 0. */
function readSelectTables(cursor: Cursor): readonly TableRef[] {
  const tables: TableRef[] = [];
  while (!cursor.atEnd() && !cursor.is("where")) {
    if (!cursor.isAny("from", "join")) {
      skipOne(cursor);
      continue;
    }
    do {
      cursor.next();
      const table = readTable(cursor);
      if (table === undefined) break;
      if (!cursor.isMark("(")) tables.push(table);
      if (cursor.take("as") || isAlias(cursor)) cursor.next();
    } while (cursor.isMark(","));
  }
  return tables;
}

const isAlias = (cursor: Cursor): boolean =>
  cursor.kind === "name" ||
  (cursor.kind === "word" &&
    !cursor.isAny("where", "join", "inner", "left", "right", "full", "cross", "natural", "on") &&
    !cursor.isAny("using", "group", "order", "limit", "union", "having", "for", "tablesample"));

/** WHERE and its condition, up to what may follow it. */
function readWhere(cursor: Cursor): Range | undefined {
  skipTo(cursor, "where");
  const { start } = cursor;
  if (!cursor.take("where")) return undefined;
  skipTo(cursor, ...behindWhere);
  return cursor.since(start);
}

const behindWhere = [
  ...["returning", "group", "order", "limit", "union", "intersect", "except", "having", "window"],
  ...["for", "offset", "fetch"],
] as const;

/** The cursor is at MERGE. */
export function recogniseMerge(cursor: Cursor, frame: Frame): MergeStatement {
  const { start } = cursor;
  cursor.next();
  cursor.take("into");
  const keyword = cursor.since(start);
  const table = readTable(cursor);
  let hasInsert = false;
  let hasUpdate = false;
  for (skipTo(cursor, "when"); !cursor.atEnd(); skipTo(cursor, "when")) {
    skipTo(cursor, "then");
    cursor.next();
    if (cursor.is("insert")) hasInsert = true;
    if (cursor.is("update")) hasUpdate = true;
  }
  return { kind: "merge", ...frame, keyword, table, hasInsert, hasUpdate };
}
