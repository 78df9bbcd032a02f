// Parts that several statements have: lists of options, stretches up to a word, unquoted literals.
import type { Range } from "../../text/range.ts";
import type { Cursor } from "./cursor.ts";
import { stringValue } from "./rewrite/literal.ts";
import type { Option } from "./statement.ts";

/** What every recognised statement starts from. */
export interface Frame {
  readonly range: Range;
  readonly isTerminated: boolean;
}

/** Passes everything up to one of these words at paren depth 0, or the end; the range of what was passed. */
export function skipTo(cursor: Cursor, ...words: readonly string[]): Range {
  const { start } = cursor;
  while (!cursor.atEnd() && !cursor.isAny(...words)) skipOne(cursor);
  return cursor.since(start);
}

/** Past one token, or a parenthesis or bracket and all it encloses. */
export function skipOne(cursor: Cursor): void {
  if (cursor.isMark("(") || cursor.isMark("[")) cursor.skipParens();
  else cursor.next();
}

/** The value of a string, as far as it is typed; else the text itself. */
export function unquoted(written: string): string {
  const value = stringValue(written);
  if (value !== undefined) return value;
  const dollar = /^\$[^$]*\$/u.exec(written)?.[0];
  if (dollar !== undefined)
    return written.slice(dollar.length, written.endsWith(dollar) ? -dollar.length : undefined);
  const open = /^[A-Za-z_&]{0,8}(['"`])/u.exec(written);
  const quote = open?.[1];
  if (open === null || quote === undefined) return written;
  const start = open[0].length;
  const isClosed = written.length > start && written.endsWith(quote);
  return written.slice(start, isClosed ? -1 : undefined).replaceAll(quote + quote, quote);
}

/** (name value, name, name (list)), also name = value; the cursor is at `(`. */
export function readOptions(cursor: Cursor): readonly Option[] {
  const options: Option[] = [];
  cursor.next();
  while (!cursor.atEnd() && !cursor.isMark(")")) {
    const option = readOption(cursor);
    if (option !== undefined) options.push(option);
    while (!cursor.atEnd() && !cursor.isMark(",") && !cursor.isMark(")")) skipOne(cursor);
    cursor.takeMark(",");
  }
  cursor.takeMark(")");
  return options;
}

function readOption(cursor: Cursor): Option | undefined {
  if (cursor.kind !== "word" && cursor.kind !== "name") return undefined;
  const { start } = cursor;
  const name = unquoted(cursor.word).toLowerCase();
  cursor.next();
  while (cursor.takeMark(".")) cursor.next();
  cursor.takeMark("=");
  const valueStart = cursor.start;
  while (!cursor.atEnd() && !cursor.isMark(",") && !cursor.isMark(")")) skipOne(cursor);
  const range = cursor.since(start);
  if (valueStart >= range.end) return { name, value: undefined, range, valueRange: undefined };
  const valueRange = { start: valueStart, end: range.end };
  return { name, value: valueIn(cursor.text, valueRange), range, valueRange };
}

/** A word is folded like a name; what is in quotes is not. */
function valueIn(text: string, { start, end }: Range): string {
  const written = text.slice(start, end);
  return /^\w+$/u.test(written) ? written.toLowerCase() : unquoted(written);
}
