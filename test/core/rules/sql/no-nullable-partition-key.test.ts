import { rule } from "../../../../src/core/rules/sql/no-nullable-partition-key.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const part = (name: string) =>
  `CREATE TABLE ${name} PARTITION OF t FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');`;

ruleTable(rule, {
  reports: [
    [
      "a column without NOT NULL",
      `CREATE TABLE t (id int, «day» date) PARTITION BY RANGE (day);\n${part("t25")}`,
    ],
    [
      "a default alone",
      `CREATE TABLE t («at» timestamptz DEFAULT now()) PARTITION BY RANGE (at);\n${part("t25")}`,
    ],
    [
      "one of two",
      "CREATE TABLE t (a int NOT NULL, «b» int) PARTITION BY RANGE (a, b);\nCREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1, 1) TO (2, 1);",
    ],
    [
      "the partition is in another file",
      "CREATE TABLE t («day» date) PARTITION BY RANGE (day);\nCREATE TABLE t24 PARTITION OF t FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');",
      { workspace: part("t25") },
    ],
  ],
  quiet: [
    ["NOT NULL", `CREATE TABLE t (day date NOT NULL) PARTITION BY RANGE (day);\n${part("t25")}`],
    [
      "in the primary key",
      `CREATE TABLE t (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);\n${part("t25")}`,
    ],
    [
      "an identity",
      "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY) PARTITION BY RANGE (id);\nCREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (9);",
    ],
    [
      "a serial",
      "CREATE TABLE t (id bigserial) PARTITION BY RANGE (id);\nCREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (9);",
    ],
    [
      "SET NOT NULL later",
      `CREATE TABLE t (day date) PARTITION BY RANGE (day);\n${part("t25")}\nALTER TABLE t ALTER COLUMN day SET NOT NULL;`,
    ],
    [
      "a CHECK",
      `CREATE TABLE t (day date CHECK (day IS NOT NULL)) PARTITION BY RANGE (day);\n${part("t25")}`,
    ],
    [
      "a DEFAULT partition",
      `CREATE TABLE t (day date) PARTITION BY RANGE (day);\n${part("t25")}\nCREATE TABLE rest PARTITION OF t DEFAULT;`,
    ],
    ["no partition yet", "CREATE TABLE t (day date) PARTITION BY RANGE (day);"],
    [
      "a list",
      "CREATE TABLE t (region text) PARTITION BY LIST (region);\nCREATE TABLE t1 PARTITION OF t FOR VALUES IN ('a');",
    ],
    [
      "a type of the user's own",
      `CREATE TABLE t (day business_day) PARTITION BY RANGE (day);\n${part("t25")}`,
    ],
    [
      "partitions made by a function",
      `CREATE TABLE t (day date) PARTITION BY RANGE (day);\n${part("t25")}\nSELECT create_monthly_partitions('t', 12);`,
    ],
  ],
});
