import { expect, test } from "vitest";
import type { KnownTable } from "../../../../src/core/lang/sql/schema/known.ts";
import { snapshotRanges } from "../../../../src/core/lang/sql/schema/snapshot-partitions.ts";
import {
  snapshotColumns,
  snapshotTable,
} from "../../../../src/core/lang/sql/schema/snapshot-table.ts";
import { rule } from "../../../../src/core/rules/sql/no-missing-future-partition.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const monthly = (last: string, end: string, parts: Partial<KnownTable> = {}) => ({
  tables: [
    snapshotTable("orders", {
      columns: snapshotColumns({ id: "bigint", day: "date" }),
      partitioning: { strategy: "range", key: ["day"], hasExpression: false },
      partitions: snapshotRanges([["orders_x", last, end]]),
      ...parts,
    }),
  ],
});

const TODAY = "2026-11-22";
const soon = { snapshot: monthly("2026-11-01", "2026-11-25"), today: TODAY };

ruleTable(rule, {
  reports: [
    ["an INSERT", "INSERT INTO «orders» (id, day) VALUES (1, current_date);", soon],
    ["a COPY", "COPY «orders» FROM STDIN;", soon],
    ["a schema in front", "INSERT INTO «public.orders» SELECT * FROM staging;", soon],
    [
      "ended already",
      "COPY «orders» FROM STDIN;",
      { snapshot: monthly("2026-10-01", "2026-11-01"), today: TODAY },
    ],
    [
      "a longer horizon",
      "COPY «orders» FROM STDIN;",
      {
        snapshot: monthly("2026-11-01", "2026-12-01"),
        today: TODAY,
        thresholds: { partitionHorizonDays: 14 },
      },
    ],
    [
      "times with a zone",
      "COPY «orders» FROM STDIN;",
      {
        snapshot: monthly("2026-11-01 00:00:00+00", "2026-11-25 00:00:00+00", {
          columns: snapshotColumns({ day: "timestamp with time zone" }),
        }),
        today: TODAY,
      },
    ],
  ],
  quiet: [
    [
      "far enough",
      "COPY orders FROM STDIN;",
      { snapshot: monthly("2026-11-01", "2026-12-01"), today: TODAY },
    ],
    ["no connection", "COPY orders FROM STDIN;", { today: TODAY }],
    [
      "a DEFAULT partition",
      "COPY orders FROM STDIN;",
      {
        snapshot: monthly("2026-11-01", "2026-11-25", {
          partitions: [
            ...snapshotRanges([["a", "2026-11-01", "2026-11-25"]]),
            {
              schema: "public",
              table: "rest",
              bound: { kind: "default", range: { start: 0, end: 0 } },
              origin: { kind: "snapshot" },
            },
          ],
        }),
        today: TODAY,
      },
    ],
    [
      "an archive",
      "COPY orders FROM STDIN;",
      { snapshot: monthly("2019-01-01", "2020-01-01"), today: TODAY },
    ],
    ["reading", "COPY orders TO STDOUT;", soon],
    [
      "the file makes the table itself",
      "CREATE TABLE orders (id bigint, day date);\nCOPY orders FROM STDIN;",
      soon,
    ],
    [
      "the file makes the partition itself",
      "CREATE TABLE orders_2026_12 PARTITION OF orders FOR VALUES FROM ('2026-11-25') TO ('2027-01-01');\nCOPY orders FROM STDIN;",
      soon,
    ],
    [
      "numbers",
      "COPY orders FROM STDIN;",
      {
        snapshot: monthly("0", "1000", { columns: snapshotColumns({ day: "bigint" }) }),
        today: TODAY,
      },
    ],
    [
      "no partitions at all",
      "COPY orders FROM STDIN;",
      {
        snapshot: monthly("2026-11-01", "2026-11-25", { partitioning: undefined, partitions: [] }),
        today: TODAY,
      },
    ],
  ],
  fixes: [
    [
      "with as many partitions as the horizon takes",
      "COPY orders FROM STDIN;",
      "CREATE TABLE public.orders_2026_11_22 PARTITION OF public.orders FOR VALUES FROM ('2026-11-22') TO ('2026-11-23');\nCREATE TABLE public.orders_2026_11_23 PARTITION OF public.orders FOR VALUES FROM ('2026-11-23') TO ('2026-11-24');\nCREATE TABLE public.orders_2026_11_24 PARTITION OF public.orders FOR VALUES FROM ('2026-11-24') TO ('2026-11-25');\nCOPY orders FROM STDIN;",
      {
        snapshot: monthly("", "", {
          partitions: snapshotRanges([
            ["orders_2026_11_20", "2026-11-20", "2026-11-21"],
            ["orders_2026_11_21", "2026-11-21", "2026-11-22"],
          ]),
        }),
        today: "2026-11-21",
        thresholds: { partitionHorizonDays: 3 },
      },
    ],
  ],
});

test("says whether rows fail already", async () => {
  const over = { snapshot: monthly("2026-10-01", "2026-11-01"), today: TODAY };
  const [already] = await findingsOf(rule, "COPY orders FROM STDIN;", over);
  const [later] = await findingsOf(rule, "COPY orders FROM STDIN;", soon);
  expect(already?.message.en).toContain("ended before 1 November 2026");
  expect(already?.message.ptBr).toContain("antes de 1º de novembro de 2026");
  expect(later?.message.en).toContain("end before 25 November 2026");
});
