// COPY … FROM stdin with inline data that no line \. ends, and SQL behind it.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import { readCopyOptions } from "../../lang/sql/copy-options.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { fieldsOf, firstLine } from "../../lang/sql/inline-data.ts";
import { lineEndOf } from "../../lang/sql/rewrite/layout.ts";
import type { CopyStatement } from "../../lang/sql/statement.ts";
import type { Range } from "../../text/range.ts";

export const rule = defineRule<"sql">({
  id: "sql/require-copy-terminator",
  summary: "Require the line \\. behind the inline data of COPY",
  why: "psql takes every line up to \\. for data. Without it the statements behind the data are sent to the table as rows: the COPY fails, or they are loaded, and they never run.",
  severity: "error",
  fixable: true,
  references: ["PostgreSQL documentation: psql and COPY"],
  examples: [
    {
      title: "An INDEX that would be a row",
      bad: "COPY orders (id, total) FROM «stdin» WITH (FORMAT csv);\n1,9.50\n2,3.20\n\nANALYZE orders;\n",
      good: "COPY orders (id, total) FROM stdin WITH (FORMAT csv);\n1,9.50\n2,3.20\n\\.\n\nANALYZE orders;\n",
      isFixed: true,
    },
  ],
  *check(document) {
    for (const index of document.indexesOf("copy")) {
      const statement = document.statementAt(index);
      if (statement.kind === "copy") yield* judge(statement, document, index);
    }
  },
});

function* judge(
  statement: CopyStatement,
  document: SqlDocument,
  index: number,
): Generator<Finding, void> {
  const { data, endpointRange } = statement;
  if (data === undefined || endpointRange === undefined || statement.hasTerminator) return;
  // At the end of a file psql is content: what it misses is the end of the data, and there it is.
  const isLast = index === document.count - 1;
  if (isLast || !looksLikeRows(statement, data, document.text)) return;
  yield { range: endpointRange, message, fixes: [addTerminator(document.text, data)] };
}

/** A first line with as many fields as columns: nothing else is certain to be data. */
function looksLikeRows(statement: CopyStatement, data: Range, text: string): boolean {
  const options = readCopyOptions(statement, text);
  const line = firstLine(text, data);
  const fields = options && fieldsOf(text.slice(line.start, line.end), options);
  if (fields === undefined || fields.length < 2) return false;
  return statement.columns === undefined || fields.length === statement.columns.length;
}

/** Where the data ends is a guess, though a likely one. */
function addTerminator(text: string, data: Range): Fix {
  const rows = text.slice(data.start, data.end).trimEnd();
  const end = data.start + rows.length;
  return {
    title: {
      en: "Add the line \\. behind the data",
      ptBr: "Acrescentar a linha \\. depois dos dados",
    },
    safety: "unsafe",
    edits: [{ range: { start: end, end }, text: `${lineEndOf(text)}\\.` }],
  };
}

const message = {
  en: "The data of this COPY has no line \\. at its end. psql sends the statements behind it as rows: the COPY fails or loads them, and they never run. End the data with \\. on a line of its own",
  ptBr: "Os dados deste COPY não terminam com uma linha \\. O psql envia os comandos seguintes como linhas: o COPY falha ou os carrega, e eles nunca são executados. Termine os dados com \\. em uma linha própria",
};
