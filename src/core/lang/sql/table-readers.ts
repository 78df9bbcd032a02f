// Which statements of a script read a table. Only the text is asked, so a table whose name is also that of
// a column or an alias counts as read: rules that warn of work done too early stay quiet then.
import type { Range } from "../../text/range.ts";
import type { SqlDocument } from "./document.ts";
import { loadsOf } from "./load-script.ts";
import type { TableName } from "./schema/schema-fact.ts";
import type { StatementKind } from "./statement.ts";

export interface Span {
  /** Index of the statement before the first that counts. */
  readonly after: number;
  /** Index of the last that counts. */
  readonly upTo: number;
}

/** Indexes, in order, of the statements in between that read the table. */
export function* readersOf(
  document: SqlDocument,
  { name }: TableName,
  { after, upTo }: Span,
): Generator<number, void> {
  const readers = readersIn(document);
  const word = wholeWord(name);
  for (let at = firstBehind(readers, after); at < readers.length; at++) {
    const reader = readers[at];
    if (reader === undefined || reader.index > upTo) return;
    const { start, end } = reader.range;
    if (word.test(document.text.slice(start, end))) yield reader.index;
  }
}

/** As a whole word, whatever its case. */
export const isWordIn = (text: string, word: string): boolean => wholeWord(word).test(text);

const wholeWord = (word: string): RegExp =>
  new RegExp(String.raw`(?<![\w$])${word.replaceAll(/[^\w]/gu, String.raw`\$&`)}(?![\w$])`, "iu");

interface Reader {
  readonly index: number;
  /** What is read from: the query of an INSERT, else the whole statement. */
  readonly range: Range;
}

/** Asked about each table of a script, so found once for a version of its text. */
const known = new WeakMap<SqlDocument, readonly Reader[]>();

function readersIn(document: SqlDocument): readonly Reader[] {
  const readers = known.get(document) ?? findReaders(document);
  known.set(document, readers);
  return readers;
}

const READERS: readonly StatementKind[] = [
  "select",
  "update",
  "delete",
  "merge",
  "do",
  "cluster",
  "create-table",
  "other",
];

function findReaders(document: SqlDocument): readonly Reader[] {
  const queries = loadsOf(document).flatMap((load) => {
    if (load.kind !== "query" || load.statement.kind !== "insert") return [];
    const range = load.statement.source?.range;
    return range === undefined ? [] : [{ index: load.first, range }];
  });
  const others = document
    .indexesOf(...READERS)
    .map((index) => ({ index, range: document.rangeAt(index) }))
    .filter(({ index, range }) => mayRead(document, index, range));
  return [...queries, ...others].toSorted((a, b) => a.index - b.index);
}

/** A foreign key, COMMENT, GRANT, CREATE VIEW and the like name a table without reading it. */
function mayRead(document: SqlDocument, index: number, { start, end }: Range): boolean {
  const kind = document.kindAt(index);
  if (kind === "create-table") return /\bselect\b/iu.test(document.text.slice(start, end));
  return kind !== "other" || READING.test(document.text.slice(start, Math.min(end, start + 100)));
}

const READING = /^(?:refresh|call|execute|explain|with|create\s+materialized)\b/iu;

function firstBehind(readers: readonly Reader[], index: number): number {
  let low = 0;
  let high = readers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((readers[middle]?.index ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return low;
}
