import { rule } from "../../../../src/core/rules/sql/require-check-before-attach.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const ORDERS = "CREATE TABLE orders (id bigint, day date NOT NULL) PARTITION BY RANGE (day);\n";
const CHILD = "CREATE TABLE o25 (id bigint, day date NOT NULL);\n";
const COPY = "\\copy o25 FROM 'o25.csv' CSV\n";
const BOUND = "FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')";
const attach = (child: string, bound = BOUND) =>
  `ALTER TABLE orders ATTACH PARTITION ${child} ${bound};\n`;

ruleTable(rule, {
  reports: [
    ["COPY", ORDERS + CHILD + COPY + attach("«o25»")],
    [
      "INSERT … SELECT",
      `${ORDERS}${CHILD}INSERT INTO o25 SELECT * FROM archive;\n${attach("«o25»")}`,
    ],
    [
      "a table made of a query",
      `${ORDERS}CREATE TABLE o25 AS SELECT * FROM archive;\n${attach("«o25»")}`,
    ],
    ["LIKE", `${ORDERS}CREATE TABLE o25 (LIKE orders);\n${COPY}${attach("«o25»")}`],
    [
      "a list",
      `CREATE TABLE sales (c text) PARTITION BY LIST (c);\nCREATE TABLE o25 (c text);\n${COPY}ALTER TABLE sales ATTACH PARTITION «o25» FOR VALUES IN ('BR');`,
    ],
    ["the parent is in another file", CHILD + COPY + attach("«o25»"), { workspace: ORDERS }],
  ],
  quiet: [
    [
      "a CHECK",
      `${ORDERS}${CHILD}${COPY}ALTER TABLE o25 ADD CONSTRAINT c CHECK (day >= '2025-01-01' AND day < '2026-01-01');\n${attach("o25")}`,
    ],
    [
      "a CHECK in the table",
      `${ORDERS}CREATE TABLE o25 (id bigint, day date NOT NULL CHECK (day >= '2025-01-01'));\n${COPY}${attach("o25")}`,
    ],
    ["attached while it is empty", ORDERS + CHILD + attach("o25") + COPY],
    [
      "a handful of rows",
      `${ORDERS}${CHILD}INSERT INTO o25 VALUES (1, '2025-01-05'), (2, '2025-01-06');\n${attach("o25")}`,
    ],
    [
      "made for the columns of a query alone",
      `${ORDERS}CREATE TABLE o25 AS SELECT * FROM orders LIMIT 0;\n${attach("o25")}`,
    ],
    [
      "another table was filled",
      `${ORDERS}${CHILD}\\copy staging FROM 'o25.csv' CSV\n${attach("o25")}`,
    ],
    ["the DEFAULT partition", ORDERS + CHILD + COPY + attach("o25", "DEFAULT")],
    ["a table nobody knows", `${ORDERS}${COPY}${attach("o25")}`],
  ],
  fixes: [
    [
      "an open range",
      ORDERS + CHILD + COPY + attach("o25", "FOR VALUES FROM (MINVALUE) TO ('2026-01-01')"),
      `${ORDERS}${CHILD}${COPY}ALTER TABLE o25 ADD CONSTRAINT o25_bound CHECK (day IS NOT NULL AND day < '2026-01-01') NOT VALID;\nALTER TABLE o25 VALIDATE CONSTRAINT o25_bound;\n${attach("o25", "FOR VALUES FROM (MINVALUE) TO ('2026-01-01')")}`,
    ],
  ],
});
