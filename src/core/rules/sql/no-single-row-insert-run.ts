// Many INSERTs in a row, each with one row for the same table. Its fixes may be long and are made when
// somebody asks for them.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineRule, type RuleContext } from "../../analysis/rule.ts";
import type { InsertRun, SqlDocument } from "../../lang/sql/document.ts";
import { copyOfRun } from "../../lang/sql/rewrite/copy-block.ts";
import { headOf } from "../../lang/sql/rewrite/insert-parts.ts";
import { mergeRun } from "../../lang/sql/rewrite/merge-inserts.ts";
import { isMigration } from "../../lang/sql/rewrite/runner.ts";
import { partsOf, type RunParts } from "../../lang/sql/rewrite/single-row-run.ts";
import { isScriptedInsert } from "../../lang/sql/rewrite/value-safety.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-single-row-insert-run",
  summary: "Disallow a run of INSERTs of one row each into one table",
  why: "Each INSERT is parsed, planned and answered by itself. Measured, rows that come one by one load 13 to 50 times slower than by COPY.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: Populating a Database"],
  dialects: ["postgresql", "mysql", "mariadb", "sqlite", "snowflake", "bigquery", "spark", "hive"],
  examples: [
    {
      title: "Five rows, five statements",
      bad: `«INSERT INTO city» (id, name) VALUES (1, 'Olinda');
INSERT INTO city (id, name) VALUES (2, 'Recife');
INSERT INTO city (id, name) VALUES (3, 'Natal');
INSERT INTO city (id, name) VALUES (4, 'Belém');
INSERT INTO city (id, name) VALUES (5, 'Manaus');`,
      good: `INSERT INTO city (id, name) VALUES
  (1, 'Olinda'),
  (2, 'Recife'),
  (3, 'Natal'),
  (4, 'Belém'),
  (5, 'Manaus');`,
      isFixed: true,
    },
  ],
  *check(document, context) {
    for (const run of document.insertRuns()) {
      if (run.count >= context.thresholds.runLength && isScriptedInsert(document, run.first))
        yield finding(document, run, context);
    }
  },
});

const finding = (document: SqlDocument, run: InsertRun, context: RuleContext): Finding => ({
  range: headOf(run.first),
  message: message(run.count, run.first.table?.name ?? "", document.dialect === "postgresql"),
  get fixes() {
    const parts = partsOf(document, run);
    if (parts === undefined) return [];
    return [...mergeFix(document, parts, context), ...copyFix(document, parts, context)];
  },
});

function mergeFix(
  document: SqlDocument,
  run: RunParts,
  { thresholds }: RuleContext,
): readonly Fix[] {
  const merge = mergeRun(document, run, thresholds.batchRows);
  if (merge === undefined) return [];
  const isSplit = run.parts.length > thresholds.batchRows;
  const rows = isSplit ? thresholds.batchRows : run.parts.length;
  return [
    {
      title: {
        en: `Merge into INSERTs of ${isSplit ? "at most " : ""}${rows} rows`,
        ptBr: `Juntar em INSERTs de ${isSplit ? "no máximo " : ""}${rows} linhas`,
      },
      safety: merge.isSafe ? "safe" : "unsafe",
      edits: [merge.edit],
    },
  ];
}

/** Only psql reads data below a COPY, and migration tools are not psql. */
function copyFix(document: SqlDocument, run: RunParts, { file }: RuleContext): readonly Fix[] {
  if (document.dialect !== "postgresql" || isMigration(file)) return [];
  const edit = copyOfRun(document, run);
  if (edit === undefined) return [];
  return [
    {
      title: {
        en: "Turn into COPY … FROM stdin, for psql",
        ptBr: "Transformar em COPY … FROM stdin, para o psql",
      },
      safety: "unsafe",
      edits: [edit],
    },
  ];
}

const message = (count: number, table: string, hasCopy: boolean) => ({
  en: `${count} INSERTs in a row put one row each into "${table}". Each is parsed, planned and answered by itself${hasCopy ? ": 13 to 50 times slower than COPY" : ""}. Merge them into INSERTs of many rows${hasCopy ? ", or load them with COPY" : ""}`,
  ptBr: `${count} INSERTs seguidos gravam uma linha cada um em "${table}". Cada um é analisado, planejado e respondido em separado${hasCopy ? ": de 13 a 50 vezes mais lento que COPY" : ""}. Junte-os em INSERTs de muitas linhas${hasCopy ? ", ou carregue-as com COPY" : ""}`,
});
