// Literals of SQL to values, and values to fields of COPY.
import fc from "fast-check";
import { expect, test } from "vitest";
import { present } from "../../../../../src/core/base/assert.ts";
import { parseSql } from "../../../../../src/core/lang/sql/parse.ts";
import {
  copyField,
  isSameValue,
  type Literal,
  readLiteral,
} from "../../../../../src/core/lang/sql/rewrite/literal.ts";

const read = (sql: string): Literal | undefined =>
  readLiteral(parseSql(sql, "postgresql").tokens({ start: 0, end: sql.length }));

test.each([
  ["NULL", { kind: "null" }],
  ["true", { kind: "boolean", text: "true" }],
  ["False", { kind: "boolean", text: "false" }],
  ["42", { kind: "number", text: "42" }],
  ["- 4.20", { kind: "number", text: "-4.20" }],
  ["+.5", { kind: "number", text: ".5" }],
  ["''", { kind: "text", text: "" }],
  ["'it''s'", { kind: "text", text: "it's" }],
  ["'a\\nb'", { kind: "text", text: "a\\nb" }],
  ["E'a\\nb\\'c''d\\\\'", { kind: "text", text: "a\nb'c'd\\" }],
  ["e'\\x41\\102\\u0043\\U0001F600'", { kind: "text", text: "ABC\u{1F600}" }],
  ["N'x'", { kind: "text", text: "x" }],
  ["$$it's$$", { kind: "text", text: "it's" }],
  ["$tag$a $$ b$tag$", { kind: "text", text: "a $$ b" }],
  ["'{}'", { kind: "text", text: "{}" }],
])("%s is a literal", (sql, literal) => {
  expect(read(sql)).toEqual(literal);
});

test.each([
  ["a call", "now()"],
  ["DEFAULT", "DEFAULT"],
  ["a cast", "'1'::int"],
  ["a typed literal", "date '2026-01-01'"],
  ["two strings", "'a' 'b'"],
  ["a sum", "1 + 2"],
  ["an exponent, which is no whole number as text", "1e3"],
  ["hexadecimal", "0x1F"],
  ["a leading zero, which text would keep", "007"],
  ["bits", "B'101'"],
  ["escapes by Unicode number", "U&'\\0041'"],
  ["a byte that is no ASCII character", "E'\\xe9'"],
  ["half of a surrogate pair", "E'\\ud83d'"],
  ["a NUL", "E'\\000'"],
  ["a parameter", "$1"],
  ["a psql variable", ":x"],
  ["a template", "'{{ ds }}'"],
  ["a format", "'%s'"],
  ["a hole", "'\uFFFC'"],
  ["nothing", ""],
])("%s has no value", (_name, sql) => {
  expect(read(sql)).toBeUndefined();
});

test("values are the same by kind and text, and NULL equals nothing", () => {
  const same = (a: string, b: string): boolean =>
    isSameValue(present(read(a), a), present(read(b), b));
  expect(same("'it''s'", "E'it\\'s'")).toBe(true);
  expect(same("1", "'1'")).toBe(false);
  expect(same("NULL", "NULL")).toBe(false);
});

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const escaped = (value: string): string =>
  `E'${value.replaceAll(/['\\]/gu, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t")}'`;
const dollarQuoted = (value: string): string => `$q$${value}$q$`;

/** As COPY reads a field of its text format, from its documentation. */
function copyReads(field: string): string | null {
  if (field === "\\N") return null;
  const letters: Partial<Record<string, string>> = {
    b: "\b",
    f: "\f",
    n: "\n",
    r: "\r",
    t: "\t",
    v: "\v",
  };
  return field.replaceAll(/\\([^])/gu, (_pair, sign: string) => letters[sign] ?? sign);
}

const texts = fc
  .array(fc.constantFrom("a", "é", "'", "\\", "\t", "\n", "\r", "\v", "\b", "$", "N", ".", " "))
  .map((signs) => signs.join(""));

test("a text in any quotes reaches COPY as it is, on one line", () => {
  fc.assert(
    fc.property(texts, fc.constantFrom(quoted, escaped, dollarQuoted), (value, write) => {
      fc.pre(write !== dollarQuoted || !value.includes("$"));
      const field = copyField(present(read(write(value)), write(value)));
      expect(copyReads(field)).toBe(value);
      expect(field).not.toMatch(/[\n\r\t]/u);
      // Alone on a line, \. would end the data.
      expect(field).not.toBe("\\.");
    }),
    { seed: 20261122, numRuns: 500 },
  );
});

test("NULL is \\N, and a text that looks like it is not", () => {
  expect(copyField({ kind: "null" })).toBe("\\N");
  expect(copyField({ kind: "text", text: "\\N" })).toBe("\\\\N");
});
