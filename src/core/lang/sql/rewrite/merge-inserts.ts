// Turns a run of single-row INSERTs into INSERTs of many rows. Rows keep their order and comments between
// the statements stay between the rows.
import type { Edit } from "../../../text/edit.ts";
import { textIn } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import type { ValuesInsert } from "./insert-parts.ts";
import { indentAt, lineEndOf } from "./layout.ts";
import { commentsBehind, type RunPart, type RunParts } from "./single-row-run.ts";
import { constancyOf } from "./value-safety.ts";

export interface Merge {
  readonly edit: Edit;
  /** The table holds the same rows afterwards, and nobody reads what each INSERT returned. */
  readonly isSafe: boolean;
}

/** Undefined where an INSERT may read what an earlier one wrote. */
export function mergeRun(
  document: SqlDocument,
  { first, parts }: RunParts,
  rowsMax: number,
): Merge | undefined {
  let isConstant = true;
  for (const { row } of parts) {
    const constancy = constancyOf(document, row);
    if (constancy === "query") return undefined;
    isConstant &&= constancy === "constant";
  }
  const last = parts.at(-1);
  const end = last === undefined ? first.tail.end : last.gap.end;
  return {
    edit: {
      range: { start: first.head.start, end },
      text: mergedText(document, { first, parts }, rowsMax),
    },
    isSafe: isConstant && isPlain(document, first),
  };
}

/** No clause behind the row but DO NOTHING, and no dialect that gives a column of VALUES one type. */
function isPlain({ dialect }: SqlDocument, { statement, tail }: ValuesInsert): boolean {
  const isAlone = tail.start === tail.end || statement.conflict?.action === "nothing";
  return (
    isAlone &&
    !statement.hasReturning &&
    !statement.hasCte &&
    statement.modifiers.length === 0 &&
    ["postgresql", "mysql", "mariadb", "sqlite"].includes(dialect)
  );
}

function mergedText(document: SqlDocument, { first, parts }: RunParts, rowsMax: number): string {
  const { text } = document;
  const tail = textIn(text, first.tail);
  const pieces: string[] = [];
  for (let from = 0; from < parts.length; from += rowsMax) {
    const batch = parts.slice(from, from + rowsMax);
    pieces.push(batchText(document, batch), tail);
    const last = batch.at(-1);
    const isEnd = from + rowsMax >= parts.length;
    if (last !== undefined && !isEnd) pieces.push(";", textIn(text, last.gap));
  }
  return pieces.join("");
}

/** One INSERT up to its last row. */
function batchText(document: SqlDocument, batch: readonly RunPart[]): string {
  const { text } = document;
  const [first] = batch;
  if (first === undefined) return "";
  const newLine = `${lineEndOf(text)}${indentAt(text, first.start)}  `;
  const pieces = [textIn(text, { start: first.start, end: first.row.start }).trimEnd()];
  for (const [at, part] of batch.entries()) {
    pieces.push(newLine, textIn(text, part.row));
    if (at < batch.length - 1) pieces.push(",", commentsBehind(document, part));
  }
  return pieces.join("");
}
