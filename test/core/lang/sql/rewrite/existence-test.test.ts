// Recognising IF NOT EXISTS and WHERE NOT EXISTS around an INSERT.
import { expect, test } from "vitest";
import { parseSql } from "../../../../../src/core/lang/sql/parse.ts";
import { existenceTests } from "../../../../../src/core/lang/sql/rewrite/existence-test.ts";
import { textIn } from "../../../../../src/core/text/range.ts";

const testsIn = (sql: string) => [
  ...existenceTests(parseSql(sql, "postgresql").tokens({ start: 0, end: sql.length })),
];

test("reads the words, the table and the compared columns", () => {
  const sql = 'x > 0 AND NOT EXISTS (SELECT 1 FROM s."T" AS y WHERE y.a = x.a AND "b" = 2) AND z';
  const [found, ...more] = testsIn(sql);
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    isNegated: true,
    table: { schema: "s", name: "T" },
    columns: ["a", "b"],
  });
  expect(textIn(sql, found?.words ?? { start: 0, end: 0 })).toBe("NOT EXISTS");
  expect(textIn(sql, found?.range ?? { start: 0, end: 0 })).toBe(
    'NOT EXISTS (SELECT 1 FROM s."T" AS y WHERE y.a = x.a AND "b" = 2)',
  );
});

test.each([
  ["the other side is the table's", "EXISTS (SELECT FROM t WHERE x.b = t.a)", ["a"]],
  ["a bare name against a value", "EXISTS (SELECT FROM t WHERE a = f(1, 2))", ["a"]],
  ["a range", "EXISTS (SELECT FROM t WHERE a > 1)", undefined],
  ["OR", "EXISTS (SELECT FROM t WHERE a = 1 OR b = 2)", undefined],
  ["a computed column", "EXISTS (SELECT FROM t WHERE lower(a) = 'x')", undefined],
])("%s", (_name, sql, columns) => {
  expect(testsIn(sql)[0]?.columns).toEqual(columns);
});

test.each([
  ["a condition is missing", "NOT EXISTS (SELECT 1 FROM t)"],
  ["two tables", "NOT EXISTS (SELECT 1 FROM t, u WHERE t.a = u.a)"],
  ["a join", "NOT EXISTS (SELECT 1 FROM t JOIN u USING (a) WHERE t.a = 1)"],
  ["inside other parentheses", "(NOT EXISTS (SELECT 1 FROM t WHERE a = 1))"],
  ["a template for the table", "NOT EXISTS (SELECT 1 FROM {{ t }} WHERE a = 1)"],
  ["DDL", "DROP TABLE IF EXISTS t"],
  ["half-typed", "NOT EXISTS (SELECT 1 FROM t WHERE"],
])("is none where %s", (_name, sql) => {
  expect(testsIn(sql)).toEqual([]);
});
