// Text that is cut anywhere, and text that is hardly text: never an error, never a range outside, never slow.
import { performance } from "node:perf_hooks";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SQL_DIALECTS, type SqlDialect } from "../../../../src/core/lang/sql/dialect.ts";
import type { SqlDocument } from "../../../../src/core/lang/sql/document.ts";
import { parseSql } from "../../../../src/core/lang/sql/parse.ts";
import { bodies } from "./corpus/bodies.ts";
import { copies } from "./corpus/copies.ts";
import { inserts } from "./corpus/inserts.ts";
import { others } from "./corpus/others.ts";
import { tables } from "./corpus/tables.ts";
import { pictureOf, rangesOutside } from "./picture.ts";

const corpus = [...inserts, ...copies, ...tables, ...others, ...bodies.map((it) => `DO $$${it}$$`)];

/** All that can be asked of a document; the ranges that are not in its text. */
function outside(document: SqlDocument): readonly unknown[] {
  const picture = pictureOf(document);
  const read = picture.statements.map(({ statement }) => [
    document.tokens(statement.range),
    document.plBody(statement),
  ]);
  return rangesOutside([picture.statements, picture.runs, read], document.text.length);
}

test("cut behind every token, a statement is read as far as it goes", () => {
  for (const sql of corpus) {
    const whole = parseSql(sql, "postgresql");
    for (const { range } of whole.tokens({ start: 0, end: sql.length })) {
      const text = sql.slice(0, range.end);
      const document = parseSql(text, "postgresql");
      expect(outside(document)).toEqual([]);
      for (let index = 0; index < document.count; index++)
        expect(document.statementAt(index).kind).toBe(document.kindAt(index));
    }
  }
});

test("the kind is known early, and the table as soon as it is typed", () => {
  const cut = (text: string) => parseSql(text, "postgresql").statementAt(0);
  expect(cut("INSERT INTO")).toMatchObject({ kind: "insert", table: undefined });
  expect(cut("INSERT INTO orders")).toMatchObject({ kind: "insert", table: { name: "orders" } });
  expect(cut("INSERT INTO VALUES (1")).toMatchObject({
    table: undefined,
    source: { kind: "values", rowCount: 1, rows: [{ isClosed: false }] },
  });
  expect(cut("COPY orders FROM")).toMatchObject({ kind: "copy", direction: "from" });
  expect(cut("COPY FROM stdin")).toMatchObject({ kind: "copy", table: undefined });
  expect(cut("CREATE TABLE p PARTITION OF t FOR VALUES FROM (1")).toMatchObject({
    partitionOf: { parent: { name: "t" }, bound: undefined },
  });
  expect(cut("ALTER TABLE t ATTACH PARTITION p")).toMatchObject({
    actions: [{ kind: "attach", bound: undefined }],
  });
  expect(cut("MERGE INTO t")).toMatchObject({ kind: "merge", table: { name: "t" } });
});

const junk = fc.string({
  unit: fc.constantFrom(
    ..."'\"`$$()[]{};:,.\\-/*#@%?&!+=<>|~^ \n\r\t\0\u{fffc}\u{d800}\u{dc00}éΩ表aeEnNbBsS019_".split(
      "",
    ),
    ...[
      "INSERT INTO ",
      "VALUES ",
      "COPY ",
      "FROM stdin;\n",
      "\n\\.\n",
      "CREATE TABLE ",
      "$x$",
      "DO ",
    ],
    ...["BEGIN", "END", "LOOP ", "IF ", "CASE ", "WHEN ", "ON CONFLICT ", "PARTITION ", "{{", "{%"],
    ...["CREATE FUNCTION f() AS ", "LANGUAGE plpgsql ", "ALTER TABLE t ", "SET ", "WITH ", "E'"],
  ),
  maxLength: 80,
});

test.each(SQL_DIALECTS)("anything at all in %s", (dialect) => {
  fc.assert(
    fc.property(junk, (text) => {
      expect(outside(parseSql(text, dialect))).toEqual([]);
    }),
    { seed: 20_261_122, numRuns: 1_500 },
  );
});

const lines = (count: number, line: string): string => `${line}\n`.repeat(count);

/** About 2 MB each; on a quiet core they take 5 to 100 ms. */
const heavy: readonly (readonly [what: string, text: string, dialect?: SqlDialect])[] = [
  ["nested parentheses", `SELECT ${"(".repeat(5_000)}1${")".repeat(5_000)};`],
  ["parentheses that stay open", "(".repeat(2_000_000)],
  ["one line", `INSERT INTO t VALUES ('${"x".repeat(10_000_000)}');`],
  ["an open quote", `SELECT 'x${lines(60_000, "INSERT INTO t VALUES (1, $1);")}`],
  ["many open quotes", lines(60_000, "INSERT INTO t VALUES (1, 'x);")],
  ["open quotes with doubled ones", lines(60_000, "INSERT INTO t VALUES ('''x', '');")],
  [
    "many open dollar quotes",
    Array.from({ length: 60_000 }, (_, i) => `DO $q${i}$ BEGIN`).join("\n"),
  ],
  [
    "open dollar quotes before CREATE",
    Array.from({ length: 30_000 }, (_, i) => `DO $q${i}$\nCREATE TABLE t (a int);`).join("\n"),
  ],
  ["open comments", "/* ".repeat(700_000)],
  ["open templates", "{{ ".repeat(700_000)],
  ["COPY without data", lines(60_000, "COPY t FROM stdin;\nSELECT 1;")],
  ["COPY without data before one with", `${lines(60_000, "COPY t FROM stdin;")}1\n\\.\n`],
  ["terminators alone", lines(500_000, "\\.")],
  ["psql commands", lines(200_000, "SELECT 1 \\echo x")],
  ["backslashes", "\\".repeat(1_000_000)],
  ["semicolons in open parentheses", `(${";\n".repeat(700_000)}`],
  ["WITH and no verb", `WITH x AS (SELECT 1)\n${lines(60_000, "INSERT INTO t VALUES (1)")}`],
  ["words", "a ".repeat(1_000_000)],
  ["dollars", "$".repeat(2_000_000)],
  ["NUL", "\0".repeat(2_000_000)],
  ["halves of pairs", "\ud800".repeat(1_000_000)],
  ["quotes of MySQL", "\\'".repeat(1_000_000), "mysql"],
  ["delimiters", lines(100_000, "DELIMITER //\nSELECT 1//"), "mysql"],
  ["bodies that stay open", lines(60_000, "CREATE TRIGGER t BEGIN"), "sqlite"],
];

test.each(heavy.map(([what, text, dialect]) => ({ what, text, dialect })))(
  "time grows with the text: $what",
  ({ text, dialect = "postgresql" }) => {
    const start = performance.now();
    const document = parseSql(text, dialect);
    document.insertRuns();
    document.isInTransaction(document.count - 1);
    for (let index = 0; index < Math.min(50, document.count); index++) document.statementAt(index);
    expect(performance.now() - start).toBeLessThan(2_500);
    const ends = Array.from({ length: document.count }, (_, index) => document.rangeAt(index).end);
    expect(ends.filter((end) => end > text.length)).toEqual([]);
  },
);

test("rows past those that are kept are counted", () => {
  const rows = Array.from({ length: 5_000 }, (_, index) => `(${index}, 'x')`);
  const statement = parseSql(
    `INSERT INTO t VALUES ${rows.join(", ")}, (1);`,
    "postgresql",
  ).statementAt(0);
  expect(statement).toMatchObject({
    source: { rowCount: 5_001, unequalRow: { valueCount: 1 } },
  });
  if (statement.kind !== "insert" || statement.source?.kind !== "values")
    throw new Error("no rows");
  expect(statement.source.rows).toHaveLength(1_000);
});
