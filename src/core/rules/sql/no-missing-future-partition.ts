// A connected database whose newest partition ends in a few days: then every row of that day fails.
import type { Words } from "../../base/words.ts";
import { dayWords } from "../../lang/sql/schema/day-words.ts";
import type { KnownTable } from "../../lang/sql/schema/known.ts";
import { liveTarget } from "../../lang/sql/schema/live-target.ts";
import { partitionsUpTo } from "../../lang/sql/schema/missing-ranges.ts";
import { isoDate } from "../../text/calendar.ts";
import { readMoment } from "../../lang/sql/schema/moments.ts";
import { createPartition, statementsBefore } from "../../lang/sql/schema/partition-ddl.ts";
import { partitionMap } from "../../lang/sql/schema/partition-map.ts";
import { snapshotRanges } from "../../lang/sql/schema/snapshot-partitions.ts";
import { snapshotColumns, snapshotTable } from "../../lang/sql/schema/snapshot-table.ts";
import type { Range } from "../../text/range.ts";
import type { Fix } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";

export const rule = defineStatementRule({
  id: "sql/no-missing-future-partition",
  summary: "Disallow loading into a table whose partitions end within days",
  why: "When the newest range partition ends and there is no DEFAULT one, every new row fails with SQLSTATE 23514 from midnight on. The horizon is 7 days unless rowmill.yaml says otherwise.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: Table Partitioning, Partition Maintenance"],
  on: ["insert", "copy"],
  examples: [
    {
      title: "Weekly partitions up to tomorrow",
      bad: "COPY «orders» (id, created_on) FROM STDIN;",
      good: "CREATE TABLE public.orders_2026_11_23 PARTITION OF public.orders FOR VALUES FROM ('2026-11-23') TO ('2026-11-30');\nCOPY orders (id, created_on) FROM STDIN;",
      isFixed: true,
      snapshot: {
        tables: [
          snapshotTable("orders", {
            columns: snapshotColumns({ id: "bigint", created_on: "date" }),
            partitioning: { strategy: "range", key: ["created_on"], hasExpression: false },
            partitions: snapshotRanges([
              ["orders_2026_11_09", "2026-11-09", "2026-11-16"],
              ["orders_2026_11_16", "2026-11-16", "2026-11-23"],
            ]),
          }),
        ],
      },
    },
  ],
  *checkStatement(statement, document, context) {
    if (statement.kind === "copy" && statement.direction !== "from") return;
    const target = liveTarget(statement.table, context);
    const end = target === undefined ? undefined : endOfPartitions(target.table);
    const today = readMoment(context.today, "date")?.day;
    if (target === undefined || end === undefined || today === undefined) return;
    const horizon = today + context.thresholds.partitionHorizonDays;
    // Where nothing was added for a year nobody expects new rows.
    if (end > horizon || end < today - ARCHIVE_DAYS || statement.table === undefined) return;
    const { table } = target;
    yield {
      range: statement.table.range,
      message: message(table.name, end, end <= today),
      get fixes() {
        return fixes(table, horizon, document.text, statement.range);
      },
    };
  },
});

const ARCHIVE_DAYS = 365;

/** The first day that no partition holds; undefined where that is no day, or a DEFAULT takes it. */
function endOfPartitions(table: KnownTable): number | undefined {
  const { partitioning } = table;
  if (partitioning?.strategy !== "range" || partitioning.key.length !== 1) return undefined;
  const map = partitionMap(table);
  if (map.default !== undefined) return undefined;
  const newest = map.ranges?.at(-1)?.to[0];
  if (newest?.kind !== "moment" || !Number.isFinite(newest.moment.day)) return undefined;
  return newest.moment.day;
}

function fixes(table: KnownTable, horizon: number, text: string, range: Range): readonly Fix[] {
  const end = { kind: "text", text: isoDate(horizon), type: undefined, range } as const;
  const missing = partitionsUpTo(table, end);
  if (missing.length === 0) return [];
  const statements = missing.map((partition) => createPartition(table, partition));
  return [
    {
      title: { en: "Create the partitions", ptBr: "Criar as partições" },
      safety: "unsafe",
      edits: [statementsBefore(text, range, statements)],
    },
  ];
}

function message(table: string, end: number, isOver: boolean): Words {
  const day = dayWords(end);
  return isOver
    ? {
        en: `The partitions of "${table}" ended before ${day.en}, and there is no DEFAULT. New rows fail with 23514 already. Create the partitions that follow`,
        ptBr: `As partições de "${table}" acabaram antes de ${day.ptBr}, e não há DEFAULT. Linhas novas já falham com 23514. Crie as partições seguintes`,
      }
    : {
        en: `The partitions of "${table}" end before ${day.en}, and there is no DEFAULT. From that day on every new row fails with 23514. Create the partitions that follow`,
        ptBr: `As partições de "${table}" acabam antes de ${day.ptBr}, e não há DEFAULT. A partir desse dia toda linha nova falha com 23514. Crie as partições seguintes`,
      };
}
