// What a grammar is given instead of variables, parameters and templates.
import fc from "fast-check";
import { expect, test } from "vitest";
import { nestingOf, plainSql } from "../../../../src/core/lang/sql/plain-sql.ts";

test.each([
  ["nothing to replace", "SELECT 1", "SELECT 1"],
  ["psql's variables", `:a :'b' :"c" d::int e[1:2]`, `xx 'xx' "xx" d::int e[1:2]`],
  ["templates", "{{ a }}.b_${c} {% if %}", "xxxxxxx.b_xxxx         "],
  ["parameters", "$1 ? %s @a", "$1 x xx xx"],
  ["a value of host code", "t\uFFFC, \uFFFC", "tx, x"],
  ["strings as they are", "':a' $$:b$$ \"{{ c }}\"", "':a' $$:b$$ \"{{ c }}\""],
  ["commands of psql", "1 \\echo a\n2", "1        \n2"],
  ["NUL", "1\0 2", "1  2"],
])("%s", (_what, sql, expected) => {
  expect(plainSql(sql, "postgresql")).toBe(expected);
});

test("the parameters of other dialects are theirs", () => {
  expect(plainSql("@a, ?, :b, %s, {{ c }}", "mysql")).toBe("@a, ?, :b, xx, xxxxxxx");
});

test("every offset stays", () => {
  const piece = fc.constantFrom(
    ..."'\"$@:%?\\{}()#- \nab1\uFFFC\0".split(""),
    "{{",
    "}}",
    "{%",
    "%}",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const sql = pieces.join("");
      expect(plainSql(sql, "postgresql")).toHaveLength(sql.length);
    }),
    { seed: 20_261_122, numRuns: 1_000 },
  );
});

test.each([
  ["SELECT ((1)), (2)", 2, 0],
  ["SELECT '((((', (1", 1, 1],
  ["SELECT 1)", 0, -1],
])("nesting of %s", (sql, deepest, open) => {
  expect(nestingOf(sql, "postgresql")).toEqual({ deepest, open });
});
