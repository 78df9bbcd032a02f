// INSERT and COPY that rely on the order of the table's columns. Quiet for rows of the table's own type
// (NEW.*), for temporary tables, and for dumps, none of which can drift from their table.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineStatementRule, type RuleContext } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { madeTables } from "../../lang/sql/made-tables.ts";
import { folded, insertQuery, type QueryShape } from "../../lang/sql/query-shape.ts";
import { headOf } from "../../lang/sql/rewrite/insert-parts.ts";
import { columnList, implicitColumns } from "../../lang/sql/rewrite/known-columns.ts";
import { isMark, isWord, rowValues, splitAt } from "../../lang/sql/rewrite/row-values.ts";
import { isDump, isMigrationScript } from "../../lang/sql/rewrite/runner.ts";
import { temporaryTables } from "../../lang/sql/rewrite/temporary-tables.ts";
import type { KnownTable } from "../../lang/sql/schema/known.ts";
import type { CopyStatement, InsertStatement } from "../../lang/sql/statement.ts";
import { indexAt } from "../../lang/sql/statement-place.ts";
import { displayName, isSameTable } from "../../lang/sql/table-name.ts";
import type { Token } from "../../lang/sql/tokens.ts";
import { textIn } from "../../text/range.ts";

export const rule = defineStatementRule({
  id: "sql/require-column-list",
  summary: "Require a column list in INSERT and COPY",
  why: "Without a list, values go to columns by their order in the table. When somebody adds, drops or moves a column the statement fails, or puts values into the wrong columns without a word.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: INSERT", "PostgreSQL documentation: COPY"],
  dialects: ["postgresql", "mysql", "mariadb", "sqlite", "snowflake", "bigquery", "spark", "hive"],
  on: ["insert", "copy"],
  isEmbeddable: true,
  examples: [
    {
      title: "Values by position",
      bad: "«INSERT INTO city» VALUES (1, 'Olinda');",
      good: "INSERT INTO city (id, name) VALUES (1, 'Olinda');",
      isFixed: true,
      workspace: "CREATE TABLE city (id int PRIMARY KEY, name text NOT NULL);",
    },
    {
      title: "A file by position",
      bad: "«COPY city» FROM STDIN;",
      good: "COPY city (id, name) FROM STDIN;",
      isFixed: true,
      workspace: "CREATE TABLE city (id int PRIMARY KEY, name text NOT NULL);",
    },
  ],
  *checkStatement(statement, document, context) {
    const { table } = statement;
    if (table === undefined || table.isPlaceholder || statement.columns !== undefined) return;
    const reliesOnOrder =
      statement.kind === "copy" ? copiesByOrder(statement) : insertsByOrder(statement, document);
    const known = context.knowledge.table(table);
    if (!reliesOnOrder || known?.isTemporary === true || isDump(document)) return;
    if (temporaryTables(document).has(table.name) || isLookupOfOne(statement, known)) return;
    yield finding(statement, document, known, context);
  },
});

/** One value for what is, or may be, a table of one column: nothing can shift. */
const isLookupOfOne = (statement: InsertStatement | CopyStatement, known?: KnownTable): boolean =>
  (known === undefined || (known.isComplete && known.columns.length === 1)) &&
  statement.kind === "insert" &&
  statement.source?.kind === "values" &&
  statement.source.rows.every((row) => row.valueCount === 1 && !row.hasPlaceholder);

/** HEADER MATCH compares the names of the columns with those in the file. */
function copiesByOrder({ direction, isQuery, options }: CopyStatement): boolean {
  const isMatched = options.some(
    ({ name, value }) => name === "header" && value?.toLowerCase() === "match",
  );
  return direction === "from" && !isQuery && !isMatched;
}

function insertsByOrder(statement: InsertStatement, document: SqlDocument): boolean {
  const { source, partition } = statement;
  if (partition !== undefined || listPlace(statement, document) === undefined) return false;
  if (source?.kind === "values") {
    const [row] = source.rows;
    return row !== undefined && !isWholeRow(document, row);
  }
  return source?.kind === "select" && !selectsWholeRow(statement, document);
}

/** VALUES (NEW.*): a row of one type goes to a table of that type, and a list would be what breaks. */
const isWholeRow = (document: SqlDocument, row: Parameters<typeof rowValues>[1]): boolean => {
  const [value, ...more] = rowValues(document, row);
  return more.length === 0 && value !== undefined && isExpanded(value.tokens);
};

const isExpanded = (tokens: readonly Token[]): boolean =>
  isMark(tokens.at(-1), "*") && isMark(tokens.at(-2), ".");

/** SELECT r.* without FROM, and functions that give rows of the table's type. */
function selectsWholeRow(statement: InsertStatement, document: SqlDocument): boolean {
  const query = insertQuery(document, statement);
  if (query === undefined) return false;
  if (query.from.length === 0 && isExpanded(query.list) && !query.list.some(isComma)) return true;
  if (isStarOfFunction(query, document) || isStarOfTwin(query, statement, document)) return true;
  return query.from.some(({ tokens }) =>
    tokens.some((token, at) => isWord(token, "null") && isMark(tokens[at + 1], "::")),
  );
}

/** SELECT * FROM rows_of(…): a function made for its table gives rows of it; AS x(a int) would say otherwise. */
function isStarOfFunction({ list, from }: QueryShape, { text }: SqlDocument): boolean {
  const [source, ...more] = from;
  if (source === undefined || more.length > 0 || !isStar(list)) return false;
  const { table, tokens } = source;
  const [name, next] = tokens;
  const isCall = name?.kind === "word" && (isMark(next, "(") || isMark(next, "."));
  if (table !== undefined || !isCall || isWord(name, "lateral", "values", "unnest", "rows"))
    return false;
  return !/\)\s*(?:as\s+)?[\w"]*\s*\([^()]*\)\s*$/iu.test(textIn(text, source.range));
}

/** CREATE TABLE t (LIKE s) in the same script, and then all of s goes to t. */
function isStarOfTwin(
  { list, from }: QueryShape,
  { table }: InsertStatement,
  document: SqlDocument,
): boolean {
  const [source, ...more] = from;
  if (source?.table === undefined || more.length > 0 || table === undefined || !isStar(list))
    return false;
  const { name } = source.table;
  return madeTables(document, table).some(({ statement }) => {
    const tokens = document.tokens(statement.range);
    const like = tokens.findIndex((token) => isWord(token, "like"));
    const twin = tokens.slice(like + 1, like + 4).map(folded);
    return like !== -1 && twin.includes(name);
  });
}

const isStar = (list: readonly Token[]): boolean => list.length === 2 && isMark(list[1], "*");

const isComma = (token: Token): boolean => isMark(token, ",");

/** Where the list belongs; undefined where BY NAME, a placeholder or the like stands there. */
function listPlace(statement: InsertStatement, document: SqlDocument): number | undefined {
  const { table, source } = statement;
  if (table === undefined || source === undefined) return undefined;
  const between = document.tokens({ start: table.range.end, end: source.range.start });
  const [first, second, third] = between;
  if (first === undefined || isWord(first, "overriding")) return table.range.end;
  const hasAlias = isWord(first, "as") && second !== undefined;
  return hasAlias && (third === undefined || isWord(third, "overriding"))
    ? second.range.end
    : undefined;
}

function finding(
  statement: InsertStatement | CopyStatement,
  document: SqlDocument,
  known: KnownTable | undefined,
  context: RuleContext,
): Finding {
  const { table } = statement;
  const fix =
    known !== undefined && isAsKnown(statement, document, { known, file: context.file })
      ? fixFor(statement, document, known)
      : undefined;
  return {
    range: headOf(statement),
    message: message(
      statement.kind === "copy" ? "COPY" : "INSERT",
      table === undefined ? context.file : displayName(table),
    ),
    fixes: fix === undefined ? [] : [fix],
  };
}

/** A migration met the table as it was then, and a statement does so before its script alters the table. */
function isAsKnown(
  { range }: InsertStatement | CopyStatement,
  document: SqlDocument,
  { known, file }: { readonly known: KnownTable; readonly file: string },
): boolean {
  const isOwn = known.origin.kind === "text" && known.origin.file === undefined;
  if (!isOwn && isMigrationScript(document, file)) return false;
  const index = indexAt(document, range.start);
  return !document.indexesOf("alter-table").some((at) => {
    const alter = at > index ? document.statementAt(at) : undefined;
    const table = alter?.kind === "alter-table" ? alter.table : undefined;
    return table !== undefined && isSameTable(table, known);
  });
}

function fixFor(
  statement: InsertStatement | CopyStatement,
  document: SqlDocument,
  known: KnownTable,
): Fix | undefined {
  const columns =
    statement.kind === "copy" ? copiedColumns(known) : insertedColumns(statement, document, known);
  const list = columns === undefined ? undefined : columnList(columns, document.dialect);
  const at =
    statement.kind === "copy" ? statement.table?.range.end : listPlace(statement, document);
  if (list === undefined || at === undefined) return undefined;
  return {
    title: { en: "Write the column list", ptBr: "Escrever a lista de colunas" },
    safety: "safe",
    edits: [{ range: { start: at, end: at }, text: ` ${list}` }],
  };
}

/** COPY leaves generated columns out by itself. */
const copiedColumns = ({ columns, isComplete }: KnownTable): readonly string[] | undefined =>
  isComplete && columns.length > 0
    ? columns.filter(({ isGenerated }) => !isGenerated).map(({ name }) => name)
    : undefined;

function insertedColumns(
  statement: InsertStatement,
  document: SqlDocument,
  known: KnownTable,
): readonly string[] | undefined {
  const { source } = statement;
  if (source?.kind === "values") {
    const count = source.rows[0]?.valueCount ?? 0;
    return source.unequalRow === undefined ? implicitColumns(known, count) : undefined;
  }
  const query = insertQuery(document, statement);
  if (query === undefined || query.hasPlaceholder || query.isDistinctOn) return undefined;
  const items = splitAt(query.list.slice(1), isComma);
  const isStar = items.some((tokens) => isMark(tokens.at(-1), "*"));
  return isStar ? undefined : implicitColumns(known, items.length);
}

const message = (keyword: string, table: string) => ({
  en: `This ${keyword} names no columns of "${table}". Values go by the order of the table's columns, so a new or moved column breaks it or shifts them silently. Write the column list`,
  ptBr: `Este ${keyword} não cita as colunas de "${table}". Os valores seguem a ordem das colunas da tabela, e uma coluna nova ou movida o quebra ou os desloca sem aviso. Escreva a lista de colunas`,
});
