// Reads SET and its relatives, transaction statements, and psql's commands.
import type { Range } from "../../text/range.ts";
import type { Cursor } from "./cursor.ts";
import { type Frame, skipTo, unquoted } from "./read-clauses.ts";
import { readAnyName } from "./read-names.ts";
import type { MetaStatement, SetStatement, TransactionStatement } from "./statement.ts";
import type { TransactionAction } from "./statement-kind.ts";

/** The cursor is at SET or ALTER. */
export function recogniseSet(cursor: Cursor, frame: Frame): SetStatement {
  const { start } = cursor;
  const isAlter = cursor.is("alter");
  const scope = isAlter ? readAlterScope(cursor) : readSetScope(cursor);
  const keyword = cursor.since(start);
  const name = readSettingName(cursor);
  const value = readSettingValue(cursor, frame.range.end);
  return { kind: "set", ...frame, keyword, scope, name, ...value };
}

function readSetScope(cursor: Cursor): SetStatement["scope"] {
  cursor.next();
  if (cursor.take("local")) return "local";
  if (cursor.isAny("global", "persist")) {
    cursor.next();
    return "system";
  }
  if (cursor.is("session") && !cursor.peek(() => cursor.take("session", "authorization")))
    cursor.next();
  return "session";
}

/** ALTER SYSTEM SET, ALTER DATABASE d SET, ALTER ROLE r IN DATABASE d SET. */
function readAlterScope(cursor: Cursor): SetStatement["scope"] {
  cursor.next();
  const scope = cursor.is("system") ? "system" : cursor.is("database") ? "database" : "role";
  cursor.next();
  if (scope !== "system") readAnyName(cursor);
  skipTo(cursor, "set");
  cursor.next();
  return scope;
}

/** Names of several parts, such as spark.sql.shuffle.partitions, are one. */
function readSettingName(cursor: Cursor): string {
  if (cursor.take("time", "zone")) return "timezone";
  if (cursor.take("session", "authorization")) return "session_authorization";
  const { start } = cursor;
  const { text } = cursor;
  do cursor.next();
  while (!cursor.atEnd() && cursor.start === cursor.lastEnd && !cursor.isMark("="));
  const { end } = cursor.since(start);
  return unquoted(text.slice(start, end)).toLowerCase();
}

function readSettingValue(
  cursor: Cursor,
  limit: number,
): { readonly value: string | undefined; readonly valueRange: Range | undefined } {
  if (!cursor.takeMark("=") && !cursor.takeMark(":=")) cursor.take("to");
  if (cursor.atEnd()) return { value: undefined, valueRange: undefined };
  const valueRange = { start: cursor.start, end: limit };
  const isOneToken = cursor.end === limit;
  const value = cursor.text.slice(cursor.start, limit);
  return { value: isOneToken ? unquoted(value) : value, valueRange };
}

/** The cursor is at the first word. */
export function recogniseTransaction(
  cursor: Cursor,
  frame: Frame,
  action: TransactionAction,
): TransactionStatement {
  const { start } = cursor;
  cursor.next();
  if (cursor.isAny("transaction", "work", "tran", "savepoint")) cursor.next();
  return { kind: "transaction", ...frame, keyword: cursor.since(start), action };
}

export function recogniseMeta(frame: Frame, command: string): MetaStatement {
  const { start, end } = frame.range;
  const keyword = { start, end: Math.min(end, start + command.length + 1) };
  return { kind: "meta", ...frame, keyword, command };
}
