// The parts of a query that rules look at.
import { expect, test } from "vitest";
import { present } from "../../../../src/core/base/assert.ts";
import { parseSql } from "../../../../src/core/lang/sql/parse.ts";
import { insertQuery, readQuery } from "../../../../src/core/lang/sql/query-shape.ts";

const shapeOf = (sql: string) => {
  const document = parseSql(sql, "postgresql");
  return readQuery(document, { start: 0, end: sql.length });
};

test.each([
  ["a", "a"],
  ["s.a AS x, b", "a, b"],
  ['ONLY "A" x', "A"],
  ["a, f(1) g, LATERAL (SELECT 1) l", "a, ?, ?"],
  ["a CROSS JOIN b", "a x b"],
  ["a LEFT OUTER JOIN b ON a.x = b.x NATURAL JOIN c", "a + b + c"],
  ["(SELECT * FROM b, c) s, d JOIN unnest(d.x) u ON true", "?, d + ?"],
  ["a, generate_series(1, left('x', 1)::int) n", "a, ?"],
  ["{{ ref('a') }} x, b", "?, b"],
])("FROM %s", (from, expected) => {
  const links = { first: "", comma: ", ", cross: " x ", joined: " + " };
  const items = present(shapeOf(`SELECT 1 FROM ${from} WHERE true`), "a query").from;
  expect(items.map(({ link, table }) => links[link] + (table?.name ?? "?")).join("")).toBe(
    expected,
  );
});

test.each([
  ["SELECT a IS DISTINCT FROM b", 0],
  ["SELECT extract(year FROM d)", 0],
  ["SELECT x.from FROM t", 1],
])("a FROM that is none: %s", (sql, count) => {
  expect(shapeOf(sql)?.from).toHaveLength(count);
});

test("what stands behind FROM", () => {
  const query = present(
    shapeOf(
      "SELECT DISTINCT ON (a) a FROM t WHERE a = 1 GROUP BY a UNION ALL SELECT a FROM u ORDER BY a, b LIMIT 3 FOR UPDATE",
    ),
    "a query",
  );
  expect(query).toMatchObject({
    isDistinctOn: true,
    isCompound: true,
    isGrouped: true,
    isLimited: true,
    isLocking: true,
    hasPlaceholder: false,
  });
  expect(query.orderBy?.tokens.map(({ text }) => text)).toEqual(["a", ",", "b"]);
  expect(query.where?.map(({ text }) => text)).toEqual(["a", "=", "1"]);
});

test.each([
  [
    "WITH a AS (SELECT 1), b (x) AS MATERIALIZED (SELECT 2) INSERT INTO t (c) SELECT * FROM a, b",
    ["a", "b"],
  ],
  ["INSERT INTO t (c) WITH RECURSIVE a AS (SELECT 1) SELECT * FROM a", ["a"]],
  [
    "WITH i AS (INSERT INTO x SELECT 1 RETURNING *), j AS (SELECT 2) INSERT INTO t SELECT * FROM i, j",
    ["i", "j"],
  ],
  ["INSERT INTO t (c) SELECT 1", []],
])("names of WITH: %s", (sql, names) => {
  const document = parseSql(sql, "postgresql");
  const statement = document.statementAt(0);
  expect(statement.kind === "insert" && insertQuery(document, statement)?.ctes).toEqual(names);
});

test("no query, or one in parentheses, has no shape", () => {
  expect(shapeOf("VALUES (1)")).toBeUndefined();
  expect(shapeOf("(SELECT 1 FROM a)")).toBeUndefined();
});

test("half-typed queries have a shape at each cut", () => {
  const sql =
    "WITH a AS (SELECT 1) SELECT b, c FROM a x, b CROSS JOIN c WHERE (b = 1) ORDER BY b LIMIT 1";
  for (let end = 0; end <= sql.length; end++)
    expect(() => shapeOf(sql.slice(0, end))).not.toThrow();
});
