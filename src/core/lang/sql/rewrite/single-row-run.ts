// A run of single-row INSERTs taken apart for a rewrite: what all of them say alike, the row of each, and
// what stands between them. Runs may be long, so of each INSERT but the first only offsets are kept.
import { type Range, textIn } from "../../../text/range.ts";
import type { InsertRun, SqlDocument } from "../document.ts";
import { hasComment, saidIn, type ValuesInsert, valuesInsert } from "./insert-parts.ts";
import { behindSemicolon } from "./layout.ts";

export interface RunPart {
  readonly start: number;
  readonly row: Range;
  /** From behind its semicolon to the next INSERT; empty for the last one. */
  readonly gap: Range;
}

export interface RunParts {
  readonly first: ValuesInsert;
  /** All of them, the first included. */
  readonly parts: readonly RunPart[];
}

/** Undefined where the INSERTs differ in more than their values, or a comment inside one would be lost. */
export function partsOf(document: SqlDocument, run: InsertRun): RunParts | undefined {
  const first = valuesInsert(run.first);
  if (first === undefined) return undefined;
  const alike = new Alike(document, first);
  const parts: RunPart[] = [];
  for (let index = run.index; index < run.index + run.count; index++) {
    const insert = index === run.index ? first : insertAt(document, index);
    if (insert === undefined || !alike.accepts(insert)) return undefined;
    const { start, end } = insert.statement.range;
    const isLast = index === run.index + run.count - 1;
    const behind = isLast ? end : behindSemicolon(document, end);
    if (behind === undefined) return undefined;
    const gap = { start: behind, end: isLast ? end : document.rangeAt(index + 1).start };
    parts.push({ start, row: insert.row.range, gap });
  }
  return { first, parts };
}

function insertAt(document: SqlDocument, index: number): ValuesInsert | undefined {
  const statement = document.statementAt(index);
  return statement.kind === "insert" ? valuesInsert(statement) : undefined;
}

/** Compares each INSERT with the first. Most are the same to the letter, and cost no tokens. */
class Alike {
  readonly #document: SqlDocument;
  readonly #count: number;
  readonly #head: string;
  readonly #tail: string;
  readonly #accepted = new Set<string>();

  constructor(document: SqlDocument, { row, head, tail }: ValuesInsert) {
    this.#document = document;
    this.#count = row.valueCount;
    this.#head = saidIn(document, head);
    this.#tail = saidIn(document, tail);
  }

  accepts({ row, head, tail }: ValuesInsert): boolean {
    const document = this.#document;
    const beforeRow = { start: head.start, end: row.range.start };
    const written = `${textIn(document.text, beforeRow)}\n${textIn(document.text, tail)}`;
    if (row.valueCount !== this.#count) return false;
    if (this.#accepted.has(written)) return true;
    if (hasComment(document, beforeRow) || hasComment(document, tail)) return false;
    if (saidIn(document, head) !== this.#head) return false;
    if (saidIn(document, tail) !== this.#tail) return false;
    if (this.#accepted.size < SPELLINGS_MAX) this.#accepted.add(written);
    return true;
  }
}

/** More ways to write one head are rare. */
const SPELLINGS_MAX = 100;

/** Comments between this INSERT and the next, with the blanks around them; empty without any. */
export function commentsBehind({ text }: SqlDocument, { gap }: RunPart): string {
  const between = textIn(text, gap);
  return between.trim() === "" ? "" : between.trimEnd();
}
