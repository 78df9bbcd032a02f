// Reads INSERT and REPLACE: the head up to the source, the rows of VALUES, ON CONFLICT, RETURNING.
import type { Range } from "../../text/range.ts";
import type { Cursor } from "./cursor.ts";
import { type Frame, readOptions, skipOne, skipTo } from "./read-clauses.ts";
import { readAnyName, readNameList, readTable } from "./read-names.ts";
import {
  type Conflict,
  type InsertSource,
  type InsertStatement,
  type NameRef,
  type Option,
  ROWS_KEPT,
  type TableRef,
  type ValuesRow,
} from "./statement.ts";
import { readRow } from "./value-row.ts";

/** The cursor is at INSERT or REPLACE. */
export function recogniseInsert(cursor: Cursor, frame: Frame): InsertStatement {
  const hasCte = isWith(cursor, frame);
  const head = readInsertHead(cursor);
  const source = readSource(cursor);
  const conflict = readConflict(cursor);
  const hasReturning = cursor.is("returning");
  return { kind: "insert", ...frame, ...head, hasCte, source, conflict, hasReturning };
}

const isWith = (cursor: Cursor, { range }: Frame): boolean =>
  cursor.start > range.start && /^with\b/iu.test(cursor.text.slice(range.start, range.start + 5));

interface InsertHead {
  readonly keyword: Range;
  readonly modifiers: readonly string[];
  readonly table: TableRef | undefined;
  readonly columns: readonly NameRef[] | undefined;
  readonly columnsRange: Range | undefined;
  readonly partition: readonly Option[] | undefined;
}

/** Everything before the source: the same for INSERTs that could be one. */
function readInsertHead(cursor: Cursor): InsertHead {
  const { start } = cursor;
  const modifiers = readModifiers(cursor);
  const keyword = cursor.since(start);
  const table = modifiers.includes("DIRECTORY") ? undefined : readTable(cursor);
  if (cursor.take("as")) cursor.next();
  const before = readPartition(cursor);
  cursor.take("by", "name");
  const columns = isColumnList(cursor) ? readNameList(cursor) : undefined;
  const partition = before ?? readPartition(cursor);
  if (cursor.take("overriding")) skipTo(cursor, "values", "select", "with", "table", "default");
  if (cursor.take("replace", "where") || cursor.take("replace", "using"))
    skipTo(cursor, "values", "select", "with", "table", "from");
  return {
    keyword,
    modifiers,
    table,
    columns: columns?.names,
    columnsRange: columns?.range,
    partition,
  };
}

function readModifiers(cursor: Cursor): readonly string[] {
  const modifiers: string[] = [];
  const keep = () => {
    modifiers.push(cursor.word.toUpperCase());
    cursor.next();
  };
  if (cursor.is("replace")) keep();
  else cursor.next();
  while (cursor.isAny("ignore", "low_priority", "high_priority", "delayed", "or")) keep();
  if (modifiers.at(-1) === "OR") keep();
  if (cursor.is("overwrite")) {
    keep();
    if (cursor.is("local")) keep();
    if (cursor.is("directory")) keep();
  }
  cursor.take("into");
  cursor.take("table");
  return modifiers;
}

const readPartition = (cursor: Cursor): readonly Option[] | undefined =>
  cursor.attempt(() => {
    if (!cursor.take("partition") || !cursor.isMark("(")) return undefined;
    const options = readOptions(cursor);
    cursor.take("if", "not", "exists");
    return options;
  });

/** False for a query in parentheses. */
const isColumnList = (cursor: Cursor): boolean =>
  cursor.peek(
    () =>
      cursor.takeMark("(") &&
      !cursor.isAny("select", "with", "values", "table") &&
      !cursor.isMark("("),
  );

function readSource(cursor: Cursor): InsertSource | undefined {
  const { start } = cursor;
  if (cursor.atEnd() || cursor.is("returning") || isConflict(cursor)) return undefined;
  if (cursor.isAny("values", "value")) return readValues(cursor);
  if (cursor.take("default", "values")) return { kind: "default", range: cursor.since(start) };
  const kind = cursor.isAny("select", "with") ? "select" : "other";
  skipSource(cursor);
  return { kind, range: cursor.since(start) };
}

function skipSource(cursor: Cursor): void {
  while (!cursor.atEnd() && !cursor.is("returning") && !isConflict(cursor)) skipOne(cursor);
}

const isConflict = (cursor: Cursor): boolean =>
  cursor.is("on") &&
  cursor.peek(() => cursor.take("on", "conflict") || cursor.take("on", "duplicate"));

function readValues(cursor: Cursor): InsertSource {
  const keyword = cursor.range;
  const rows: ValuesRow[] = [];
  let rowCount = 0;
  let unequalRow: ValuesRow | undefined;
  let first: ValuesRow | undefined;
  let end = keyword.end;
  cursor.next();
  for (;;) {
    cursor.take("row");
    if (!cursor.isMark("(")) break;
    const row = readRow(cursor.text, cursor.start, cursor.limit, cursor.lexis);
    ({ end } = row.range);
    cursor.moveTo(end);
    rowCount++;
    if (rows.length < ROWS_KEPT) rows.push(row);
    if (!row.hasPlaceholder) first ??= row;
    unequalRow ??= isUnequal(row, first) ? row : undefined;
    if (!cursor.takeMark(",")) break;
  }
  if (rowCount === 0 || cursor.kind === "placeholder") {
    skipSource(cursor);
    return { kind: "other", range: cursor.since(keyword.start) };
  }
  if (cursor.is("as")) skipSource(cursor);
  const range = { start: keyword.start, end };
  return { kind: "values", keyword, rowCount, rows, unequalRow, range };
}

const isUnequal = (row: ValuesRow, first: ValuesRow | undefined): boolean =>
  !row.hasPlaceholder && row.isClosed && first !== undefined && row.valueCount !== first.valueCount;

/** ON CONFLICT … of PostgreSQL and SQLite, ON DUPLICATE KEY UPDATE of MySQL. */
function readConflict(cursor: Cursor): Conflict | undefined {
  const { start } = cursor;
  if (!isConflict(cursor)) return undefined;
  cursor.next();
  if (cursor.is("duplicate")) return readDuplicateKey(cursor, start);
  cursor.next();
  const list = cursor.isMark("(") ? readNameList(cursor) : undefined;
  const constraint = cursor.take("on", "constraint") ? readAnyName(cursor) : undefined;
  const hasIndexPredicate = cursor.is("where");
  skipTo(cursor, "do", "returning");
  cursor.take("do");
  const action = cursor.is("nothing") ? "nothing" : cursor.is("update") ? "update" : undefined;
  if (action !== undefined) cursor.next();
  const setColumns = cursor.take("set") ? readSetColumns(cursor) : [];
  const hasWhere = cursor.is("where");
  skipTo(cursor, "returning");
  return {
    range: cursor.since(start),
    columns: list?.isPlain === true ? list.names : undefined,
    constraint,
    hasIndexPredicate,
    action,
    setColumns,
    hasWhere,
  };
}

function readDuplicateKey(cursor: Cursor, start: number): Conflict {
  skipTo(cursor, "update");
  cursor.next();
  const setColumns = readSetColumns(cursor);
  return {
    range: cursor.since(start),
    columns: undefined,
    constraint: undefined,
    hasIndexPredicate: false,
    action: "update",
    setColumns,
    hasWhere: false,
  };
}

/** The columns on the left sides of a = 1, (b, c) = (2, 3), up to WHERE, RETURNING or the end. */
function readSetColumns(cursor: Cursor): readonly NameRef[] {
  const columns: NameRef[] = [];
  while (!cursor.atEnd() && !cursor.isAny("where", "returning")) {
    if (cursor.isMark("(")) columns.push(...readNameList(cursor).names);
    else {
      const column = readAnyName(cursor);
      if (column === undefined) cursor.next();
      else columns.push(column);
    }
    while (!cursor.atEnd() && !cursor.isMark(",") && !cursor.isAny("where", "returning"))
      skipOne(cursor);
    cursor.takeMark(",");
  }
  return columns;
}
