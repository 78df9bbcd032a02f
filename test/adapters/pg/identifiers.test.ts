// Names and constants inside SQL text.
import { expect, test } from "vitest";
import { parseTableName, quoteIdent, quoteLiteral } from "../../../src/adapters/pg/identifiers.ts";

test.each([
  ["orders", '"orders"'],
  ['a"b', '"a""b"'],
  ["Ünï çödé", '"Ünï çödé"'],
  ['x"; DROP TABLE y; --', '"x""; DROP TABLE y; --"'],
])("identifier %j", (name, quoted) => expect(quoteIdent(name)).toBe(quoted));

test.each([[""], ["a\0b"], ["x".repeat(64)], ["é".repeat(32)]])("no identifier: %j", (name) => {
  expect(() => quoteIdent(name)).toThrow(expect.objectContaining({ code: "identifier-invalid" }));
});

test.each([
  ["abc", "'abc'"],
  ["it's", "'it''s'"],
  ["a\\b", " E'a\\\\b'"],
  ["\t", "'\t'"],
])("constant %j", (text, quoted) => expect(quoteLiteral(text)).toBe(quoted));

test.each([
  ["orders", null, "orders"],
  ["Sales.Orders", "sales", "orders"],
  ['"Sales"."Or.ders"', "Sales", "Or.ders"],
  ['public."a""b"', "public", 'a"b'],
  [" public . orders ", "public", "orders"],
])("table %j", (typed, schema, name) => expect(parseTableName(typed)).toEqual({ schema, name }));

test.each([[""], ["a.b.c"], ['"open'], ["a b"], ["."], ["a."]])("no table: %j", (typed) => {
  expect(() => parseTableName(typed)).toThrow(
    expect.objectContaining({ code: "identifier-invalid" }),
  );
});
