import { rule } from "../../../../src/core/rules/sql/no-partition-gap.ts";
import { snapshotRanges } from "../../../../src/core/lang/sql/schema/snapshot-partitions.ts";
import {
  snapshotColumns,
  snapshotTable,
} from "../../../../src/core/lang/sql/schema/snapshot-table.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const ORDERS = "CREATE TABLE orders (id bigint, day date NOT NULL) PARTITION BY RANGE (day);\n";
const month = (name: string, from: string, to: string) =>
  `CREATE TABLE ${name} PARTITION OF orders FOR VALUES FROM (${from}) TO (${to});\n`;
const JAN = month("orders_2025_01", "'2025-01-01'", "'2025-02-01'");
const FEB = month("orders_2025_02", "'2025-02-01'", "'2025-03-01'");
const MAR = month("orders_2025_03", "'2025-03-01'", "'2025-04-01'");
const lacking = month("orders_2025_03", "«'2025-03-01'»", "'2025-04-01'");

ruleTable(rule, {
  reports: [
    ["a month", ORDERS + JAN + lacking],
    ["written in another order", ORDERS + lacking + JAN],
    [
      "numbers",
      "CREATE TABLE t (id bigint NOT NULL) PARTITION BY RANGE (id);\nCREATE TABLE t0 PARTITION OF t FOR VALUES FROM (0) TO (100);\nCREATE TABLE t2 PARTITION OF t FOR VALUES FROM («200») TO (300);",
    ],
    ["the other side is in another file", lacking, { workspace: ORDERS + JAN }],
    [
      "the later side is in another file",
      month("orders_2025_01", "'2025-01-01'", "«'2025-02-01'»"),
      { workspace: ORDERS + MAR },
    ],
    ["in a DO block", `${ORDERS}DO $$ BEGIN\n${JAN}${lacking}END $$;`],
    [
      "one day between two days",
      `${ORDERS}${month("d1", "'2025-01-01'", "'2025-01-02'")}${month("d3", "«'2025-01-03'»", "'2025-01-04'")}`,
    ],
  ],
  quiet: [
    ["ranges that meet", ORDERS + JAN + FEB + MAR],
    ["a DEFAULT partition", `${ORDERS}${JAN}${MAR}CREATE TABLE rest PARTITION OF orders DEFAULT;`],
    ["the parent is nowhere to be seen", JAN + MAR],
    [
      "a function makes more of them",
      `${ORDERS}${JAN}${MAR}CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('CREATE TABLE %I PARTITION OF orders FOR VALUES FROM (%L) TO (%L)', 'x', 'a', 'b'); END $$;`,
    ],
    [
      "pg_partman makes more of them",
      `${ORDERS}${JAN}${MAR}SELECT partman.create_parent('public.orders', 'day', 'native', 'monthly');`,
    ],
    ["the month is in another file", ORDERS + JAN + MAR, { workspace: FEB }],
    ["the month between was dropped", `${ORDERS}${JAN}${FEB}${MAR}DROP TABLE orders_2025_02;`],
    [
      "the end was meant to be inside",
      `${ORDERS}${month("orders_2025_01", "'2025-01-01'", "'2025-01-31'")}${FEB}`,
    ],
    [
      "keys of two columns",
      "CREATE TABLE t (a int, b date) PARTITION BY RANGE (a, b);\nCREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1, '2025-01-01') TO (1, '2025-02-01');\nCREATE TABLE t2 PARTITION OF t FOR VALUES FROM (2, '2025-01-01') TO (2, '2025-02-01');",
    ],
    [
      "a gap that this file has no part in",
      "INSERT INTO orders VALUES (1, '2025-01-01');",
      { workspace: ORDERS + JAN + MAR },
    ],
    [
      "half of it is a template",
      `${ORDERS}${JAN}${month("orders_next", "'{{ from }}'", "'{{ to }}'")}`,
    ],
    [
      "the server has other partitions than the script",
      `${JAN}${MAR}`,
      {
        snapshot: {
          tables: [
            snapshotTable("orders", {
              columns: snapshotColumns({ day: "date" }),
              partitioning: { strategy: "range", key: ["day"], hasExpression: false },
              partitions: snapshotRanges([["orders_2026_01", "2026-01-01", "2026-02-01"]]),
            }),
          ],
        },
      },
    ],
  ],
  fixes: [
    [
      "two months at once",
      `${ORDERS}${JAN}${month("orders_2025_04", "'2025-04-01'", "'2025-05-01'")}`,
      `${ORDERS}${JAN}${FEB}${MAR}${month("orders_2025_04", "'2025-04-01'", "'2025-05-01'")}`,
    ],
    [
      "names and times as the others have them",
      "CREATE TABLE logs (at timestamptz NOT NULL) PARTITION BY RANGE (at);\nCREATE TABLE logs_y2025m11 PARTITION OF logs FOR VALUES FROM ('2025-11-01 00:00:00+00') TO ('2025-12-01 00:00:00+00');\nCREATE TABLE logs_y2026m01 PARTITION OF logs FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00');",
      "CREATE TABLE logs (at timestamptz NOT NULL) PARTITION BY RANGE (at);\nCREATE TABLE logs_y2025m11 PARTITION OF logs FOR VALUES FROM ('2025-11-01 00:00:00+00') TO ('2025-12-01 00:00:00+00');\nCREATE TABLE logs_y2025m12 PARTITION OF logs FOR VALUES FROM ('2025-12-01 00:00:00+00') TO ('2026-01-01 00:00:00+00');\nCREATE TABLE logs_y2026m01 PARTITION OF logs FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00');",
    ],
    [
      "numbers",
      "CREATE TABLE t (id bigint NOT NULL) PARTITION BY RANGE (id);\nCREATE TABLE t_p0 PARTITION OF t FOR VALUES FROM (0) TO (100);\nCREATE TABLE t_p2 PARTITION OF t FOR VALUES FROM (200) TO (300);",
      "CREATE TABLE t (id bigint NOT NULL) PARTITION BY RANGE (id);\nCREATE TABLE t_p0 PARTITION OF t FOR VALUES FROM (0) TO (100);\nCREATE TABLE t_p1 PARTITION OF t FOR VALUES FROM (100) TO (200);\nCREATE TABLE t_p2 PARTITION OF t FOR VALUES FROM (200) TO (300);",
    ],
    [
      "behind the earlier side, when the later one is elsewhere",
      JAN.trimEnd(),
      `${JAN}${FEB.replace(/;\n$/u, "")};`,
      { workspace: ORDERS + MAR },
    ],
  ],
});
