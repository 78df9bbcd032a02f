// Rows that go into a table with many indexes: each row descends all of them.
import { defineStatementRule } from "../../analysis/rule.ts";
import type { Language } from "../../base/words.ts";
import { bringsManyRows, writesRows } from "../../lang/sql/many-rows.ts";
import type { KnownTable } from "../../lang/sql/schema/known.ts";
import { liveTarget } from "../../lang/sql/schema/live-target.ts";
import { snapshotIndexes, snapshotTable } from "../../lang/sql/schema/snapshot-table.ts";
import { countText, sizeText } from "../../text/amounts.ts";

export const rule = defineStatementRule({
  id: "live/too-many-indexes",
  summary: "Disallow loads into a table with more than 5 indexes",
  why: "Each row descends each index and writes WAL for it. A load into a table with two secondary indexes beside its primary key took three to four times the server's CPU of one without any.",
  severity: "warning",
  fixable: false,
  references: ["PostgreSQL documentation: Populating a Database"],
  on: ["insert", "copy"],
  isEmbeddable: true,
  examples: [
    {
      title: "A load into a table with six indexes",
      bad: "COPY «readings» (sensor, taken_at, value) FROM STDIN;",
      good: "COPY readings_stage (sensor, taken_at, value) FROM STDIN;",
      snapshot: {
        tables: [
          snapshotTable("readings", {
            indexes: snapshotIndexes(["id", "sensor", "taken_at", "value", "site", "batch"], {
              bytes: 2 ** 30,
              scans: 0,
            }),
          }),
        ],
      },
    },
  ],
  *checkStatement(statement, _document, context) {
    const target = writesRows(statement) ? liveTarget(statement.table, context) : undefined;
    const count = target?.table.indexes.length ?? 0;
    const { indexesMax, runLength } = context.thresholds;
    if (statement.table === undefined || target === undefined || count <= indexesMax) return;
    const { table } = target;
    yield {
      range: statement.table.range,
      severity: bringsManyRows(statement, runLength) ? "warning" : "info",
      message: {
        en: `${table.name} has ${count} indexes${detail(table, "en")}. Each row descends every one of them and writes WAL for it. Drop those that nothing reads; for a large load drop and rebuild the others`,
        ptBr: `${table.name} tem ${count} índices${detail(table, "ptBr")}. Cada linha percorre todos eles e grava WAL para cada um. Remova os que ninguém lê; numa carga grande remova e recrie os demais`,
      },
    };
  },
});

/** Bytes and share never scanned, as far as the snapshot has them. */
function detail({ indexes }: KnownTable, language: Language): string {
  const bytes = indexes.reduce((sum, index) => sum + (index.bytes ?? 0), 0);
  const hasScans = indexes.some(({ scans }) => scans !== undefined);
  const unused = indexes.filter(({ scans, isUnique }) => scans === 0 && !isUnique).length;
  const words = UNUSED[language];
  const parts = [
    ...(bytes > 0 ? [sizeText(bytes, language)] : []),
    ...(hasScans && unused > 0 ? [`${countText(unused, language)} ${words}`] : []),
  ];
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

const UNUSED: Readonly<Record<Language, string>> = {
  en: "never scanned since the statistics began",
  ptBr: "nunca lidos desde o início das estatísticas",
};
