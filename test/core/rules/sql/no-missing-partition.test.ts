import { rule } from "../../../../src/core/rules/sql/no-missing-partition.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const ORDERS =
  "CREATE TABLE orders (id bigint, day date NOT NULL, note text) PARTITION BY RANGE (day);\n" +
  "CREATE TABLE orders_2025_01 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');\n" +
  "CREATE TABLE orders_2025_02 PARTITION OF orders FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');\n";
const EVENTS =
  "CREATE TABLE events (at timestamptz, kind text) PARTITION BY RANGE (at);\n" +
  "CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2026-01-01 00:00:00+00');\n";
const SALES =
  "CREATE TABLE sales (id int, country text) PARTITION BY LIST (country);\n" +
  "CREATE TABLE sales_br PARTITION OF sales FOR VALUES IN ('BR', 'PT');\n";
const known = { workspace: ORDERS };

ruleTable(rule, {
  reports: [
    ["the upper bound itself", "INSERT INTO orders (id, day) VALUES (1, «'2025-03-01'»);", known],
    ["a day before all", "INSERT INTO orders (id, day) VALUES (1, «'2024-12-31'»);", known],
    ["in the same file", `${ORDERS}INSERT INTO orders (id, day) VALUES (1, «'2025-03-05'»);`],
    ["without a column list", "INSERT INTO orders VALUES (1, «'2025-03-05'», 'x');", known],
    [
      "a cast",
      "INSERT INTO orders (day) VALUES («'2025-03-05'::date»), (DATE '2025-01-05');",
      known,
    ],
    ["CAST", "INSERT INTO orders (day) VALUES («CAST('2025-03-05' AS date)»);", known],
    [
      "one finding for a partition",
      "INSERT INTO orders (id, day) VALUES (1, «'2025-03-05'»), (2, '2025-03-06'), (3, «'2025-04-01'»);",
      known,
    ],
    [
      "each INSERT of a run",
      "INSERT INTO orders (id, day) VALUES (1, '2025-01-01');\nINSERT INTO orders (id, day) VALUES (2, «'2025-07-01'»);\nINSERT INTO orders (id, day) VALUES (3, «'2025-08-01'»);",
      known,
    ],
    ["NULL", "INSERT INTO orders (id, day) VALUES (1, «NULL»);", known],
    [
      "a time of another year",
      "INSERT INTO events (at, kind) VALUES («'2026-01-02 10:00:00'», 'click');",
      { workspace: EVENTS },
    ],
    [
      "a value no list has",
      "INSERT INTO sales (id, country) VALUES (1, «'US'»);",
      { workspace: SALES },
    ],
    [
      "numbers",
      "INSERT INTO t (id) VALUES (5), («10»);",
      {
        workspace:
          "CREATE TABLE t (id bigint) PARTITION BY RANGE (id);\nCREATE TABLE t0 PARTITION OF t FOR VALUES FROM (0) TO (10);",
      },
    ],
    [
      "the day that an inclusive bound left out",
      "INSERT INTO t VALUES («'2025-12-31'»);",
      {
        workspace:
          "CREATE TABLE t (day date) PARTITION BY RANGE (day);\nCREATE TABLE t25 PARTITION OF t FOR VALUES FROM ('2025-01-01') TO ('2025-12-31');",
      },
    ],
    [
      "two columns",
      "INSERT INTO t (a, b) VALUES («1, 7»);",
      {
        workspace:
          "CREATE TABLE t (a int, b int) PARTITION BY RANGE (a, b);\nCREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1, 0) TO (1, 5);",
      },
    ],
  ],
  quiet: [
    [
      "rows that fit",
      "INSERT INTO orders (id, day) VALUES (1, '2025-01-01'), (2, '2025-02-28');",
      known,
    ],
    [
      "a DEFAULT partition",
      "INSERT INTO orders (id, day) VALUES (1, '2030-01-01');",
      { workspace: `${ORDERS}CREATE TABLE rest PARTITION OF orders DEFAULT;` },
    ],
    [
      "no partition in sight",
      "INSERT INTO t VALUES ('2025-01-01');",
      { workspace: "CREATE TABLE t (day date) PARTITION BY RANGE (day);" },
    ],
    [
      "a function makes partitions",
      "INSERT INTO orders (id, day) VALUES (1, '2030-01-01');",
      {
        workspace: `${ORDERS}CREATE FUNCTION add_month(d date) RETURNS void LANGUAGE plpgsql AS $f$ BEGIN EXECUTE 'CREATE TABLE orders_' || to_char(d, 'YYYY_MM') || ' PARTITION OF orders FOR VALUES FROM (' || quote_literal(d) || ') TO (' || quote_literal(d + interval '1 month') || ')'; END $f$;`,
      },
    ],
    [
      "one whose name is put in makes partitions",
      "INSERT INTO orders (id, day) VALUES (1, '2030-01-01');",
      {
        workspace: `${ORDERS}CREATE FUNCTION f(t text) RETURNS void LANGUAGE plpgsql AS $f$ BEGIN EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', t, t, 1, 2); END $f$;`,
      },
    ],
    [
      "a partition was dropped",
      "INSERT INTO orders (id, day) VALUES (1, '2024-12-31');",
      { workspace: `${ORDERS}ALTER TABLE orders DETACH PARTITION orders_2025_02;` },
    ],
    ["now()", "INSERT INTO orders (id, day) VALUES (1, now());", known],
    ["a parameter", "INSERT INTO orders (id, day) VALUES ($1, $2), (%s, %s), (:id, :day);", known],
    ["a template", "INSERT INTO orders (id, day) VALUES (1, '{{ ds }}');", known],
    ["a query", "INSERT INTO orders (id, day) SELECT 1, '2030-01-01';", known],
    ["the column is not given", "INSERT INTO orders (id) VALUES (1);", known],
    [
      "a hash",
      "INSERT INTO u VALUES (1);",
      {
        workspace:
          "CREATE TABLE u (id int) PARTITION BY HASH (id);\nCREATE TABLE u0 PARTITION OF u FOR VALUES WITH (MODULUS 1, REMAINDER 0);",
      },
    ],
    [
      "an order of text that nobody knows",
      "INSERT INTO t VALUES ('x');",
      {
        workspace:
          "CREATE TABLE t (name text) PARTITION BY RANGE (name);\nCREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('a') TO ('m');",
      },
    ],
    [
      "a zone that decides",
      "INSERT INTO events (at) VALUES ('2025-12-31 23:30:00');",
      { workspace: EVENTS },
    ],
    [
      "a list of a type that ignores case",
      "INSERT INTO t VALUES ('br');",
      {
        workspace:
          "CREATE TABLE t (country citext) PARTITION BY LIST (country);\nCREATE TABLE t1 PARTITION OF t FOR VALUES IN ('BR');",
      },
    ],
    [
      "two projects with one name",
      "INSERT INTO orders (id, day) VALUES (1, '2030-01-01');",
      { workspace: `${ORDERS}CREATE TABLE orders (day date, other int) PARTITION BY RANGE (day);` },
    ],
    [
      "into a partition itself",
      "INSERT INTO orders_2025_01 (id, day) VALUES (1, '2025-01-05');",
      known,
    ],
    [
      "a placeholder for the table",
      "INSERT INTO {{ orders }} (id, day) VALUES (1, '2030-01-01');",
      known,
    ],
    ["a row that is not closed yet", "INSERT INTO orders (id, day) VALUES (1, '2030-01-0", known],
  ],
  fixes: [
    [
      "by the pattern",
      "INSERT INTO orders (id, day) VALUES (1, '2025-05-09');",
      "CREATE TABLE orders_2025_05 PARTITION OF orders FOR VALUES FROM ('2025-05-01') TO ('2025-06-01');\nINSERT INTO orders (id, day) VALUES (1, '2025-05-09');",
      known,
    ],
    [
      "with a time and a zone",
      "INSERT INTO events (at) VALUES ('2026-05-09 12:00:00+00');",
      "CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');\nINSERT INTO events (at) VALUES ('2026-05-09 12:00:00+00');",
      { workspace: EVENTS },
    ],
    [
      "a list",
      "INSERT INTO sales VALUES (1, 'New Zealand');",
      "CREATE TABLE sales_new_zealand PARTITION OF sales FOR VALUES IN ('New Zealand');\nINSERT INTO sales VALUES (1, 'New Zealand');",
      { workspace: SALES.replace("('BR', 'PT')", "('BR')") },
    ],
    [
      "steps of numbers",
      "INSERT INTO t VALUES (2500);",
      "CREATE TABLE t_2000 PARTITION OF t FOR VALUES FROM (2000) TO (3000);\nINSERT INTO t VALUES (2500);",
      {
        workspace:
          "CREATE TABLE t (id int) PARTITION BY RANGE (id);\nCREATE TABLE t_0 PARTITION OF t FOR VALUES FROM (0) TO (1000);\nCREATE TABLE t_1000 PARTITION OF t FOR VALUES FROM (1000) TO (2000);",
      },
    ],
    [
      "weeks",
      "INSERT INTO t VALUES ('2025-02-02');",
      "CREATE TABLE t_20250127 PARTITION OF t FOR VALUES FROM ('2025-01-27') TO ('2025-02-03');\nINSERT INTO t VALUES ('2025-02-02');",
      {
        workspace:
          "CREATE TABLE t (day date) PARTITION BY RANGE (day);\nCREATE TABLE t_20250106 PARTITION OF t FOR VALUES FROM ('2025-01-06') TO ('2025-01-13');\nCREATE TABLE t_20250113 PARTITION OF t FOR VALUES FROM ('2025-01-13') TO ('2025-01-20');",
      },
    ],
  ],
});
