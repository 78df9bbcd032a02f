import { rule } from "../../../../src/core/rules/sql/no-order-by-in-insert-select.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const known = { workspace: "CREATE TABLE t (a int, b text);" };

ruleTable(rule, {
  reports: [
    ["a sort", "INSERT INTO t SELECT a, b FROM raw «ORDER BY a, b DESC»;", known],
    ["one behind WHERE", "INSERT INTO t (a) SELECT a FROM raw WHERE a > 1 «ORDER BY 1»;", known],
    [
      "one of a UNION",
      "INSERT INTO t SELECT 1, 'x' UNION ALL SELECT a, b FROM raw «ORDER BY 1»;",
      known,
    ],
    [
      "one behind WITH",
      "INSERT INTO t WITH r AS (SELECT * FROM raw ORDER BY b LIMIT 9) SELECT * FROM r «ORDER BY a»;",
      known,
    ],
    [
      "one in a function",
      "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t SELECT a, b FROM raw «ORDER BY a»; END $$;",
      known,
    ],
  ],
  quiet: [
    ["LIMIT", "INSERT INTO t SELECT a, b FROM raw ORDER BY a LIMIT 10;", known],
    [
      "FETCH FIRST",
      "INSERT INTO t SELECT a, b FROM raw ORDER BY a FETCH FIRST 9 ROWS ONLY;",
      known,
    ],
    ["DISTINCT ON", "INSERT INTO t SELECT DISTINCT ON (a) a, b FROM raw ORDER BY a, b;", known],
    [
      "an aggregate's order",
      "INSERT INTO t SELECT a, string_agg(b, ',' ORDER BY b) FROM raw GROUP BY a;",
      known,
    ],
    ["a window's order", "INSERT INTO t SELECT row_number() OVER (ORDER BY a), b FROM raw;", known],
    ["an unknown table", "INSERT INTO t SELECT a, b FROM raw ORDER BY a;"],
    [
      "a serial number that the rows get in order",
      "INSERT INTO s (b) SELECT b FROM raw ORDER BY b;",
      { workspace: "CREATE TABLE s (id serial, b text);" },
    ],
    ["nextval", "INSERT INTO t SELECT nextval('q'), b FROM raw ORDER BY b;", known],
    [
      "the order of an index",
      "INSERT INTO k SELECT a, b FROM raw ORDER BY a;",
      { workspace: "CREATE TABLE k (a int PRIMARY KEY, b text);" },
    ],
    [
      "BRIN",
      "INSERT INTO r SELECT a, b FROM raw ORDER BY b;",
      { workspace: "CREATE TABLE r (a int, b text); CREATE INDEX ON r USING brin (a);" },
    ],
    ["CLUSTER", "CLUSTER t USING t_a;\nINSERT INTO t SELECT a, b FROM raw ORDER BY a;", known],
    [
      "ON CONFLICT, where the first wins",
      "INSERT INTO t SELECT a, b FROM raw ORDER BY a ON CONFLICT DO NOTHING;",
      known,
    ],
    ["RETURNING", "INSERT INTO t SELECT a, b FROM raw ORDER BY a RETURNING a;", known],
    ["FOR UPDATE", "INSERT INTO t SELECT a, b FROM raw ORDER BY a FOR UPDATE;", known],
    ["a template", "INSERT INTO t SELECT a, b FROM raw ORDER BY a {{ limit }};", known],
  ],
  fixes: [
    [
      "by removing it with its line",
      "INSERT INTO t\nSELECT a, b\nFROM raw\nORDER BY a;\n",
      "INSERT INTO t\nSELECT a, b\nFROM raw;\n",
      known,
    ],
    [
      "without losing a comment",
      "INSERT INTO t SELECT a, b FROM raw -- new\nORDER BY a;\n",
      "INSERT INTO t SELECT a, b FROM raw -- new\n;\n",
      known,
    ],
  ],
});
