// One VALUES list with very many rows. COPY reads the same rows without building a parse tree and a plan for
// them.
import { defineStatementRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { copyOfInsert } from "../../lang/sql/rewrite/copy-block.ts";
import { headOf } from "../../lang/sql/rewrite/insert-parts.ts";
import { isMigration } from "../../lang/sql/rewrite/runner.ts";
import { isInRoutine } from "../../lang/sql/statement-place.ts";
import type { InsertStatement } from "../../lang/sql/statement.ts";

const LENGTH_MAX = 1_000_000;
/** Beyond it, making the fix would hold up the editor. */
const FIXED_LENGTH_MAX = 300_000;

export const rule = defineStatementRule({
  id: "sql/prefer-copy-for-large-values",
  summary: "Prefer COPY over a VALUES list of more than 1,000 rows or 1 MB",
  why: "The server holds the text, the parse tree and the plan of all rows in memory before it inserts the first. COPY reads row by row and was measured 8 times faster than INSERTs of 1,000 rows.",
  severity: "info",
  fixable: true,
  references: ["PostgreSQL documentation: Populating a Database, Use COPY"],
  on: ["insert"],
  examples: [
    {
      title: "More rows than the batch size, which is set to 3 here",
      thresholds: { batchRows: 3 },
      bad: `«INSERT INTO reading» (id, note) VALUES
  (1, 'dry'), (2, NULL), (3, ''), (4, 'wet');`,
      good: "COPY reading (id, note) FROM stdin;\n1\tdry\n2\t\\N\n3\t\n4\twet\n\\.",
      isFixed: true,
    },
  ],
  *checkStatement(statement, document, { file, thresholds }) {
    const { source, table } = statement;
    if (source?.kind !== "values" || table === undefined || table.isPlaceholder) return;
    const length = source.range.end - source.range.start;
    if (source.rowCount <= thresholds.batchRows && length <= LENGTH_MAX) return;
    yield {
      range: headOf(statement),
      message: message(source.rowCount, length, thresholds.batchRows),
      fixes: fixes(statement, document, file),
    };
  },
});

function fixes(statement: InsertStatement, document: SqlDocument, file: string) {
  const { start, end } = statement.range;
  // Only psql reads data below a COPY: no routine does, nor a migration tool.
  if (end - start > FIXED_LENGTH_MAX || isMigration(file) || isInRoutine(document, statement))
    return [];
  const edit = copyOfInsert(document, statement);
  const title = {
    en: "Turn into COPY … FROM stdin, for psql",
    ptBr: "Transformar em COPY … FROM stdin, para o psql",
  };
  return edit === undefined ? [] : [{ title, safety: "unsafe" as const, edits: [edit] }];
}

const message = (rows: number, length: number, rowsMax: number) => {
  const isLong = length > LENGTH_MAX;
  const millions = (length / LENGTH_MAX).toFixed(1);
  return {
    en: `This INSERT has ${rows} ${rows === 1 ? "row" : "rows"}${isLong ? ` in ${millions} MB of text` : ""}. The server parses and plans all of it in memory before the first row goes in. Load the rows with COPY, or in INSERTs of at most ${rowsMax}`,
    ptBr: `Este INSERT tem ${rows} ${rows === 1 ? "linha" : "linhas"}${isLong ? ` em ${millions.replace(".", ",")} MB de texto` : ""}. O servidor analisa e planeja tudo em memória antes da primeira linha. Carregue as linhas com COPY, ou em INSERTs de no máximo ${rowsMax}`,
  };
};
