// Reads COPY and psql's \copy: what is copied, where from or to, the options of both spellings.
import type { Range } from "../../text/range.ts";
import { lineEnd } from "./characters.ts";
import { Cursor } from "./cursor.ts";
import { type Frame, readOptions, unquoted } from "./read-clauses.ts";
import { readAnyName, readNameList, readTable } from "./read-names.ts";
import type { CopyStatement, Option } from "./statement.ts";

/** Of a COPY with data behind it. */
export interface DataFrame extends Frame {
  /** Where the next statement is looked for. */
  readonly stop: number;
  readonly hasData: boolean;
  readonly hasTerminator: boolean;
}

/** The cursor is at COPY, behind the backslash of psql's. */
export function recogniseCopy(cursor: Cursor, frame: DataFrame): CopyStatement {
  const { range, isTerminated, hasTerminator } = frame;
  const isMeta = cursor.text.charCodeAt(range.start) === 92;
  const keyword = { start: isMeta ? range.start : cursor.start, end: cursor.end };
  cursor.next();
  const isBinary = cursor.is("binary") && !cursor.peek(() => cursor.take("binary", "from"));
  const binary = isBinary ? [formatOption(cursor, "binary")] : [];
  const isQuery = cursor.isMark("(");
  if (isQuery) cursor.skipParens();
  const table = isQuery ? undefined : readTable(cursor);
  const columns = cursor.isMark("(") ? readNameList(cursor) : undefined;
  const direction = cursor.is("from") ? "from" : cursor.is("to") ? "to" : undefined;
  if (direction !== undefined) cursor.next();
  const endpoint = direction === undefined ? noEndpoint : readEndpoint(cursor, direction);
  const options = [...binary, ...readCopyOptions(cursor)];
  return {
    kind: "copy",
    range,
    isTerminated,
    keyword,
    isMeta,
    table,
    columns: columns?.names,
    columnsRange: columns?.range,
    isQuery,
    direction,
    ...endpoint,
    options,
    hasWhere: cursor.is("where"),
    data: frame.hasData ? dataRange(cursor, frame) : undefined,
    hasTerminator,
  };
}

type Endpoint = Pick<CopyStatement, "endpoint" | "endpointRange" | "endpointText">;

const noEndpoint: Endpoint = {
  endpoint: undefined,
  endpointRange: undefined,
  endpointText: undefined,
};

function readEndpoint(cursor: Cursor, direction: "from" | "to"): Endpoint {
  if (cursor.atEnd()) return noEndpoint;
  const isProgram = cursor.take("program");
  const range = cursor.range;
  const { kind } = cursor;
  const written = cursor.word;
  const word = kind === "word" ? written.toLowerCase() : "";
  cursor.next();
  // PostgreSQL takes either word for either direction.
  const standard = direction === "from" ? "stdin" : "stdout";
  if (!isProgram && (word === "stdin" || word === "stdout"))
    return { endpoint: standard, endpointRange: range, endpointText: written };
  if (!isProgram && (word === "pstdin" || word === "pstdout"))
    return { endpoint: "file", endpointRange: range, endpointText: written };
  // \copy takes a path without quotes, up to the next white space.
  const bare = kind === "string" ? range : bareWord(cursor, range);
  return {
    endpoint: isProgram ? "program" : "file",
    endpointRange: bare,
    endpointText: cursor.text.slice(bare.start, bare.end),
  };
}

function bareWord(cursor: Cursor, { start, end }: Range): Range {
  const { text, limit } = cursor;
  while (end < limit && !/\s/u.test(text[end] ?? " ")) end++;
  cursor.moveTo(end);
  return { start, end };
}

/** WITH (FORMAT csv, …), or CSV HEADER DELIMITER ',' with or without WITH, up to WHERE. */
function readCopyOptions(cursor: Cursor): readonly Option[] {
  const { start } = cursor;
  if (cursor.take("using", "delimiters")) return [valueOption(cursor, "delimiter", start)];
  cursor.take("with");
  if (cursor.isMark("(")) return readOptions(cursor);
  const options: Option[] = [];
  while (!cursor.atEnd() && !cursor.is("where")) {
    const option = readOldOption(cursor);
    if (option === undefined) cursor.next();
    else options.push(option);
  }
  return options;
}

/** The old words under their new names. */
function readOldOption(cursor: Cursor): Option | undefined {
  if (cursor.is("csv")) return formatOption(cursor, "csv");
  if (cursor.is("binary")) return formatOption(cursor, "binary");
  if (cursor.is("force")) return readForce(cursor);
  const name = cursor.word.toLowerCase();
  if (cursor.isAny("delimiter", "delimiters", "null", "quote", "escape", "encoding")) {
    const { start } = cursor;
    cursor.next();
    return valueOption(cursor, name === "delimiters" ? "delimiter" : name, start);
  }
  if (!cursor.isAny("header", "freeze", "oids")) return undefined;
  const { range } = cursor;
  cursor.next();
  return { name, value: undefined, range, valueRange: undefined };
}

function formatOption(cursor: Cursor, value: string): Option {
  const { range } = cursor;
  cursor.next();
  return { name: "format", value, range, valueRange: range };
}

/** The cursor is behind the option's words, which begin at `start`. */
function valueOption(cursor: Cursor, name: string, start: number): Option {
  cursor.take("as");
  const valueRange = cursor.atEnd() ? undefined : cursor.range;
  const value = valueRange === undefined ? undefined : unquoted(cursor.word);
  if (valueRange !== undefined) cursor.next();
  return { name, value, range: cursor.since(start), valueRange };
}

/** FORCE QUOTE a, b; FORCE QUOTE *; FORCE NOT NULL a; FORCE NULL a. */
function readForce(cursor: Cursor): Option {
  const { start } = cursor;
  cursor.next();
  const name = cursor.take("quote")
    ? "force_quote"
    : cursor.take("not", "null")
      ? "force_not_null"
      : cursor.take("null")
        ? "force_null"
        : "force";
  const valueStart = cursor.start;
  if (!cursor.takeMark("*")) {
    do readAnyName(cursor);
    while (cursor.takeMark(","));
  }
  const range = cursor.since(start);
  if (range.end <= valueStart) return { name, value: undefined, range, valueRange: undefined };
  const valueRange = { start: valueStart, end: range.end };
  return { name, value: cursor.text.slice(valueRange.start, valueRange.end), range, valueRange };
}

/** From the line behind the COPY to the line \. or to where SQL goes on. */
function dataRange({ text, lexis }: Cursor, frame: DataFrame): Range {
  const behind = new Cursor(text, lexis.dialect, { start: frame.range.end, end: frame.stop });
  const line = behind.isMark(";") ? behind.end : frame.range.end;
  const start = Math.min(lineEnd(text, line, frame.stop) + 1, frame.stop);
  const end = frame.hasTerminator ? text.lastIndexOf("\n", frame.stop - 1) + 1 : frame.stop;
  return { start, end: Math.max(start, end) };
}
