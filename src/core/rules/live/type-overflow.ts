// A literal that does not fit the type of its column in the connected database.
import { defineStatementRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { hasLimit, type Misfit, misfitOf } from "../../lang/sql/literal-fit.ts";
import { readLiteral } from "../../lang/sql/rewrite/literal.ts";
import { rowValues } from "../../lang/sql/rewrite/row-values.ts";
import type { KnownColumn, KnownTable } from "../../lang/sql/schema/known.ts";
import { liveTarget } from "../../lang/sql/schema/live-target.ts";
import { snapshotColumns, snapshotTable } from "../../lang/sql/schema/snapshot-table.ts";
import type { InsertStatement } from "../../lang/sql/statement.ts";
import type { Range } from "../../text/range.ts";

/** In one statement; more of them say nothing new. */
const FINDINGS_MAX = 10;

export const rule = defineStatementRule({
  id: "live/type-overflow",
  summary: "Disallow literals that do not fit their column's type",
  why: "The server refuses the value (22001, 22003, 22008), and with it the whole statement: none of its rows is loaded.",
  severity: "error",
  fixable: false,
  references: ["PostgreSQL documentation: Data Types"],
  on: ["insert"],
  readsValues: true,
  isEmbeddable: true,
  isWorthReading: ({ first }, context) =>
    liveTarget(first.table, context)?.table.columns.some(({ type }) => hasLimit(type)) === true,
  examples: [
    {
      title: "A number beyond smallint, and a day that is none",
      bad: "INSERT INTO stock (item, qty, counted_on) VALUES (1, «40000», «'2025-02-30'»);",
      good: "INSERT INTO stock (item, qty, counted_on) VALUES (1, 4000, '2025-02-28');",
      snapshot: {
        tables: [
          snapshotTable("stock", {
            columns: snapshotColumns({ item: "integer", qty: "smallint", counted_on: "date" }),
          }),
        ],
      },
    },
  ],
  *checkStatement(statement, document, context) {
    const target = liveTarget(statement.table, context);
    if (target === undefined || statement.source?.kind !== "values") return;
    const columns = columnsFilled(statement, target.table);
    if (columns === undefined || !columns.some((column) => column && hasLimit(column.type))) return;
    let count = 0;
    for (const { range, misfit, column } of misfits(statement, document, columns)) {
      yield { range, message: message(target.table.name, column, misfit) };
      if (++count === FINDINGS_MAX) return;
    }
  },
});

type Filled = readonly (KnownColumn | undefined)[];

/** The column of each value; undefined for one that is not known. */
function columnsFilled(statement: InsertStatement, table: KnownTable): Filled | undefined {
  if (statement.columns === undefined) return table.isComplete ? table.columns : undefined;
  return statement.columns.map(({ name, isPlaceholder }) =>
    isPlaceholder ? undefined : table.columns.find((column) => column.name === name),
  );
}

interface Found {
  readonly range: Range;
  readonly column: KnownColumn;
  readonly misfit: Misfit;
}

function* misfits(
  { source, columns: listed }: InsertStatement,
  document: SqlDocument,
  columns: Filled,
): Generator<Found, void> {
  if (source?.kind !== "values") return;
  for (const row of source.rows) {
    const values = row.isClosed ? rowValues(document, row) : [];
    // A row of another length is refused for that, and its values have no certain columns.
    if (listed !== undefined && values.length !== columns.length) continue;
    for (const [index, { tokens, range }] of values.entries()) {
      const column = columns[index];
      const literal = column && readLiteral(tokens);
      const misfit = literal && misfitOf(literal, column.type);
      if (column && misfit) yield { range, column, misfit };
    }
  }
}

const message = (table: string, column: KnownColumn, { limit, sqlstate }: Misfit) => ({
  en: `This value does not fit ${table}.${column.name}: ${limit.en}. The server refuses the whole statement (${sqlstate}) and loads none of its rows. Mend the value, or widen the column first`,
  ptBr: `Este valor não cabe em ${table}.${column.name}: ${limit.ptBr}. O servidor recusa o comando inteiro (${sqlstate}) e não carrega nenhuma de suas linhas. Corrija o valor, ou amplie a coluna antes`,
});
