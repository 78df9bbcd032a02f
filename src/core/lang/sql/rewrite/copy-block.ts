// Turns INSERTs whose values are all plain literals into COPY … FROM stdin with its data below, as psql
// reads it. Anything that COPY would not do alike (a default, a call, ON CONFLICT) forbids it.
import type { Edit } from "../../../text/edit.ts";
import { type Range, spanning, textIn } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import type { InsertStatement } from "../statement.ts";
import { hasComment, saidIn, type ValuesInsert, valuesInsert } from "./insert-parts.ts";
import { behindSemicolon, endsLine, lineEndOf } from "./layout.ts";
import { copyField, readLiteral } from "./literal.ts";
import { allRows, type RowValue, rowValues } from "./row-values.ts";
import type { RunPart, RunParts } from "./single-row-run.ts";

export function copyOfRun(document: SqlDocument, { first, parts }: RunParts): Edit | undefined {
  const end = parts.at(-1)?.gap.end ?? first.statement.range.end;
  return copyOf(document, { first, end }, () => rowsOf(document, parts));
}

export function copyOfInsert(document: SqlDocument, statement: InsertStatement): Edit | undefined {
  const first = valuesInsert(statement);
  if (first === undefined) return undefined;
  const { end } = statement.range;
  return copyOf(document, { first, end }, () => allRows(document, first.source));
}

function* rowsOf(document: SqlDocument, parts: readonly RunPart[]): Generator<readonly RowValue[]> {
  for (const { row } of parts) yield rowValues(document, { range: row });
}

interface Replaced {
  readonly first: ValuesInsert;
  readonly end: number;
}

function copyOf(
  document: SqlDocument,
  { first, end }: Replaced,
  rows: () => Iterable<readonly RowValue[]>,
): Edit | undefined {
  const target = targetOf(document, first);
  if (target === undefined || !readsBackslashesPlainly(document)) return undefined;
  const range = replacedRange(document, { start: first.statement.range.start, end });
  const lines = dataLines(rows(), first.statement.columns?.length);
  if (range === undefined || lines === undefined) return undefined;
  const text = [`COPY ${target} FROM stdin;`, ...lines, "\\."].join(lineEndOf(document.text));
  // What follows must not stand on the line that ends the data.
  return {
    range,
    text: endsLine(document.text, range.end) ? text : text + lineEndOf(document.text),
  };
}

/** To behind the last semicolon, where no comment would be lost. */
function replacedRange(document: SqlDocument, range: Range): Range | undefined {
  if (hasComment(document, range)) return undefined;
  return { start: range.start, end: behindSemicolon(document, range.end) ?? range.end };
}

/** The table and its columns as written; undefined where more than those stands before VALUES or behind it. */
function targetOf(
  document: SqlDocument,
  { statement, head, tail }: ValuesInsert,
): string | undefined {
  const { table, columnsRange } = statement;
  if (table === undefined || columnsRange === undefined || tail.start !== tail.end)
    return undefined;
  const target = textIn(document.text, spanning(table.range, columnsRange));
  const plainHead = `insert into ${saidIn(document, spanning(table.range, columnsRange))} values`;
  return saidIn(document, head) === plainHead ? target : undefined;
}

function dataLines(
  rows: Iterable<readonly RowValue[]>,
  columnCount: number | undefined,
): readonly string[] | undefined {
  const lines: string[] = [];
  for (const row of rows) {
    const line = row.length === columnCount ? dataLine(row) : undefined;
    if (line === undefined) return undefined;
    lines.push(line);
  }
  return lines;
}

function dataLine(row: readonly RowValue[]): string | undefined {
  const fields: string[] = [];
  for (const { tokens } of row) {
    const literal = readLiteral(tokens);
    if (literal === undefined) return undefined;
    fields.push(copyField(literal));
  }
  return fields.join("\t");
}

/** An old dump may switch '\' to an escape in plain strings. */
function readsBackslashesPlainly(document: SqlDocument): boolean {
  for (const { name, value } of document.statements("set")) {
    if (name === "standard_conforming_strings" && value?.toLowerCase() !== "on") return false;
  }
  return true;
}
