// The tokens of every spelling that dialects and templates have.
import fc from "fast-check";
import { expect, test } from "vitest";
import { SQL_DIALECTS, type SqlDialect } from "../../../../src/core/lang/sql/dialect.ts";
import { parseSql } from "../../../../src/core/lang/sql/parse.ts";

/** "kind text" of each token. */
const tokensOf = (text: string, dialect: SqlDialect = "postgresql") =>
  parseSql(text, dialect)
    .tokens({ start: 0, end: text.length })
    .map((token) => `${token.kind} ${token.text}`);

test.each<[string, readonly string[]]>([
  ["a _b c1 d$e é 表", ["word a", "word _b", "word c1", "word d$e", "word é", "word 表"]],
  ['"a b" "c""d" U&"e"', ['name "a b"', 'name "c""d"', 'name U&"e"']],
  [
    "'a' 'b''c' E'd\\'e' e'\\\\'",
    ["string 'a'", "string 'b''c'", "string E'd\\'e'", "string e'\\\\'"],
  ],
  ["B'1' x'F' N'a' U&'b'", ["string B'1'", "string x'F'", "string N'a'", "string U&'b'"]],
  ["date'2024-01-01'", ["word date", "string '2024-01-01'"]],
  ["$$a'b$$ $x$$$$x$", ["string $$a'b$$", "string $x$$$$x$"]],
  [
    "1 1.5 .5 5. 1e5 1E-5 0x1F 1_000",
    ["1", "1.5", ".5", "5.", "1e5", "1E-5", "0x1F", "1_000"].map((it) => `number ${it}`),
  ],
  [
    "1..10 a..b",
    [
      "number 1",
      "punctuation .",
      "punctuation .",
      "number 10",
      "word a",
      "punctuation .",
      "punctuation .",
      "word b",
    ],
  ],
  [
    "$1 ? %s %(x)s :x @x $x",
    ["$1", "?", "%s", "%(x)s", ":x", "@x", "$x"].map((it) => `parameter ${it}`),
  ],
  [
    "{{ x }} {% if %} ${x} #{x} {x} {} :'x' :\"x\" @x@ \uFFFC",
    ["{{ x }}", "{% if %}", "${x}", "#{x}", "{x}", "{}", ":'x'", ':"x"', "@x@", "\uFFFC"].map(
      (it) => `placeholder ${it}`,
    ),
  ],
  [
    "a::int a := 1 a=>b",
    [
      "word a",
      "operator ::",
      "word int",
      "word a",
      "operator :=",
      "number 1",
      "word a",
      "operator =>",
      "word b",
    ],
  ],
  [
    "a[1:2] b[x:y]",
    [
      "word a",
      "punctuation [",
      "number 1",
      "operator :",
      "number 2",
      "punctuation ]",
      "word b",
      "punctuation [",
      "word x",
      "operator :",
      "word y",
      "punctuation ]",
    ],
  ],
  [
    "a->>'b' @> c #>> d ?| e",
    [
      "word a",
      "operator ->>",
      "string 'b'",
      "operator @>",
      "word c",
      "operator #>>",
      "word d",
      "operator ?|",
      "word e",
    ],
  ],
  [
    "a||b -1 (1,2);",
    [
      "word a",
      "operator ||",
      "word b",
      "operator -",
      "number 1",
      "punctuation (",
      "number 1",
      "punctuation ,",
      "number 2",
      "punctuation )",
      "punctuation ;",
    ],
  ],
  ["a=-1--c\n/*x*/b", ["word a", "operator =-", "number 1", "word b"]],
  [
    "a%b 5%s (a)%s LIKE %s",
    [
      "word a",
      "operator %",
      "word b",
      "number 5",
      "operator %",
      "word s",
      "punctuation (",
      "word a",
      "punctuation )",
      "operator %",
      "word s",
      "word LIKE",
      "parameter %s",
    ],
  ],
  ["tbl_\uFFFC.x", ["word tbl_", "placeholder \uFFFC", "punctuation .", "word x"]],
  ["'open", ["string 'open"]],
  ['"open', ['name "open']],
  ["$$open", ["string $$open"]],
])("%s", (text, expected) => {
  expect(tokensOf(text)).toEqual(expected);
});

test.each<[SqlDialect, string, readonly string[]]>([
  [
    "mysql",
    "'a\\'b' \"c\\\"d\" `e``f` # x\n5--1 -- y",
    ["string 'a\\'b'", 'string "c\\"d"', "name `e``f`", "number 5", "operator --", "number 1"],
  ],
  [
    "mysql",
    "_utf8'a' @@x.y @z",
    ["string _utf8'a'", "parameter @@x", "punctuation .", "word y", "parameter @z"],
  ],
  [
    "spark",
    "r'a' \"b\" `c`.d",
    ["string r'a'", 'string "b"', "name `c`", "punctuation .", "word d"],
  ],
  ["bigquery", "'''a'b''' rb\"c\"", ["string '''a'b'''", 'string rb"c"']],
  ["snowflake", "$$a$$ 'b\\'c' // d\n\"e\"", ["string $$a$$", "string 'b\\'c'", 'name "e"']],
  ["sqlite", "`a` 'b\\' ?1", ["name `a`", "string 'b\\'", "parameter ?1"]],
  ["postgresql", "a`b", ["word a", "operator `", "word b"]],
])("%s: %s", (dialect, text, expected) => {
  expect(tokensOf(text, dialect)).toEqual(expected);
});

test("a part of a text", () => {
  const document = parseSql("SELECT a, 'b c'", "postgresql");
  expect(document.tokens({ start: 7, end: 12 }).map(({ text }) => text)).toEqual(["a", ",", "'b"]);
  expect(document.tokens({ start: -5, end: 99 })).toHaveLength(4);
});

test.each(SQL_DIALECTS)("tokens of %s follow each other and are what is written", (dialect) => {
  const piece = fc.constantFrom(
    ..."'\"`$@#:;%?\\-/*(){}[]. \nabeE01\uFFFC".split(""),
    "--",
    "/*",
    "*/",
    "{{",
    "}}",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join("");
      let end = 0;
      for (const token of parseSql(text, dialect).tokens({ start: 0, end: text.length })) {
        expect(token.range.start).toBeGreaterThanOrEqual(end);
        expect(token.range.end).toBeGreaterThan(token.range.start);
        expect(text.slice(token.range.start, token.range.end)).toBe(token.text);
        ({ end } = token.range);
      }
      expect(end).toBeLessThanOrEqual(text.length);
    }),
    { seed: 20_261_122, numRuns: 1_000 },
  );
});
