import { rule } from "../../../../src/core/rules/sql/no-partition-overlap.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const ORDERS = "CREATE TABLE orders (id bigint, day date NOT NULL) PARTITION BY RANGE (day);\n";
const YEAR =
  "CREATE TABLE o25 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');\n";
const REGIONS = "CREATE TABLE sales (id bigint, region text) PARTITION BY LIST (region);\n";

ruleTable(rule, {
  reports: [
    [
      "one range inside another",
      `${ORDERS}${YEAR}CREATE TABLE o2506 PARTITION OF orders «FOR VALUES FROM ('2025-06-01') TO ('2025-07-01')»;`,
    ],
    [
      "one that reaches into the next",
      `${ORDERS}${YEAR}CREATE TABLE o26 PARTITION OF orders «FOR VALUES FROM ('2025-12-31') TO ('2027-01-01')»;`,
    ],
    [
      "the same range under two names",
      `${ORDERS}${YEAR}CREATE TABLE y25 PARTITION OF orders «FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')»;`,
    ],
    [
      "the earlier one is written later",
      `${ORDERS}CREATE TABLE o2506 PARTITION OF orders FOR VALUES FROM ('2025-06-01') TO ('2025-07-01');\nCREATE TABLE o25 PARTITION OF orders «FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')»;`,
    ],
    [
      "ATTACH",
      `${ORDERS}${YEAR}ALTER TABLE orders ATTACH PARTITION june «FOR VALUES FROM ('2025-06-01') TO ('2025-07-01')»;`,
    ],
    [
      "the rest of time",
      `${ORDERS}CREATE TABLE rest PARTITION OF orders FOR VALUES FROM ('2025-06-01') TO (MAXVALUE);\nCREATE TABLE o26 PARTITION OF orders «FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')»;`,
    ],
    [
      "a partition of another file",
      "CREATE TABLE o2506 PARTITION OF orders «FOR VALUES FROM ('2025-06-01') TO ('2025-07-01')»;",
      { workspace: ORDERS + YEAR },
    ],
    [
      "numbers",
      "CREATE TABLE t (id int) PARTITION BY RANGE (id);\nCREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (100);\nCREATE TABLE t2 PARTITION OF t «FOR VALUES FROM (99) TO (200)»;",
    ],
    [
      "two columns",
      "CREATE TABLE t (a int, b int) PARTITION BY RANGE (a, b);\nCREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1, MINVALUE) TO (1, MAXVALUE);\nCREATE TABLE t2 PARTITION OF t «FOR VALUES FROM (1, 5) TO (1, 6)»;",
    ],
    [
      "a value in two lists",
      `${REGIONS}CREATE TABLE s1 PARTITION OF sales FOR VALUES IN ('north', 'east');\nCREATE TABLE s2 PARTITION OF sales FOR VALUES IN ('west', «'east'»);`,
    ],
    [
      "NULL in two lists",
      `${REGIONS}CREATE TABLE s1 PARTITION OF sales FOR VALUES IN ('north', NULL);\nCREATE TABLE s2 PARTITION OF sales FOR VALUES IN («NULL»);`,
    ],
    [
      "two defaults",
      `${ORDERS}CREATE TABLE d1 PARTITION OF orders DEFAULT;\nCREATE TABLE d2 PARTITION OF orders «DEFAULT»;`,
    ],
    [
      "a remainder twice",
      "CREATE TABLE u (id int) PARTITION BY HASH (id);\nCREATE TABLE u0 PARTITION OF u FOR VALUES WITH (MODULUS 2, REMAINDER 0);\nCREATE TABLE u2 PARTITION OF u «FOR VALUES WITH (MODULUS 4, REMAINDER 2)»;",
    ],
  ],
  quiet: [
    [
      "ranges that meet",
      `${ORDERS}${YEAR}CREATE TABLE o26 PARTITION OF orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');`,
    ],
    [
      "one made again",
      `${ORDERS}${YEAR}CREATE TABLE IF NOT EXISTS o25 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');`,
    ],
    [
      "one dropped before",
      `${ORDERS}${YEAR}DROP TABLE o25;\nCREATE TABLE o2501 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');`,
    ],
    [
      "one detached before",
      `${ORDERS}${YEAR}ALTER TABLE orders DETACH PARTITION o25;\nCREATE TABLE o2501 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');`,
    ],
    [
      "two parents",
      `${YEAR}CREATE TABLE i2506 PARTITION OF invoices FOR VALUES FROM ('2025-06-01') TO ('2025-07-01');`,
    ],
    [
      "a list beside NULL",
      `${REGIONS}CREATE TABLE s1 PARTITION OF sales FOR VALUES IN ('a', NULL);\nCREATE TABLE s2 PARTITION OF sales FOR VALUES IN ('b');`,
    ],
    [
      "text in an order nobody knows",
      "CREATE TABLE t (name text) PARTITION BY RANGE (name);\nCREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('a') TO ('m');\nCREATE TABLE t2 PARTITION OF t FOR VALUES FROM ('M') TO ('z');",
    ],
    [
      "times of which one has a zone",
      "CREATE TABLE t (at timestamptz) PARTITION BY RANGE (at);\nCREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');\nCREATE TABLE t2 PARTITION OF t FOR VALUES FROM ('2025-02-01 00:00:00+00') TO ('2025-03-01 00:00:00+00');",
    ],
    [
      "templates",
      `${ORDERS}CREATE TABLE a PARTITION OF orders FOR VALUES FROM ('{{ a }}') TO ('{{ b }}');\nCREATE TABLE b PARTITION OF orders FOR VALUES FROM ('{{ a }}') TO ('{{ b }}');`,
    ],
    [
      "another file's table of that name, without the parent",
      "CREATE TABLE o2506 PARTITION OF orders FOR VALUES FROM ('2025-06-01') TO ('2025-07-01');",
      { workspace: YEAR },
    ],
    [
      "moduli that do not meet",
      "CREATE TABLE u (id int) PARTITION BY HASH (id);\nCREATE TABLE u0 PARTITION OF u FOR VALUES WITH (MODULUS 2, REMAINDER 0);\nCREATE TABLE u1 PARTITION OF u FOR VALUES WITH (MODULUS 4, REMAINDER 1);\nCREATE TABLE u3 PARTITION OF u FOR VALUES WITH (MODULUS 4, REMAINDER 3);",
    ],
  ],
});
