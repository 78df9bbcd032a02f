// What a document says of its statements together: by kind, in runs, in transactions.
import { expect, test } from "vitest";
import type { SqlDialect } from "../../../../src/core/lang/sql/dialect.ts";
import { parseSql } from "../../../../src/core/lang/sql/parse.ts";

const runs = (text: string, dialect: SqlDialect = "postgresql") =>
  parseSql(text, dialect)
    .insertRuns()
    .map(({ index, count }) => [index, count]);

test.each<[string, string, readonly (readonly number[])[]]>([
  ["none", "SELECT 1;", []],
  ["one alone", "INSERT INTO t VALUES (1);", [[0, 1]]],
  [
    "three",
    "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\nINSERT INTO t VALUES (3);",
    [[0, 3]],
  ],
  [
    "comments and blank lines between",
    "INSERT INTO t VALUES (1); -- a\n\n/* b */ INSERT INTO t VALUES (2);",
    [[0, 2]],
  ],
  [
    "case and space make no difference",
    "INSERT INTO t (a) VALUES (1);\ninsert  into T (a)\nvalues (2);",
    [[0, 2]],
  ],
  [
    "quoted names do",
    'INSERT INTO "t" VALUES (1); INSERT INTO "T" VALUES (2);',
    [
      [0, 1],
      [1, 1],
    ],
  ],
  [
    "another table",
    "INSERT INTO t VALUES (1); INSERT INTO u VALUES (2);",
    [
      [0, 1],
      [1, 1],
    ],
  ],
  [
    "another column list",
    "INSERT INTO t (a) VALUES (1); INSERT INTO t (b) VALUES (2);",
    [
      [0, 1],
      [1, 1],
    ],
  ],
  [
    "another number of values",
    "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2, 3);",
    [
      [0, 1],
      [1, 1],
    ],
  ],
  [
    "another end",
    "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2) RETURNING a;",
    [
      [0, 1],
      [1, 1],
    ],
  ],
  [
    "the same end",
    "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING; INSERT INTO t VALUES (2) ON CONFLICT DO NOTHING ;",
    [[0, 2]],
  ],
  [
    "several rows",
    "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2), (3); INSERT INTO t VALUES (4);",
    [
      [0, 1],
      [2, 1],
    ],
  ],
  ["a query", "INSERT INTO t SELECT 1; INSERT INTO t VALUES (2);", [[1, 1]]],
  [
    "another statement between",
    "INSERT INTO t VALUES (1); SELECT 1; INSERT INTO t VALUES (2);",
    [
      [0, 1],
      [2, 1],
    ],
  ],
  [
    "strings, arrays and lines",
    "INSERT INTO t VALUES ('a;(', ARRAY[1, 2]);\nINSERT INTO t VALUES (E'\\'',\n'b');",
    [[0, 2]],
  ],
  ["not closed", "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2", [[0, 1]]],
  ["no semicolon", "INSERT INTO t VALUES (1)\nINSERT INTO t VALUES (2)", [[0, 2]]],
  ["rows that a template makes", "INSERT INTO t VALUES (1){% if x %}, (2){% endif %};", []],
  ["WITH", "WITH x AS (SELECT 1) INSERT INTO t VALUES (1);", []],
])("runs: %s", (_what, text, expected) => {
  expect(runs(text)).toEqual(expected);
});

test("the first of a run and its range", () => {
  const text = "SELECT 1;\nINSERT INTO t (a) VALUES (1);\nINSERT INTO t (a) VALUES (2);\nSELECT 2;";
  const [run] = parseSql(text, "postgresql").insertRuns();
  expect(run?.first.table?.name).toBe("t");
  expect(text.slice(run?.range.start, run?.range.end)).toBe(
    "INSERT INTO t (a) VALUES (1);\nINSERT INTO t (a) VALUES (2)",
  );
});

test("rows are told apart as they are read with care", () => {
  const values = [
    "1",
    "'a'",
    "'a;b'",
    "'it''s'",
    "E'\\''",
    "(2)",
    "f(1, 2)",
    "$$;$$",
    "'x\ny'",
    "-1",
    "1--c\n",
  ];
  values.push(
    "'é'",
    "é",
    "ARRAY[1, 2]",
    "$1",
    ":x",
    "{{ x }}",
    "'{1,2}'",
    "a/b",
    "/*;*/ 3",
    '"c"',
    "%s",
  );
  const text = values.map((value) => `INSERT INTO t VALUES (${value}, 2) ;\n`).join("");
  expect(runs(text)).toEqual([[0, values.length]]);
});

test.each<SqlDialect>(["mysql", "bigquery", "spark"])(
  "backslashes and triple quotes in %s",
  (dialect) => {
    const text =
      "INSERT INTO t VALUES ('a');\nINSERT INTO t VALUES ('b\\'; c');\nINSERT INTO t VALUES ('d');";
    expect(runs(text, dialect)).toEqual([[0, 3]]);
  },
);

test.each<[string, readonly number[]]>([
  ["BEGIN; a; COMMIT; b;", [1, 2]],
  ["a; START TRANSACTION; b; c; END; d;", [2, 3, 4]],
  ["BEGIN; a; ROLLBACK; b;", [1, 2]],
  ["BEGIN; a; SAVEPOINT s; b; ROLLBACK TO s; RELEASE s; c;", [1, 2, 3, 4, 5, 6]],
  ["BEGIN; COMMIT AND CHAIN; a; COMMIT; b;", [1, 2, 3]],
  ["BEGIN; BEGIN; a; COMMIT; b; COMMIT;", [1, 2, 3]],
  ["COMMIT; a; BEGIN WORK;", []],
  ["BEGIN; a; PREPARE TRANSACTION 'x'; b;", [1, 2]],
  ["BEGIN a; END; b;", []],
  ["", []],
])("in a transaction: %s", (text, expected) => {
  const document = parseSql(text, "postgresql");
  const found = Array.from({ length: document.count }, (_, index) => index);
  expect(found.filter((index) => document.isInTransaction(index))).toEqual(expected);
});

test("statements by kind, in order", () => {
  const document = parseSql(
    "SELECT 1; INSERT INTO a VALUES (1); COPY b FROM stdin;\n\\.\nINSERT INTO c SELECT 1;",
    "postgresql",
  );
  expect(document.indexesOf("insert", "copy")).toEqual([1, 2, 3]);
  expect([...document.statements("insert")].map(({ table }) => table?.name)).toEqual(["a", "c"]);
  expect(document.indexesOf("merge")).toEqual([]);
});
