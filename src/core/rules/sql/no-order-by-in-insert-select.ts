// INSERT … SELECT … ORDER BY, where nothing depends on the order.
import type { Fix } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { folded, insertQuery, isWord, type QueryShape } from "../../lang/sql/query-shape.ts";
import type { KnownTable } from "../../lang/sql/schema/known.ts";
import type { InsertStatement } from "../../lang/sql/statement.ts";
import { isSameTable } from "../../lang/sql/table-name.ts";
import type { Range } from "../../text/range.ts";

export const rule = defineStatementRule({
  id: "sql/no-order-by-in-insert-select",
  summary: "Disallow ORDER BY in an INSERT … SELECT without LIMIT",
  why: "A table keeps no order that a query could rely on, so the rows are sorted, and spilled to disk beyond work_mem, for nothing.",
  severity: "info",
  fixable: true,
  references: ["PostgreSQL documentation: INSERT"],
  on: ["insert"],
  needsWhole: true,
  examples: [
    {
      title: "A sort for nothing",
      bad: "CREATE TABLE daily (day date, total numeric);\nINSERT INTO daily SELECT day, sum(total) FROM orders GROUP BY day «ORDER BY day»;\n",
      good: "CREATE TABLE daily (day date, total numeric);\nINSERT INTO daily SELECT day, sum(total) FROM orders GROUP BY day;\n",
      isFixed: true,
    },
  ],
  *checkStatement(statement, document, { knowledge }) {
    const { table, conflict, hasReturning, source } = statement;
    if (table === undefined || source === undefined || conflict !== undefined || hasReturning)
      return;
    const query = insertQuery(document, statement);
    const { orderBy } = query ?? {};
    const known = knowledge.table(table);
    if (query === undefined || orderBy === undefined || known?.isComplete !== true) return;
    if (dependsOnOrder(query) || numbersRows(statement, known)) return;
    if (gainsFromOrder(known, query) || isClustered(document, known)) return;
    yield { range: orderBy.range, message, fixes: [dropOrder(document.text, orderBy.range)] };
  },
});

/** What the order decides: which rows, which of equal ones, which number each gets. */
const dependsOnOrder = (query: QueryShape): boolean =>
  query.isLimited ||
  query.isLocking ||
  query.isDistinctOn ||
  query.hasPlaceholder ||
  query.list.some((token) => isWord(token, "nextval") || isWord(token, "setval"));

/** A serial or identity column that the list leaves out numbers the rows as they come. */
function numbersRows({ columns }: InsertStatement, { columns: known }: KnownTable): boolean {
  const isFilled = (name: string) => columns?.some((column) => column.name === name) === true;
  return known.some(
    (column) =>
      (column.isGenerated || /nextval|random|clock_timestamp|\bseq/iu.test(column.default ?? "")) &&
      !isFilled(column.name),
  );
}

/** Rows that come in the order of an index fill it page by page, and BRIN needs them so. */
function gainsFromOrder(
  { indexes, keys, partitioning }: KnownTable,
  { orderBy }: QueryShape,
): boolean {
  if (partitioning !== undefined || indexes.some(({ method }) => method === "brin")) return true;
  const names = new Set((orderBy?.tokens ?? []).map(folded));
  const leads = [
    ...keys.map(({ columns }) => columns[0]),
    ...indexes.map((one) => one.columns?.[0]),
  ];
  return leads.some((lead) => lead === undefined || names.has(lead) || names.has("1"));
}

/** CLUSTER keeps to the order that it finds the rows in. */
const isClustered = (document: SqlDocument, table: KnownTable): boolean =>
  document.indexesOf("cluster").some((index) => {
    const statement = document.statementAt(index);
    return statement.kind === "cluster" && statement.tables.some((one) => isSameTable(one, table));
  });

function dropOrder(text: string, range: Range): Fix {
  const before = text.slice(0, range.start);
  const start = before.trimEnd().length;
  // A comment in front of it would swallow what comes next on its line.
  const from = /--[^\n]*$/u.test(before.slice(0, start)) ? range.start : start;
  return {
    title: { en: "Remove ORDER BY", ptBr: "Remover ORDER BY" },
    safety: "safe",
    edits: [{ range: { start: from, end: range.end }, text: "" }],
  };
}

const message = {
  en: "This ORDER BY sorts rows that are only stored. A table keeps no order, so the sort, and its spill to disk beyond work_mem, is for nothing. Remove it, and order the query that reads the table",
  ptBr: "Este ORDER BY ordena linhas que só serão gravadas. Uma tabela não guarda ordem, então a ordenação, e o seu uso de disco além de work_mem, é à toa. Remova-o, e ordene a consulta que lê a tabela",
};
