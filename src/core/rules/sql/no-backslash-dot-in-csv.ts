// A line \. in CSV data that is not the end of the data.
import type { Finding } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import { type CopyOptions, quoteOf, readCopyOptions } from "../../lang/sql/copy-options.ts";
import { endsInQuote, fieldsOf, firstLine } from "../../lang/sql/inline-data.ts";
import type { CopyStatement } from "../../lang/sql/statement.ts";
import type { Range } from "../../text/range.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-backslash-dot-in-csv",
  summary: "Disallow a line \\. in the middle of CSV data",
  why: "In a script psql ends the data there, whatever the format. In a file or a stream servers before 18 end it too and drop the rest without an error: a COPY of 1, \\. and 2 loaded one row and reported success.",
  severity: "warning",
  fixable: false,
  references: ["PostgreSQL documentation: COPY, and the release notes of 18"],
  examples: [
    {
      title: "A field of two lines",
      bad: 'COPY notes (id, body) FROM stdin WITH (FORMAT csv);\n1,"to be continued\n«\\.»\nand ended"\n\\.\n',
      good: 'COPY notes (id, body) FROM stdin WITH (FORMAT csv);\n1,"to be continued\n\\. and ended"\n\\.\n',
    },
  ],
  *check(document) {
    for (const statement of document.statements("copy")) yield* judge(statement, document.text);
  },
});

function* judge(statement: CopyStatement, text: string): Generator<Finding, void> {
  const { data } = statement;
  if (data === undefined || !statement.hasTerminator) return;
  const options = readCopyOptions(statement, text);
  if (options?.format !== "csv") return;
  const quote = quoteOf(options);
  const isInField = quote !== undefined && quote !== "" && endsInQuote(text, data, quote);
  if (!isInField && !goesOn(text, data, options)) return;
  yield { range: { start: data.end, end: data.end + 2 }, message };
}

/** More rows of as many fields right behind the mark, and a second mark behind them. */
function goesOn(text: string, data: Range, options: CopyOptions): boolean {
  const behind = text.indexOf("\n", data.end) + 1;
  if (behind === 0) return false;
  const next = firstLine(text, { start: behind, end: text.length });
  const before = firstLine(text, data);
  const fields = fieldsOf(text.slice(next.start, next.end), options)?.length ?? 0;
  const isAlike = fields === fieldsOf(text.slice(before.start, before.end), options)?.length;
  return isAlike && fields > 1 && hasSecondMark(text, behind);
}

/** Rows up to the next line \. hold no semicolon at a line's end, as statements would. */
function hasSecondMark(text: string, start: number): boolean {
  const mark = text.indexOf("\n\\.", start);
  return (
    mark !== -1 &&
    /^\r?(?:\n|$)/u.test(text.slice(mark + 3, mark + 5)) &&
    !/;\s*$/mu.test(text.slice(start, mark))
  );
}

const message = {
  en: 'This line \\. stands in the middle of the data. psql ends the data here, and servers before 18 do so in files too: the rest is not loaded, and in a file no error says so. Change the field, or write the line as "\\." in quotes',
  ptBr: 'Esta linha \\. está no meio dos dados. O psql termina os dados aqui, e servidores anteriores ao 18 fazem o mesmo em arquivos: o resto não é carregado, e em um arquivo nenhum erro avisa. Mude o campo, ou escreva a linha como "\\." entre aspas',
};
