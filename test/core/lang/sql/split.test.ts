// Where statements start and end: quotes, comments, psql commands, data, bodies, and text that is half
// typed.
import { expect, test } from "vitest";
import type { SqlDialect } from "../../../../src/core/lang/sql/dialect.ts";
import { parseSql } from "../../../../src/core/lang/sql/parse.ts";

/** The statements' texts; an unterminated one ends with three dots. */
function split(text: string, dialect: SqlDialect = "postgresql"): readonly string[] {
  const document = parseSql(text, dialect);
  return Array.from({ length: document.count }, (_, index) => {
    const { start, end } = document.rangeAt(index);
    const { isTerminated } = document.statementAt(index);
    return text.slice(start, end) + (isTerminated ? "" : "…");
  });
}

test.each<[string, string, readonly string[]]>([
  ["nothing", "", []],
  ["only space and comments", " \n-- a; b\n/* c; */ ;; \t;", []],
  ["two", "SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]],
  ["the last without its semicolon", "SELECT 1;\nSELECT 2\n", ["SELECT 1", "SELECT 2…"]],
  ["comments around and before the semicolon", "/*a*/SELECT 1 -- b\n /*c*/ ; --d", ["SELECT 1"]],
  ["a comment inside", "SELECT /* ; */ 1 -- ;\n + 2;", ["SELECT /* ; */ 1 -- ;\n + 2"]],
  [
    "nested comments",
    "SELECT /* /* ; */ ; */ 1; SELECT 2",
    ["SELECT /* /* ; */ ; */ 1", "SELECT 2…"],
  ],
  ["strings", "SELECT ';', 'it''s;'; SELECT 2;", ["SELECT ';', 'it''s;'", "SELECT 2"]],
  [
    "escape strings",
    "SELECT E'\\';'; SELECT e'\\\\'; x",
    ["SELECT E'\\';'", "SELECT e'\\\\'", "x…"],
  ],
  ["a backslash in a plain string", "SELECT '\\'; SELECT 2;", ["SELECT '\\'", "SELECT 2"]],
  ["a word that ends with e", "SELECT like'\\'; SELECT 2;", ["SELECT like'\\'", "SELECT 2"]],
  ["quoted names", 'SELECT ";" FROM "a""b;"; x', ['SELECT ";" FROM "a""b;"', "x…"]],
  ["dollar quotes", "DO $$ ; $$; DO $x$ $$; $x$;", ["DO $$ ; $$", "DO $x$ $$; $x$"]],
  ["a dollar in a name", "SELECT a$$ ; SELECT b$c$ ;", ["SELECT a$$", "SELECT b$c$"]],
  ["parameters", "SELECT $1; SELECT $2;", ["SELECT $1", "SELECT $2"]],
  [
    "a semicolon in parentheses",
    "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); x;",
    ["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "x"],
  ],
  ["a byte order mark", "\uFEFFSELECT 1;", ["SELECT 1"]],
  ["returns", "SELECT 1;\r\n-- c\r\nSELECT 2;\r\n", ["SELECT 1", "SELECT 2"]],
])("%s", (_what, text, expected) => {
  expect(split(text)).toEqual(expected);
});

test("a body without quotes", () => {
  const body = "BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; INSERT INTO t VALUES (1); END";
  const text = `CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql ${body}; SELECT 2;`;
  expect(split(text)).toEqual([text.slice(0, text.indexOf("; SELECT 2")), "SELECT 2"]);
});

test.each<[string, string, readonly string[]]>([
  ["a command of its own", "\\set x 1; 2\nSELECT 1;", ["\\set x 1; 2", "SELECT 1"]],
  [
    "\\g and its kind end a statement",
    "SELECT 1 \\gset p_\nSELECT 2 \\gx\n",
    ["SELECT 1", "SELECT 2"],
  ],
  ["another one does not", "SELECT 1 \\echo a;\n + 2;", ["SELECT 1 \\echo a;\n + 2"]],
  [
    "\\bind before \\g",
    "SELECT $1 \\bind 'a;' \\g\nSELECT 2 \\bind 1 \\\\ + 3;",
    ["SELECT $1", "SELECT 2 \\bind 1 \\\\ + 3"],
  ],
  ["\\; separates", "SELECT 1\\; SELECT 2;", ["SELECT 1", "SELECT 2"]],
  ["\\copy is a line", "\\copy t from 'x' csv\nSELECT 1;", ["\\copy t from 'x' csv", "SELECT 1"]],
])("psql: %s", (_what, text, expected) => {
  expect(split(text)).toEqual(expected);
});

test.each<[string, string, readonly string[]]>([
  [
    "data is no SQL",
    "COPY t FROM stdin;\n1\tit's\n2\t;(\n\\.\nSELECT 1;",
    ["COPY t FROM stdin", "SELECT 1"],
  ],
  ["no data at all", "COPY t FROM stdin;\n\\.\nSELECT 1;", ["COPY t FROM stdin", "SELECT 1"]],
  ["STDOUT is taken like it", "COPY t FROM stdout;\n'\n\\.\nx;", ["COPY t FROM stdout", "x"]],
  ["behind \\copy", "\\copy t from stdin\n'\n\\.\nx;", ["\\copy t from stdin", "x"]],
  ["with returns", "COPY t FROM stdin;\r\n'\r\n\\.\r\nx;", ["COPY t FROM stdin", "x"]],
  [
    "a COPY that fails has none",
    "COPY a FROM stdin;\nSELECT 1;\nCOPY b FROM stdin;\n'\n\\.\nx;",
    ["COPY a FROM stdin", "SELECT 1", "COPY b FROM stdin", "x"],
  ],
  [
    "an unknown end",
    "COPY t FROM stdin;\n1\tit's\n2\tb\nSELECT 1;",
    ["COPY t FROM stdin", "SELECT 1"],
  ],
  ["to the end of the text", "COPY t FROM stdin;\n1\tit's\n2\t;", ["COPY t FROM stdin"]],
  ["SQL at once", "COPY t FROM stdin;\n-- c\nSELECT 1;", ["COPY t FROM stdin", "SELECT 1"]],
  ["a file is no data", "COPY t FROM 'stdin';\nSELECT 1;", ["COPY t FROM 'stdin'", "SELECT 1"]],
  [
    "a query",
    "COPY (SELECT 'from stdin') TO STDOUT;\nx;",
    ["COPY (SELECT 'from stdin') TO STDOUT", "x"],
  ],
])("data: %s", (_what, text, expected) => {
  expect(split(text)).toEqual(expected);
});

test.each<[string, string, boolean]>([
  ["COPY t FROM stdin;\n1\n2\n\\.\nx;", "1\n2\n", true],
  ["COPY t FROM stdin;  -- c\n1\n\\.\n", "1\n", true],
  ["COPY t FROM stdin;\n\\.\n", "", true],
  ["\\copy t from stdin\n1\n\\.\n", "1\n", true],
  ["COPY t FROM stdin;\n1\n2", "1\n2", false],
  ["COPY t FROM stdin;\n1\nSELECT 2;", "1\n", false],
])("the data of %j", (text, data, hasTerminator) => {
  const statement = parseSql(text, "postgresql").statementAt(0);
  if (statement.kind !== "copy" || statement.data === undefined) throw new Error("no data");
  expect(text.slice(statement.data.start, statement.data.end)).toBe(data);
  expect(statement.hasTerminator).toBe(hasTerminator);
});

const insert = "INSERT INTO t VALUES (1);";

test.each<[string, string, readonly string[]]>([
  ["no semicolon", `SELECT 1\n${insert}`, ["SELECT 1…", "INSERT INTO t VALUES (1)"]],
  [
    "no semicolon, a comment",
    `SELECT 1 -- c\n${insert}`,
    ["SELECT 1…", "INSERT INTO t VALUES (1)"],
  ],
  [
    "open parentheses",
    `INSERT INTO t VALUES (1, 2\n${insert}`,
    ["INSERT INTO t VALUES (1, 2…", "INSERT INTO t VALUES (1)"],
  ],
  [
    "open parentheses and a semicolon",
    `INSERT INTO t VALUES (1, (2;\n\n-- c\n${insert}`,
    ["INSERT INTO t VALUES (1, (2", "INSERT INTO t VALUES (1)"],
  ],
  [
    "an open quote",
    "INSERT INTO t VALUES ('a);\nINSERT INTO t VALUES ('b');\nSELECT 1;",
    ["INSERT INTO t VALUES ('a);…", "INSERT INTO t VALUES ('b')", "SELECT 1"],
  ],
  [
    "an open quote before the last",
    `INSERT INTO t VALUES ('a\n${insert}`,
    ["INSERT INTO t VALUES ('a…", "INSERT INTO t VALUES (1)"],
  ],
  [
    "an open quote before JSON",
    "INSERT INTO t VALUES ('a);\nINSERT INTO t VALUES ('{\"b\": 1}');",
    ["INSERT INTO t VALUES ('a);…", "INSERT INTO t VALUES ('{\"b\": 1}')"],
  ],
  [
    "an open name",
    `INSERT INTO "t VALUES (1);\n${insert}\nSELECT "x" FROM t;`,
    ['INSERT INTO "t VALUES (1);…', "INSERT INTO t VALUES (1)", 'SELECT "x" FROM t'],
  ],
  [
    "an open dollar quote",
    "DO $$ BEGIN\n\nCREATE TABLE t (a int);\n",
    ["DO $$ BEGIN…", "CREATE TABLE t (a int)"],
  ],
  [
    "an open dollar quote before another body",
    "CREATE FUNCTION f() AS $$\n BEGIN\n\nCREATE FUNCTION g() AS $$ BEGIN END $$;",
    ["CREATE FUNCTION f() AS $$\n BEGIN…", "CREATE FUNCTION g() AS $$ BEGIN END $$"],
  ],
  ["half a COPY", "COPY t FRO\nCOPY t FROM stdin;\n1\n\\.\n", ["COPY t FRO…", "COPY t FROM stdin"]],
  [
    "\\copy behind half a statement",
    "SELECT 1\n\\copy t from 'x'\n",
    ["SELECT 1…", "\\copy t from 'x'"],
  ],
])("cut: %s", (_what, text, expected) => {
  expect(split(text)).toEqual(expected);
});

test.each([
  ["behind WITH", "WITH x AS (SELECT 1)\nINSERT INTO t SELECT * FROM x"],
  ["inside WITH", "WITH x AS (\nINSERT INTO t VALUES (1) RETURNING *\n)\nINSERT INTO u SELECT 1"],
  ["behind EXPLAIN", "EXPLAIN (ANALYZE)\nINSERT INTO t VALUES (1)"],
  ["behind PREPARE", "PREPARE p AS\nINSERT INTO t VALUES (1)"],
  [
    "in a rule",
    "CREATE RULE r AS ON INSERT TO t DO INSTEAD (\nINSERT INTO u VALUES (1);\nDELETE FROM v\n)",
  ],
  ["in a schema", "CREATE SCHEMA s\nCREATE TABLE t (a int)\nCREATE VIEW v AS SELECT 1"],
  ["in a string", "SELECT f('\nINSERT INTO t VALUES (1);\n')"],
  ["in a comment on a table", "COMMENT ON TABLE t IS 'x\nINSERT INTO t\ny'"],
  [
    "in a function in quotes",
    "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS '\nINSERT INTO t VALUES (1);\n'",
  ],
  ["in DO", "DO $$\nBEGIN\nINSERT INTO t VALUES (1);\nCREATE TABLE u (a int);\nEND $$"],
  [
    "in BEGIN ATOMIC",
    "CREATE PROCEDURE p() BEGIN ATOMIC\nINSERT INTO t VALUES (1);\nDELETE FROM t;\nEND",
  ],
  ["in a comment", "SELECT 1 /*\nINSERT INTO t VALUES (1);\n*/ + 2"],
  ["words that are no statement", "SELECT a\nINSERT,\ncopy\nFROM t"],
])("not cut: %s", (_what, text) => {
  expect(split(`${text};\nSELECT 2;`)).toEqual([text, "SELECT 2"]);
});

test.each<[string, string, readonly string[]]>([
  ["a template on its own", "{{ config(a=';') }}\nSELECT 1;", ["SELECT 1"]],
  ["blocks around", "{% if x %}\nSELECT 1;\n{% endif %}", ["SELECT 1"]],
  ["a semicolon in a template", "SELECT {{ f('a;b') }}, 1; x", ["SELECT {{ f('a;b') }}, 1", "x…"]],
  [
    "a quote in a template",
    "SELECT {{ it's }}; SELECT ${don't};",
    ["SELECT {{ it's }}", "SELECT ${don't}"],
  ],
  ["a comment of the template", "{# it's; #}\nSELECT 1;", ["SELECT 1"]],
  ["an open one", "SELECT {{ 1; SELECT 2;", ["SELECT {{ 1", "SELECT 2"]],
])("templates: %s", (_what, text, expected) => {
  expect(split(text)).toEqual(expected);
});

test.each<[SqlDialect, string, readonly string[]]>([
  [
    "mysql",
    "SELECT 'it\\'s;'; SELECT `;`; # c;\nSELECT 2;",
    ["SELECT 'it\\'s;'", "SELECT `;`", "SELECT 2"],
  ],
  ["mysql", 'SELECT "it\'s;", 5--1; SELECT 2;', ['SELECT "it\'s;", 5--1', "SELECT 2"]],
  [
    "mysql",
    "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\nDELIMITER ;\nSELECT 2;",
    ["DELIMITER //", "CREATE PROCEDURE p() BEGIN SELECT 1; END", "DELIMITER ;", "SELECT 2"],
  ],
  [
    "mariadb",
    "CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW BEGIN IF x THEN SET y = 1; END IF; END; x;",
    ["CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW BEGIN IF x THEN SET y = 1; END IF; END", "x"],
  ],
  [
    "sqlite",
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; END; x;",
    ["CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; END", "x"],
  ],
  [
    "bigquery",
    "SELECT '''it's;''', \"\"\"a\"b;\"\"\"; # c\nSELECT 2;",
    ["SELECT '''it's;''', \"\"\"a\"b;\"\"\"", "SELECT 2"],
  ],
  ["snowflake", "SELECT $$;'$$; // it's\nSELECT 2;", ["SELECT $$;'$$", "SELECT 2"]],
  [
    "spark",
    "INSERT INTO t VALUES ('a\\'b;'); FROM s\nINSERT OVERWRITE TABLE a SELECT 1\nINSERT INTO b SELECT 2;",
    [
      "INSERT INTO t VALUES ('a\\'b;')",
      "FROM s\nINSERT OVERWRITE TABLE a SELECT 1\nINSERT INTO b SELECT 2",
    ],
  ],
  ["flink", "INSERT INTO `a;b` SELECT '\\'; x;", ["INSERT INTO `a;b` SELECT '\\'", "x"]],
  ["hive", 'SET x=1; SELECT ";" FROM `t`;', ["SET x=1", 'SELECT ";" FROM `t`']],
])("%s: %s", (dialect, text, expected) => {
  expect(split(text, dialect)).toEqual(expected);
});
