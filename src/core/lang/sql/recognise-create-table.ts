// Reads CREATE TABLE: columns, constraints, PARTITION BY, PARTITION OF with its bound.
import type { Cursor } from "./cursor.ts";
import { detached } from "./detached.ts";
import { readBound } from "./read-bounds.ts";
import { type Frame, skipOne } from "./read-clauses.ts";
import { readColumn } from "./read-columns.ts";
import { readTableConstraint } from "./read-constraints.ts";
import { readName, readTable, skipItem } from "./read-names.ts";
import type { ColumnDef, CreateTableStatement, TableConstraint } from "./statement.ts";

/** The cursor is at CREATE. */
export function recogniseCreateTable(cursor: Cursor, frame: Frame): CreateTableStatement {
  const { start } = cursor;
  const adjectives = new Set<string>();
  while (!cursor.atEnd() && !cursor.is("table")) {
    adjectives.add(cursor.word.toLowerCase());
    cursor.next();
  }
  cursor.next();
  const keyword = cursor.since(start);
  const ifNotExists = cursor.take("if", "not", "exists");
  const table = readTable(cursor);
  const parts = newParts();
  while (!cursor.atEnd()) readPart(cursor, parts);
  return {
    kind: "create-table",
    ...frame,
    keyword,
    table,
    ifNotExists,
    isUnlogged: adjectives.has("unlogged"),
    isTemporary: adjectives.has("temp") || adjectives.has("temporary"),
    ...parts,
  };
}

interface Parts {
  readonly columns: ColumnDef[];
  readonly constraints: TableConstraint[];
  partitionBy: CreateTableStatement["partitionBy"];
  partitionOf: CreateTableStatement["partitionOf"];
  isAs: boolean;
  isOpen: boolean;
}

const newParts = (): Parts => ({
  columns: [],
  constraints: [],
  partitionBy: undefined,
  partitionOf: undefined,
  isAs: false,
  isOpen: false,
});

function readPart(cursor: Cursor, parts: Parts): void {
  if (cursor.isMark("(") && parts.columns.length + parts.constraints.length === 0)
    readElements(cursor, parts);
  else if (cursor.is("partition")) readPartition(cursor, parts);
  else if (cursor.isAny("inherits", "like", "of", "clone")) {
    parts.isOpen = true;
    const isTyped = cursor.is("of");
    cursor.next();
    readTable(cursor);
    if (cursor.isMark("(")) {
      if (isTyped) readElements(cursor, parts);
      else cursor.skipParens();
    }
  } else if (cursor.is("as")) readAs(cursor, parts);
  else {
    if (cursor.kind === "placeholder") parts.isOpen = true;
    if (cursor.is("with") || cursor.is("using")) cursor.next();
    skipOne(cursor);
  }
}

/** STORED AS and ROW FORMAT … AS of Hive are no queries. */
function readAs(cursor: Cursor, parts: Parts): void {
  cursor.next();
  if (!cursor.isAny("select", "with", "values", "table", "execute") && !cursor.isMark("(")) return;
  parts.isAs = true;
  while (!cursor.atEnd()) cursor.next();
}

function readElements(cursor: Cursor, parts: Parts): void {
  cursor.next();
  while (!cursor.atEnd() && !cursor.isMark(")")) {
    readElement(cursor, parts);
    skipItem(cursor);
    cursor.takeMark(",");
  }
  cursor.next();
}

function readElement(cursor: Cursor, parts: Parts): void {
  if (cursor.is("like") || cursor.kind === "placeholder") {
    parts.isOpen = true;
    return;
  }
  // KEY name (a) of MySQL is an index.
  if (cursor.lexis.hasDelimiters && cursor.isAny("key", "index", "fulltext", "spatial")) return;
  const constraint = readTableConstraint(cursor);
  if (constraint !== undefined) {
    parts.constraints.push(constraint);
    return;
  }
  const column = readColumn(cursor);
  if (column === undefined) return;
  parts.columns.push(column.column);
  parts.constraints.push(...column.constraints);
}

function readPartition(cursor: Cursor, parts: Parts): void {
  const { start } = cursor;
  cursor.next();
  if (cursor.take("by")) readPartitionBy(cursor, parts, start);
  else if (cursor.take("of")) {
    const parent = readTable(cursor);
    if (cursor.isMark("(")) readElements(cursor, parts);
    const bound = readBound(cursor);
    if (parent !== undefined) parts.partitionOf = { parent, bound };
  }
}

function readPartitionBy(cursor: Cursor, parts: Parts, start: number): void {
  cursor.take("linear");
  const strategy = cursor.is("range")
    ? "range"
    : cursor.is("list")
      ? "list"
      : cursor.is("hash")
        ? "hash"
        : undefined;
  if (strategy === undefined) return;
  cursor.next();
  cursor.take("columns");
  if (!cursor.isMark("(")) return;
  const { key, hasExpression } = readPartitionKey(cursor);
  parts.partitionBy = { strategy, key, hasExpression, range: cursor.since(start) };
}

/** Columns, with operator classes and collations left out; expressions as they are written. */
function readPartitionKey(cursor: Cursor): {
  readonly key: readonly string[];
  readonly hasExpression: boolean;
} {
  const key: string[] = [];
  let hasExpression = false;
  cursor.next();
  while (!cursor.atEnd() && !cursor.isMark(")")) {
    const { start } = cursor;
    const name = readName(cursor);
    const isColumn = name?.isPlaceholder === false && !cursor.isMark("(");
    if (isColumn) while (cursor.kind === "word" || cursor.kind === "name") readClass(cursor);
    const isPlain = isColumn && (cursor.isMark(",") || cursor.isMark(")") || cursor.atEnd());
    while (!cursor.atEnd() && !cursor.isMark(",") && !cursor.isMark(")")) skipOne(cursor);
    const { end } = cursor.since(start);
    key.push(isPlain ? name.name : detached(cursor.text.slice(start, end)));
    hasExpression ||= !isPlain;
    cursor.takeMark(",");
  }
  cursor.next();
  return { key, hasExpression };
}

function readClass(cursor: Cursor): void {
  cursor.next();
  if (cursor.takeMark(".")) cursor.next();
}
