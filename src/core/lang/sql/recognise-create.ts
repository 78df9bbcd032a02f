// Reads CREATE INDEX, CREATE TRIGGER, and the routines: CREATE FUNCTION, CREATE PROCEDURE, DO.
import type { Range } from "../../text/range.ts";
import type { Cursor } from "./cursor.ts";
import { type Frame, skipOne, skipTo, unquoted } from "./read-clauses.ts";
import { readAnyName, readName, readTable } from "./read-names.ts";
import type {
  CreateIndexStatement,
  CreateTriggerStatement,
  NameRef,
  RoutineStatement,
} from "./statement.ts";

/** The cursor is at CREATE. */
export function recogniseCreateIndex(cursor: Cursor, frame: Frame): CreateIndexStatement {
  const { start } = cursor;
  cursor.next();
  const isUnique = cursor.take("unique");
  skipTo(cursor, "index");
  cursor.next();
  const keyword = cursor.since(start);
  const isConcurrent = cursor.take("concurrently");
  cursor.take("if", "not", "exists");
  const index = cursor.is("on") ? undefined : readName(cursor);
  skipTo(cursor, "on");
  cursor.next();
  const table = readTable(cursor);
  const method = cursor.take("using") ? readAnyName(cursor)?.name : undefined;
  const columns = cursor.isMark("(") ? readIndexColumns(cursor) : undefined;
  skipTo(cursor, "where");
  const hasPredicate = cursor.is("where");
  return {
    kind: "create-index",
    ...frame,
    keyword,
    index,
    table,
    isUnique,
    isConcurrent,
    method,
    columns,
    hasPredicate,
  };
}

/** Columns with their order and operator class left out; undefined where one is an expression. */
function readIndexColumns(cursor: Cursor): readonly string[] | undefined {
  const columns: string[] = [];
  let isPlain = true;
  cursor.next();
  while (!cursor.atEnd() && !cursor.isMark(")")) {
    const column = readAnyName(cursor);
    if (column === undefined || column.isPlaceholder || cursor.isMark("(") || cursor.isMark("."))
      isPlain = false;
    else columns.push(column.name);
    while (!cursor.atEnd() && !cursor.isMark(",") && !cursor.isMark(")")) skipOne(cursor);
    cursor.takeMark(",");
  }
  cursor.next();
  return isPlain ? columns : undefined;
}

/** The cursor is at CREATE. */
export function recogniseCreateTrigger(cursor: Cursor, frame: Frame): CreateTriggerStatement {
  const { start } = cursor;
  skipTo(cursor, "trigger");
  cursor.next();
  const keyword = cursor.since(start);
  cursor.take("if", "not", "exists");
  const trigger: NameRef | undefined = readName(cursor);
  const timing = readTiming(cursor);
  const events = readEvents(cursor);
  cursor.take("on");
  const table = readTable(cursor);
  const forEachRange = readForEach(cursor);
  const isForEachRow =
    forEachRange !== undefined &&
    /row$/iu.test(cursor.text.slice(forEachRange.start, forEachRange.end));
  return {
    kind: "create-trigger",
    ...frame,
    keyword,
    trigger,
    table,
    timing,
    events,
    isForEachRow,
    forEachRange,
  };
}

function readTiming(cursor: Cursor): string | undefined {
  if (cursor.take("instead", "of")) return "instead of";
  if (cursor.take("before")) return "before";
  return cursor.take("after") ? "after" : undefined;
}

function readEvents(cursor: Cursor): CreateTriggerStatement["events"] {
  const events: CreateTriggerStatement["events"][number][] = [];
  const known = ["insert", "update", "delete", "truncate"] as const;
  while (!cursor.atEnd() && !cursor.is("on")) {
    const event = known.find((word) => cursor.is(word));
    if (event !== undefined) events.push(event);
    cursor.next();
  }
  return events;
}

/** FOR EACH ROW, FOR STATEMENT. */
function readForEach(cursor: Cursor): Range | undefined {
  skipTo(cursor, "for", "execute");
  const { start } = cursor;
  if (!cursor.take("for")) return undefined;
  cursor.take("each");
  if (!cursor.isAny("row", "statement")) return undefined;
  cursor.next();
  return cursor.since(start);
}

/** The cursor is at DO or CREATE. */
export function recogniseRoutine(
  cursor: Cursor,
  frame: Frame,
  kind: RoutineStatement["kind"],
): RoutineStatement {
  const { start } = cursor;
  if (kind === "create-routine") skipTo(cursor, "function", "procedure");
  cursor.next();
  const keyword = cursor.since(start);
  let language = kind === "do" ? "plpgsql" : undefined;
  let body: Range | undefined;
  while (!cursor.atEnd()) {
    if (cursor.take("language")) {
      language = unquoted(cursor.word).toLowerCase();
      cursor.next();
    } else if (body === undefined && cursor.kind === "string") {
      if (kind === "do" || isBehindAs(cursor)) body = insideQuotes(cursor);
      cursor.next();
    } else skipOne(cursor);
  }
  return { kind, ...frame, keyword, language, body };
}

const isBehindAs = (cursor: Cursor): boolean =>
  /\bas$/iu.test(cursor.text.slice(Math.max(0, cursor.lastEnd - 3), cursor.lastEnd));

/** Of the string at the cursor; to its end where it is open. */
function insideQuotes(cursor: Cursor): Range {
  const { start, end, text } = cursor;
  const written = text.slice(start, Math.min(end, start + 80));
  const mark = /^(?:\$[^$]*\$|[A-Za-z&]{0,2}')/u.exec(written)?.[0] ?? "";
  const close = mark.startsWith("$") ? mark : "'";
  const from = start + mark.length;
  const isClosed = end - close.length >= from && text.startsWith(close, end - close.length);
  return { start: from, end: isClosed ? end - close.length : end };
}
