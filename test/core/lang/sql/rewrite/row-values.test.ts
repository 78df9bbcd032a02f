// The values of a row, taken apart.
import { expect, test } from "vitest";
import { parseSql } from "../../../../../src/core/lang/sql/parse.ts";
import { allRows, rowValues } from "../../../../../src/core/lang/sql/rewrite/row-values.ts";
import { constancyOf } from "../../../../../src/core/lang/sql/rewrite/value-safety.ts";
import { textIn } from "../../../../../src/core/text/range.ts";

const valuesOf = (row: string): readonly string[] => {
  const document = parseSql(row, "postgresql");
  return rowValues(document, { range: { start: 0, end: row.length } }).map(({ range }) =>
    textIn(row, range),
  );
};

test.each([
  ["()", []],
  ["(1)", ["1"]],
  [
    "(1, 'a, b', f(2, 3), ARRAY[4, 5], (6, 7))",
    ["1", "'a, b'", "f(2, 3)", "ARRAY[4, 5]", "(6, 7)"],
  ],
  ["( - 1 , x::numeric(10, 2) )", ["- 1", "x::numeric(10, 2)"]],
  ["(1, , 2)", ["1", "", "2"]],
  ["(1, /* two, */ 2, -- three,\n 3)", ["1", "2", "3"]],
  ["(1, 2", ["1"]],
])("the values of %s", (row, expected) => {
  expect(valuesOf(row)).toEqual(expected);
});

test("every row of a list, those beyond the kept ones too", () => {
  const rows = Array.from({ length: 1_500 }, (_, at) => `(${at}, f(${at}))`);
  const text = `INSERT INTO t (a, b) VALUES ${rows.join(", ")}`;
  const document = parseSql(text, "postgresql");
  const statement = document.statementAt(0);
  const source = statement.kind === "insert" ? statement.source : undefined;
  const found = source?.kind === "values" ? [...allRows(document, source)] : [];
  expect(found).toHaveLength(1_500);
  expect(found.at(-1)?.map(({ range }) => textIn(text, range))).toEqual(["1499", "f(1499)"]);
});

test.each([
  ["(1, -2.5, 'x', NULL, DEFAULT, true)", "constant"],
  ["(now(), CURRENT_DATE, '{}'::jsonb, date '2026-01-01', 'a' || 'b')", "constant"],
  ["(ARRAY[1, 2], '1'::numeric(10, 2), $1)", "constant"],
  ["(1, nextval('s'))", "call"],
  ["(random())", "call"],
  ["(clock_timestamp())", "call"],
  ["(a)", "call"],
  ["({{ x }})", "call"],
  ["(1 + (SELECT max(a) FROM t), f())", "query"],
])("the values of %s are %s", (row, expected) => {
  const document = parseSql(row, "postgresql");
  expect(constancyOf(document, { start: 0, end: row.length })).toBe(expected);
});
