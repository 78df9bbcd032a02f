// After any edits a document is what a parse of the new text gives, and tells which statements changed.
import fc from "fast-check";
import { expect, test } from "vitest";
import { SQL_DIALECTS } from "../../../../src/core/lang/sql/dialect.ts";
import { editSql, parseSql } from "../../../../src/core/lang/sql/parse.ts";
import { pictureOf } from "./picture.ts";

const pieces = [
  "INSERT INTO t (a, b) VALUES (1, 'x');\n",
  "INSERT INTO t (a, b) VALUES (2, 'it''s; so');\n",
  "insert into t (a, b) values (2, 'x') ;",
  "INSERT INTO u VALUES (1),\n(2);\n",
  "INSERT INTO t VALUES (1, 'abc);\n",
  "INSERT INTO t VALUES (1, 2;\n",
  "INSERT INTO t (a) SELECT a FROM s\n",
  "WITH x AS (\nINSERT INTO t VALUES (1) RETURNING *)\nINSERT INTO u SELECT * FROM x;\n",
  "COPY t FROM stdin;\n1\ta\n2\tb\n\\.\n",
  "COPY t FROM STDIN;\n",
  "copy t (a) from stdin with (format csv);\na,b\nc,d\n",
  "\\copy t from stdin\nx\n\\.\n",
  "\\.\n",
  "BEGIN;\n",
  "COMMIT;\n",
  "ROLLBACK AND CHAIN;\n",
  "DO $$\nBEGIN\n  INSERT INTO t VALUES (1);\nEND $$;\n",
  "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN RETURN 1; END $body$;\n",
  "CREATE PROCEDURE p() BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; INSERT INTO t VALUES (1); END;\n",
  "CREATE RULE r AS ON INSERT TO t DO (INSERT INTO u VALUES (1);\nINSERT INTO v VALUES (2));\n",
  "CREATE TABLE t (a int,\nb text);\n",
  "-- a comment; 'with' quotes\n",
  "/* a /* nested */ one; */",
  "SELECT f('\nMERGE INTO t');\n",
  "SELECT 1 \\gset\n",
  "{% if x %}\n",
  "{{ config(a=';') }}\n",
  "${x}",
];
const bits = [
  ...[
    "'",
    '"',
    "$$",
    "$x$",
    "(",
    ")",
    ";",
    "\n",
    "--",
    "/*",
    "*/",
    "\\.\n",
    "\\",
    "E'",
    "{{",
    "}}",
  ],
  ...[
    "a",
    " ",
    "\nINSERT INTO t VALUES (1);\n",
    "\nCOPY t FROM stdin;\n",
    "AS ",
    "`",
    "#",
    "\\;",
    ",",
  ],
];

const textOf = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((some) => some.join(""));
const change = fc.record({
  at: fc.nat({ max: 10_000 }),
  removed: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 60 })),
  text: fc.oneof(fc.constantFrom(...bits), fc.constantFrom(...pieces), fc.constant("")),
});

test.each(["postgresql", "mysql", "spark"] as const)("edits of %s", (dialect) => {
  fc.assert(
    fc.property(textOf, fc.array(change, { minLength: 1, maxLength: 8 }), (text, changes) => {
      let document = parseSql(text, dialect);
      for (const { at, removed, text: added } of changes) {
        const start = at % (document.text.length + 1);
        const end = Math.min(document.text.length, start + removed);
        const before = document;
        const edited = editSql(before, { start, end, text: added });
        document = edited.document;
        const whole = parseSql(document.text, dialect);
        expect(pictureOf(document)).toEqual(pictureOf(whole));
        const shift = added.length - (end - start);
        expect(document.count).toBe(before.count - edited.removed + edited.added);
        for (let index = 0; index < document.count; index++) {
          const isBehind = index >= edited.from + edited.added;
          if (index >= edited.from && !isBehind) continue;
          const old = isBehind ? index - edited.added + edited.removed : index;
          expect(words(document.text, document.rangeAt(index))).toBe(
            words(before.text, before.rangeAt(old)),
          );
          expect(document.rangeAt(index).start).toBe(
            before.rangeAt(old).start + (isBehind ? shift : 0),
          );
          expect(document.kindAt(index)).toBe(before.kindAt(old));
        }
      }
    }),
    { seed: 20_261_122, numRuns: 400 },
  );
});

const words = (text: string, { start, end }: { readonly start: number; readonly end: number }) =>
  text.slice(start, end);

test("an edit in the middle changes one statement", () => {
  const text = "SELECT 1;\nINSERT INTO t VALUES (1);\nSELECT 2;\nSELECT 3;";
  const at = text.indexOf("(1") + 1;
  const { from, removed, added, document } = editSql(parseSql(text, "postgresql"), {
    start: at,
    end: at,
    text: "9",
  });
  expect([from, removed, added]).toEqual([1, 1, 1]);
  expect(document.text).toContain("VALUES (91)");
});

test("an edit in a comment changes none", () => {
  const text = "SELECT 1;\n-- a\nSELECT 2;\n";
  const at = text.indexOf("a\n");
  const edited = editSql(parseSql(text, "postgresql"), { start: at, end: at, text: "b; c" });
  expect([edited.from, edited.removed, edited.added]).toEqual([1, 0, 0]);
});

test("who has the new text gives it", () => {
  const edit = { start: 7, end: 8, text: "2" };
  const { document } = editSql(parseSql("SELECT 1;", "postgresql"), edit, "SELECT 2;");
  expect(pictureOf(document)).toEqual(pictureOf(parseSql("SELECT 2;", "postgresql")));
});

test("a dialect stays the same", () => {
  for (const dialect of SQL_DIALECTS)
    expect(editSql(parseSql("", dialect), { start: 0, end: 0, text: "x" }).document.dialect).toBe(
      dialect,
    );
});
