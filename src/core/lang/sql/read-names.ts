// Reads names: of tables with their schemas, of columns, lists of them in parentheses.
import type { Range } from "../../text/range.ts";
import type { Cursor } from "./cursor.ts";
import { detached } from "./detached.ts";
import type { NameRef, TableRef } from "./statement.ts";

/** Words that no table is called: they belong to the statement when its table is not typed yet. */
const reserved: ReadonlySet<string> = new Set(
  [
    "all and as between by case check column constraint create cross default distinct do else end",
    "except for foreign from full grant group having in inner intersect into is join left like limit",
    "natural not null offset on or order outer primary references returning right select set table",
    "then to union unique using values when where with",
  ].flatMap((line) => line.split(" ")),
);

interface NamePart {
  readonly name: string;
  readonly isPlaceholder: boolean;
}

/** The table at the cursor, behind ONLY where that stands; the cursor stays where no name is. */
export const readTable = (cursor: Cursor): TableRef | undefined =>
  cursor.attempt(() => {
    const isWrapped = cursor.take("only") && cursor.takeMark("(");
    const table = readPlainTable(cursor);
    if (isWrapped) cursor.takeMark(")");
    return table;
  });

function readPlainTable(cursor: Cursor): TableRef | undefined {
  const from = cursor.start;
  const parts = readParts(cursor);
  const last = parts.at(-1);
  if (last === undefined) return undefined;
  const range = cursor.since(from);
  if (cursor.isMark("*")) cursor.next();
  return {
    name: last.name,
    schema: parts.at(-2)?.name,
    range,
    isPlaceholder: parts.some(({ isPlaceholder }) => isPlaceholder),
  };
}

/** A name of one part, such as a column; qualified ones keep the last part. */
export function readName(cursor: Cursor): NameRef | undefined {
  const from = cursor.start;
  const last = readParts(cursor).at(-1);
  return last === undefined ? undefined : nameRef(last, cursor.since(from));
}

const nameRef = ({ name, isPlaceholder }: NamePart, range: Range): NameRef => ({
  name,
  range,
  isPlaceholder,
});

/** Any word, even one that is reserved: behind a sign that only a name follows. */
export function readAnyName(cursor: Cursor): NameRef | undefined {
  const from = cursor.start;
  const part = readPart(cursor);
  return part === undefined ? undefined : nameRef(part, cursor.since(from));
}

interface NameList {
  readonly names: readonly NameRef[];
  /** With its parentheses. */
  readonly range: Range;
  /** False where something else than plain names stands in it. */
  readonly isPlain: boolean;
}

/** A list of columns in parentheses, with subscripts and fields left out; the cursor is at `(`. */
export function readNameList(cursor: Cursor): NameList {
  const { start } = cursor;
  const names: NameRef[] = [];
  let isPlain = true;
  cursor.next();
  while (!cursor.atEnd() && !cursor.isMark(")")) {
    // FOREIGN KEY (a, PERIOD valid_at).
    if (isPeriod(cursor)) cursor.next();
    const name = readAnyName(cursor);
    if (name === undefined) isPlain = false;
    else names.push(name);
    if (!cursor.isMark(",") && !cursor.isMark(")")) isPlain = skipItem(cursor) && isPlain;
    cursor.takeMark(",");
  }
  cursor.takeMark(")");
  return { names, range: cursor.since(start), isPlain };
}

const isPeriod = (cursor: Cursor): boolean =>
  cursor.is("period") &&
  cursor.peek(() => {
    cursor.next();
    return cursor.kind === "word" || cursor.kind === "name";
  });

/** To the next comma or closing parenthesis of the list; true where only subscripts or fields were passed. */
export function skipItem(cursor: Cursor): boolean {
  let isSubscript = true;
  while (!cursor.atEnd() && !cursor.isMark(",") && !cursor.isMark(")")) {
    if (cursor.isMark("(")) {
      isSubscript = false;
      cursor.skipParens();
    } else {
      isSubscript &&=
        cursor.kind === "number" || cursor.kind === "punctuation" || cursor.isMark(":");
      cursor.next();
    }
  }
  return isSubscript;
}

function readParts(cursor: Cursor): readonly NamePart[] {
  const parts: NamePart[] = [];
  if (cursor.kind === "word" && reserved.has(cursor.word.toLowerCase())) return parts;
  for (;;) {
    const part = readPart(cursor);
    if (part === undefined) break;
    parts.push(part);
    if (!cursor.isMark(".")) break;
    cursor.next();
  }
  return parts;
}

/** One part, and what is glued to it: staging_{{ day }} is one name that nobody knows. */
function readPart(cursor: Cursor): NamePart | undefined {
  if (!isNameToken(cursor)) return undefined;
  const { start } = cursor;
  const name = foldedName(cursor);
  let isPlaceholder = isHidden(cursor);
  cursor.next();
  let isGlued = false;
  while (
    cursor.start === cursor.lastEnd &&
    (isHidden(cursor) || (isPlaceholder && (isNameToken(cursor) || cursor.kind === "number")))
  ) {
    isGlued = true;
    isPlaceholder = true;
    cursor.next();
  }
  if (!isGlued) return { name, isPlaceholder };
  return { name: detached(cursor.text.slice(start, cursor.lastEnd)), isPlaceholder };
}

const isHidden = (cursor: Cursor): boolean =>
  cursor.kind === "placeholder" ||
  cursor.kind === "parameter" ||
  (cursor.kind === "name" && /\{\{|[$#]\{|%\(|\{[\w.]*\}|\uFFFC/u.test(cursor.word));

const isNameToken = (cursor: Cursor): boolean =>
  cursor.kind === "word" || cursor.kind === "name" || isHidden(cursor);

/** As PostgreSQL folds it. A quoted name that holds a placeholder is left as it is written. */
function foldedName(cursor: Cursor): string {
  if (cursor.kind === "name") return unquotedName(cursor.word);
  return detached(cursor.kind === "word" ? cursor.word.toLowerCase() : cursor.word);
}

function unquotedName(written: string): string {
  const open = written.search(/["`]/u);
  const quote = written[open] ?? '"';
  const isClosed = written.length > open + 1 && written.endsWith(quote);
  const inner = written.slice(open + 1, isClosed ? -1 : undefined);
  return detached(inner.replaceAll(quote + quote, quote));
}
