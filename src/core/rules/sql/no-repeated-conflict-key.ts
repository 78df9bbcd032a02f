// Two rows of one VALUES list with the same key, in an INSERT … ON CONFLICT DO UPDATE: the second would
// update what the first has just written. Only literals are compared.
import type { Finding } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { type Literal, readLiteral } from "../../lang/sql/rewrite/literal.ts";
import { hasComment } from "../../lang/sql/rewrite/insert-parts.ts";
import { type RowValue, rowValues, type ValuesSource } from "../../lang/sql/rewrite/row-values.ts";
import type { Knowledge } from "../../lang/sql/schema/known.ts";
import type { InsertStatement, ValuesRow } from "../../lang/sql/statement.ts";
import { type Range, spanning } from "../../text/range.ts";

export const rule = defineStatementRule({
  id: "sql/no-repeated-conflict-key",
  summary: "Disallow two rows with one key in an INSERT … ON CONFLICT DO UPDATE",
  why: "One command may not update a row twice: PostgreSQL stops with SQLSTATE 21000 and loads none of the rows.",
  severity: "error",
  fixable: true,
  references: ["PostgreSQL documentation: INSERT, ON CONFLICT Clause"],
  on: ["insert"],
  isEmbeddable: true,
  examples: [
    {
      title: "Key 1 twice",
      bad: `INSERT INTO stock (sku, amount) VALUES
  (1, 10),
  (2, 20),
  («1», 30)
ON CONFLICT (sku) DO UPDATE SET amount = EXCLUDED.amount;`,
      good: `INSERT INTO stock (sku, amount) VALUES
  (2, 20),
  (1, 30)
ON CONFLICT (sku) DO UPDATE SET amount = EXCLUDED.amount;`,
      isFixed: true,
    },
  ],
  *checkStatement(statement, document, { knowledge }) {
    const { source } = statement;
    if (source?.kind !== "values" || source.rowCount < 2) return;
    const positions = keyPositions(statement, knowledge);
    if (positions === undefined) return;
    const seen = new Map<string, number>();
    for (const [index, row] of source.rows.entries()) {
      const key = keyOf(rowValues(document, row), positions);
      if (key === undefined) continue;
      const earlier = seen.get(key.text);
      if (earlier !== undefined) yield finding(document, source, { key, row: index, earlier });
      seen.set(key.text, index);
    }
  },
});

/** Where the key's columns stand in the list; undefined where the conflict is on something else. */
function keyPositions(
  { table, columns, conflict }: InsertStatement,
  knowledge: Knowledge,
): readonly number[] | undefined {
  if (conflict?.action !== "update" || conflict.hasIndexPredicate) return undefined;
  const { constraint } = conflict;
  const key =
    conflict.columns?.map(({ name }) => name) ??
    (constraint === undefined || table === undefined
      ? undefined
      : knowledge.table(table)?.keys.find((known) => known.constraint === constraint.name)
          ?.columns);
  const positions = key?.map((name) => columns?.findIndex((column) => column.name === name) ?? -1);
  return positions === undefined || positions.length === 0 || positions.includes(-1)
    ? undefined
    : positions;
}

interface Key {
  /** Equal for equal keys. */
  readonly text: string;
  readonly range: Range;
}

function keyOf(values: readonly RowValue[], positions: readonly number[]): Key | undefined {
  const parts: Literal[] = [];
  const ranges: Range[] = [];
  for (const position of positions) {
    const value = values[position];
    const literal = readLiteral(value?.tokens ?? []);
    // NULL is no repetition: it conflicts with nothing.
    if (value === undefined || literal === undefined || literal.kind === "null") return undefined;
    parts.push(literal);
    ranges.push(value.range);
  }
  const [first] = ranges;
  const last = ranges.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const [start, end] = first.start <= last.start ? [first, last] : [last, first];
  return { text: JSON.stringify(parts), range: spanning(start, end) };
}

interface Repetition {
  readonly key: Key;
  readonly row: number;
  readonly earlier: number;
}

function finding(
  document: SqlDocument,
  { rows }: ValuesSource,
  { key, row, earlier }: Repetition,
): Finding {
  const [dropped, next] = [rows[earlier], rows[earlier + 1]];
  const edit =
    dropped === undefined || next === undefined ? undefined : removal(document, dropped, next);
  return {
    range: key.range,
    message: message(earlier + 1, row + 1),
    fixes:
      edit === undefined
        ? []
        : [
            {
              title: { en: "Drop the earlier row", ptBr: "Remover a linha anterior" },
              safety: "unsafe",
              edits: [edit],
            },
          ],
    ...(dropped === undefined
      ? {}
      : { related: [{ file: undefined, range: dropped.range, message: earlierRow }] }),
  };
}

/** With its comma and the blanks behind it. */
function removal(document: SqlDocument, { range }: ValuesRow, next: ValuesRow) {
  const dropped = { start: range.start, end: next.range.start };
  return hasComment(document, dropped) ? undefined : { range: dropped, text: "" };
}

const earlierRow = { en: "The earlier row with this key", ptBr: "A linha anterior com esta chave" };

const message = (earlier: number, row: number) => ({
  en: `Rows ${earlier} and ${row} have the same key. DO UPDATE may not touch a row twice in one command, so the server refuses all of it (21000). Keep one of the two`,
  ptBr: `As linhas ${earlier} e ${row} têm a mesma chave. DO UPDATE não pode alterar uma linha duas vezes no mesmo comando, e o servidor o recusa inteiro (21000). Fique com uma das duas`,
});
