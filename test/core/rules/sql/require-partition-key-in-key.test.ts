import { rule } from "../../../../src/core/rules/sql/require-partition-key-in-key.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const ORDERS = "CREATE TABLE orders (id bigint, day date NOT NULL) PARTITION BY RANGE (day);\n";

ruleTable(rule, {
  reports: [
    [
      "a primary key",
      "CREATE TABLE t (id bigint, day date, PRIMARY KEY «(id)») PARTITION BY RANGE (day);",
    ],
    [
      "one with a name",
      "CREATE TABLE t (id bigint, day date, CONSTRAINT t_pk PRIMARY KEY «(id)») PARTITION BY RANGE (day);",
    ],
    [
      "behind a column",
      "CREATE TABLE t (id bigint «PRIMARY KEY», day date) PARTITION BY RANGE (day);",
    ],
    [
      "UNIQUE behind a column",
      "CREATE TABLE t (code text «UNIQUE», day date) PARTITION BY LIST (day);",
    ],
    [
      "both",
      "CREATE TABLE t (id int «PRIMARY KEY», a int, b int, UNIQUE «(a)») PARTITION BY HASH (b);",
    ],
    [
      "one column of two",
      "CREATE TABLE t (id int, a int, b int, UNIQUE «(id, a)») PARTITION BY RANGE (a, b);",
    ],
    [
      "an expression as the key",
      "CREATE TABLE t (id int, at timestamp, PRIMARY KEY «(id, at)») PARTITION BY RANGE (date_trunc('day', at));",
    ],
    ["ALTER TABLE", `${ORDERS}ALTER TABLE orders ADD CONSTRAINT orders_pk PRIMARY KEY «(id)»;`],
    [
      "ALTER TABLE in another file",
      "ALTER TABLE orders ADD PRIMARY KEY «(id)»;",
      { workspace: ORDERS },
    ],
    ["a unique index", `${ORDERS}«CREATE UNIQUE INDEX» orders_id ON orders (id);`],
    [
      "IF NOT EXISTS",
      "CREATE TABLE IF NOT EXISTS t (id bigint, day date, PRIMARY KEY «(id)») PARTITION BY RANGE (day);",
    ],
    [
      "a partition that is partitioned again",
      "CREATE TABLE t (id int, day date, PRIMARY KEY «(id)») PARTITION BY RANGE (day);\nCREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (id);",
    ],
  ],
  quiet: [
    [
      "all columns",
      "CREATE TABLE t (id bigint, day date, PRIMARY KEY (day, id)) PARTITION BY RANGE (day);",
    ],
    [
      "the key is the partition column",
      "CREATE TABLE t (id bigint PRIMARY KEY) PARTITION BY HASH (id);",
    ],
    ["no partitions", "CREATE TABLE t (id bigint PRIMARY KEY, day date);"],
    [
      "a key on a partition only",
      `${ORDERS}CREATE TABLE o25 PARTITION OF orders (PRIMARY KEY (id)) FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');`,
    ],
    ["a plain index", `${ORDERS}CREATE INDEX orders_id ON orders (id);`],
    [
      "MySQL's way in a file without a dialect",
      "CREATE TABLE t (id int PRIMARY KEY, y int) PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN (2000));",
    ],
    ["a table that nobody knows", "ALTER TABLE orders ADD PRIMARY KEY (id);"],
    [
      "a placeholder for the table",
      "CREATE UNIQUE INDEX i ON {{ table }} (id);",
      { workspace: ORDERS },
    ],
    [
      "MySQL's other way",
      "CREATE TABLE t (id int PRIMARY KEY, y int) PARTITION BY HASH (y) PARTITIONS 4;",
    ],
    ["USING INDEX", `${ORDERS}ALTER TABLE orders ADD PRIMARY KEY USING INDEX orders_id_day;`],
    ["half-typed", "CREATE TABLE t (id bigint, day date, PRIMARY KEY (id"],
  ],
  fixes: [
    [
      "a named one",
      "CREATE TABLE t (id bigint, day date, CONSTRAINT t_pk PRIMARY KEY (id)) PARTITION BY RANGE (day);",
      "CREATE TABLE t (id bigint, day date, CONSTRAINT t_pk PRIMARY KEY (id, day)) PARTITION BY RANGE (day);",
    ],
    [
      "the last column",
      "CREATE TABLE t (day date, id bigint CONSTRAINT t_pk PRIMARY KEY) PARTITION BY RANGE (day);",
      "CREATE TABLE t (day date, id bigint, CONSTRAINT t_pk PRIMARY KEY (id, day)) PARTITION BY RANGE (day);",
    ],
    [
      "a name that needs quotes",
      'CREATE TABLE t (id int PRIMARY KEY, "Day" date) PARTITION BY RANGE ("Day");',
      'CREATE TABLE t (id int, "Day" date, PRIMARY KEY (id, "Day")) PARTITION BY RANGE ("Day");',
    ],
    [
      "ALTER TABLE",
      `${ORDERS}ALTER TABLE orders ADD PRIMARY KEY (id);`,
      `${ORDERS}ALTER TABLE orders ADD PRIMARY KEY (id, day);`,
    ],
  ],
});
