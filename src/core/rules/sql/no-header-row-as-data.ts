// Inline data whose first line is the names of the columns, and no HEADER.
import type { Fix } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";
import { type CopyOptions, isOn, readCopyOptions } from "../../lang/sql/copy-options.ts";
import { fieldsOf, firstLine } from "../../lang/sql/inline-data.ts";
import type { Knowledge } from "../../lang/sql/schema/known.ts";
import type { CopyStatement } from "../../lang/sql/statement.ts";

export const rule = defineStatementRule({
  id: "sql/no-header-row-as-data",
  summary: "Disallow a header line among the rows of a COPY",
  why: "Without HEADER the line with the column names is a row like any other: a column that is no text refuses it and the whole COPY fails with 22P02, and a table of text columns keeps it.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: COPY"],
  on: ["copy"],
  examples: [
    {
      title: "The first line names the columns",
      bad: "COPY orders (id, total) FROM stdin WITH (FORMAT csv);\n«id,total»\n1,9.50\n\\.\n",
      good: "COPY orders (id, total) FROM stdin WITH (FORMAT csv, HEADER);\nid,total\n1,9.50\n\\.\n",
      isFixed: true,
    },
  ],
  *checkStatement(statement, { text }, { knowledge, serverMajor }) {
    const { data, direction } = statement;
    if (data === undefined || direction !== "from") return;
    const options = readCopyOptions(statement, text);
    if (options === undefined || skipsHeader(options)) return;
    const range = firstLine(text, data);
    const fields = fieldsOf(text.slice(range.start, range.end), options);
    const columns = columnsOf(statement, knowledge);
    if (fields === undefined || columns === undefined || !isHeader(fields, columns)) return;
    const takesHeader = options.format === "csv" || (serverMajor ?? 0) >= 15;
    yield { range, message, fixes: takesHeader ? addHeader(options) : [] };
  },
});

/** HEADER match skips the line too. */
function skipsHeader(options: CopyOptions): boolean {
  const header = options.get("header");
  return isOn(header) || header?.isHidden === true || header?.value?.toLowerCase() === "match";
}

/** In the order of the data; undefined where they are not in sight. */
function columnsOf(statement: CopyStatement, knowledge: Knowledge): readonly string[] | undefined {
  if (statement.columns !== undefined) return statement.columns.map(({ name }) => name);
  const known = statement.table && knowledge.table(statement.table);
  if (known?.isComplete !== true) return undefined;
  return known.columns.filter(({ isGenerated }) => !isGenerated).map(({ name }) => name);
}

/** One field alone may well be a value that reads like its column. */
const isHeader = (fields: readonly string[], columns: readonly string[]): boolean =>
  columns.length > 1 &&
  fields.length === columns.length &&
  fields.every((field, index) => plain(field) === columns[index]?.toLowerCase());

const plain = (field: string): string => field.trim().replaceAll(/^"|"$/gu, "").toLowerCase();

function addHeader(options: CopyOptions): readonly Fix[] {
  const title = { en: "Skip the first line (HEADER)", ptBr: "Pular a primeira linha (HEADER)" };
  const written = options.get("header");
  const last = options.all.at(-1);
  if (written !== undefined)
    return [{ title, safety: "unsafe", edits: [{ range: written.range, text: "HEADER" }] }];
  if (last === undefined) return [];
  const { end } = last.range;
  // The old spelling has no commas and cannot have any.
  const text = options.isOldSpelling ? " HEADER" : ", HEADER";
  return [{ title, safety: "unsafe", edits: [{ range: { start: end, end }, text }] }];
}

const message = {
  en: "The first line of the data is the column names, and there is no HEADER. The server takes it for a row: it fails with 22P02, or stays in the table when the columns are text. Add HEADER, or remove the line",
  ptBr: "A primeira linha dos dados são os nomes das colunas, e não há HEADER. O servidor a trata como linha de dados: falha com 22P02, ou fica na tabela quando as colunas são texto. Acrescente HEADER, ou remova a linha",
};
