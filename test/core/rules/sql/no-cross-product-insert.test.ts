import { expect, test } from "vitest";
import { rule } from "../../../../src/core/rules/sql/no-cross-product-insert.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["a comma", "INSERT INTO t SELECT a.x, b.y FROM «a, b»;"],
    [
      "aliases and schemas",
      "INSERT INTO t (x, y) SELECT o.x, c.y FROM «sales.orders AS o, crm.customers c» ORDER BY 1;",
    ],
    ["three tables", "INSERT INTO t SELECT * FROM «a, b, c»;"],
    ["CROSS JOIN", "INSERT INTO t SELECT a.x, b.y FROM «a CROSS JOIN b»;"],
    [
      "one in host code",
      'cur.execute("INSERT INTO t SELECT a.x, b.y FROM «a, b»")\n',
      { file: "load.py" },
    ],
  ],
  quiet: [
    ["a condition", "INSERT INTO t SELECT a.x, b.y FROM a, b WHERE a.id = b.id;"],
    ["a JOIN", "INSERT INTO t SELECT a.x, b.y FROM a JOIN b USING (id);"],
    [
      "a row that WHERE picks",
      "INSERT INTO t SELECT r.id, p.id FROM roles r, permissions p WHERE r.name = 'admin';",
    ],
    ["a function", "INSERT INTO t SELECT a.x, i FROM a, generate_series(1, 10) i;"],
    ["LATERAL", "INSERT INTO t SELECT a.x, l.y FROM a, LATERAL (SELECT 1 AS y) l;"],
    ["unnest", "INSERT INTO t SELECT a.x, u FROM a, unnest(a.tags) AS u;"],
    [
      "a subquery of one row",
      "INSERT INTO t SELECT a.x, m.y FROM a, (SELECT max(y) AS y FROM b) m;",
    ],
    ["VALUES", "INSERT INTO t SELECT a.x, v.y FROM a CROSS JOIN (VALUES (1), (2)) v (y);"],
    [
      "a CTE of one row",
      "WITH p AS (SELECT now() AS at) INSERT INTO t SELECT a.x, p.at FROM a, p;",
    ],
    ["a CTE behind INSERT", "INSERT INTO t WITH p AS (SELECT 1 AS y) SELECT a.x, p.y FROM a, p;"],
    ["a table of settings", "INSERT INTO t SELECT a.x, s.y FROM a, app_settings s;"],
    [
      "a join behind that relates both",
      "INSERT INTO t SELECT * FROM a CROSS JOIN b LEFT JOIN c ON c.a = a.id AND c.b = b.id;",
    ],
    ["groups", "INSERT INTO t SELECT a.x, count(*) FROM a, b GROUP BY a.x;"],
    ["a template", "INSERT INTO t SELECT a.x, b.y FROM a, b {{ where }};"],
    [
      "tables of a few rows",
      "CREATE TABLE a (x int); CREATE TABLE b (y int); INSERT INTO a VALUES (1), (2); INSERT INTO b VALUES (3); INSERT INTO t SELECT x, y FROM a, b;",
    ],
  ],
});

test("a comma may be a slip, CROSS JOIN says that it is meant", async () => {
  const severities = async (text: string) =>
    (await findingsOf(rule, text)).map(({ severity }) => severity);
  expect(await severities("INSERT INTO t SELECT 1 FROM a, b;")).toEqual(["warning"]);
  expect(await severities("INSERT INTO t SELECT 1 FROM a CROSS JOIN b;")).toEqual(["info"]);
});
