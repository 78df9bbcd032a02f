// A row of VALUES with more or fewer values than its INSERT has columns, or than the row before it. Quiet
// for rows in which something may stand for several values.
import { defineStatementRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { isMark, listItems } from "../../lang/sql/rewrite/row-values.ts";
import type { InsertStatement, ValuesRow } from "../../lang/sql/statement.ts";

export const rule = defineStatementRule({
  id: "sql/no-value-count-mismatch",
  summary: "Disallow a row whose values are not as many as its columns",
  why: "The server refuses the statement (PostgreSQL with SQLSTATE 42601), so nothing of it is loaded.",
  severity: "error",
  fixable: false,
  references: ["PostgreSQL documentation: INSERT"],
  dialects: ["postgresql", "mysql", "mariadb", "sqlite", "bigquery", "snowflake", "spark", "hive"],
  on: ["insert"],
  readsValues: true,
  // The rows of a run are equally long: where its first is right, so are the others.
  isWorthReading: ({ first: { columns, source } }) =>
    columns !== undefined &&
    source?.kind === "values" &&
    source.rows[0]?.valueCount !== columns.length,
  isEmbeddable: true,
  examples: [
    {
      title: "A value is missing",
      bad: "INSERT INTO city (id, name, state) VALUES «(1, 'Olinda')»;",
      good: "INSERT INTO city (id, name, state) VALUES (1, 'Olinda', 'PE');",
    },
    {
      title: "Rows of different length",
      bad: "INSERT INTO city (id, name) VALUES (1, 'Olinda'), «(2)»;",
      good: "INSERT INTO city (id, name) VALUES (1, 'Olinda'), (2, 'Recife');",
    },
  ],
  *checkStatement(statement, document) {
    const { source } = statement;
    const expected = expectedCount(statement);
    if (source?.kind !== "values" || expected === undefined) return;
    const row = oddRow(source, expected.count);
    const found = row === undefined ? undefined : countOf(document, row);
    if (row === undefined || found === undefined || found === expected.count) return;
    const first = source.rows[0] ?? row;
    if (first !== row && countOf(document, first) !== expected.count) return;
    yield {
      range: row.range,
      message: (expected.isByList ? byList : byRow)(found, expected.count, stateOf(document)),
    };
  },
});

interface Expected {
  readonly count: number;
  readonly isByList: boolean;
}

function expectedCount({ columns, source }: InsertStatement): Expected | undefined {
  if (columns?.some(({ isPlaceholder }) => isPlaceholder) === true) return undefined;
  if (columns !== undefined && columns.length > 0) return { count: columns.length, isByList: true };
  const first = source?.kind === "values" ? source.rows[0] : undefined;
  return first === undefined ? undefined : { count: first.valueCount, isByList: false };
}

/** The first one that differs; the others after it say the same again. */
function oddRow(
  { rows, unequalRow }: Extract<InsertStatement["source"], { readonly kind: "values" }>,
  count: number,
): ValuesRow | undefined {
  const [first] = rows;
  return first !== undefined && first.valueCount !== count ? first : unequalRow;
}

/** Undefined where not each value is one: r.*, a placeholder, and (), which MySQL takes for defaults. */
function countOf(document: SqlDocument, row: ValuesRow): number | undefined {
  const tokens = document.tokens(row.range);
  const isOpen = tokens.some(
    (token, at) =>
      token.kind === "placeholder" || (isMark(token, "*") && isMark(tokens[at - 1], ".")),
  );
  const { length } = listItems(tokens);
  return row.isClosed && !isOpen && length > 0 ? length : undefined;
}

/** Other servers have other codes. */
const stateOf = ({ dialect }: SqlDocument): string => (dialect === "postgresql" ? " (42601)" : "");

const byList = (found: number, expected: number, state: string) => ({
  en: `This row has ${values(found)} for ${expected === 1 ? "1 column" : `${expected} columns`}. The server refuses the statement${state} and loads nothing. Give each column one value`,
  ptBr: `Esta linha tem ${valores(found)} para ${expected === 1 ? "1 coluna" : `${expected} colunas`}. O servidor recusa o comando${state} e não carrega nada. Dê um valor a cada coluna`,
});

const byRow = (found: number, expected: number, state: string) => ({
  en: `This row has ${values(found)} and the first row has ${expected}. The server refuses rows of different length${state} and loads nothing. Give each row the same number of values`,
  ptBr: `Esta linha tem ${valores(found)} e a primeira tem ${expected}. O servidor recusa linhas de tamanhos diferentes${state} e não carrega nada. Dê a cada linha o mesmo número de valores`,
});

const values = (count: number): string => (count === 1 ? "1 value" : `${count} values`);
const valores = (count: number): string => (count === 1 ? "1 valor" : `${count} valores`);
