// What each grammar takes and refuses, over real parsers; refusing must never hang.
import { describe, expect, test } from "vitest";
import {
  loadDialectParser,
  loadPostgresParser,
} from "../../../src/adapters/files/exact-parsers.ts";
import { present } from "../../../src/core/base/assert.ts";

describe("PostgreSQL", () => {
  test.each([
    ["an INSERT", "INSERT INTO t (a) VALUES (1)", true],
    ["a COPY", "COPY t (a) FROM STDIN WITH (FORMAT csv, HEADER)", true],
    ["a partition", "CREATE TABLE p PARTITION OF t FOR VALUES FROM (1) TO (2)", true],
    ["psql's variables", "INSERT INTO t VALUES (:x, :'name', :\"col\")", true],
    ["psql's variable for a path", "COPY t FROM :'path' CSV", true],
    ["a template for a table", "INSERT INTO {{ ref('t') }} SELECT * FROM ${s}.x_{{ y }}", true],
    ["a template around a clause", "SELECT 1 {% if x %} WHERE a {% endif %}", true],
    ["what looks like a variable in a string", "SELECT ':x', '{{', 'a:''b'':c', $$:'x$$", true],
    ["parameters of drivers", "INSERT INTO t VALUES (?, %s, %(a)s, @b, $c, $1)", true],
    ["a table of host code", "INSERT INTO \uFFFC (a) VALUES (1)", true],
    ["a command of psql", "SELECT 1 \\echo x\n + 2", true],
    ["only a newer server's", "COPY t TO STDOUT (FORMAT json", false],
    ["a cast", "SELECT 1::int", true],
    ["a value of host code", "INSERT INTO t (a) VALUES (\uFFFC)", true],
    ["half a statement", "INSERT INTO t (a) VALUES (1", false],
    ["nothing", "", false],
    ["an unclosed quote", "INSERT INTO t VALUES ('a)", false],
    ["NUL", "SELECT\0 1", true],
    ["a lone surrogate", "SELECT '\uD800'", true],
    ["5,000 nested parentheses", `SELECT ${"(".repeat(5000)}1${")".repeat(5000)}`, true],
    ["5,000 open parentheses", `SELECT ${"(".repeat(5000)}1`, false],
    ["more than 64 KB", "x".repeat(70_000), true],
  ])("of %s", async (_name, sql, expected) => {
    const parser = await loadPostgresParser();
    expect(parser.accepts(sql)).toBe(expected);
  });

  test("gives one fingerprint to the same INSERT of more rows, another to one of other columns", async () => {
    const parser = await loadPostgresParser();
    const fingerprint = (sql: string) => parser.fingerprint(sql);
    const one = present(fingerprint("INSERT INTO t (a, b) VALUES (1, 2)"), "a fingerprint");
    expect(fingerprint("INSERT INTO t (a, b) VALUES (3, 4), (5, 6)")).toBe(one);
    expect(fingerprint("INSERT INTO t (a) VALUES (1)")).not.toBe(one);
    expect(fingerprint("INSERT INTO")).toBeUndefined();
  });
});

test.each([
  ["mysql", "INSERT INTO `t` (`a`) VALUES (1), (2)"],
  ["mariadb", "INSERT INTO t (a) VALUES (1)"],
  ["sqlite", "INSERT INTO t (a) VALUES (1), (2)"],
  ["bigquery", "INSERT INTO t (a) VALUES (1)"],
  ["snowflake", "INSERT INTO t (a) VALUES (1)"],
  ["hive", "INSERT INTO t SELECT a FROM u"],
  ["flink", "INSERT INTO t SELECT a FROM u"],
] as const)("%s takes %s, and not its half", async (dialect, sql) => {
  const parser = present(await loadDialectParser(dialect), "a parser");
  expect(parser.accepts(sql)).toBe(true);
  expect(parser.accepts(sql.slice(0, -8))).toBe(false);
  expect(parser.accepts(`INSERT INTO t (a) VALUES (${"(".repeat(40)}1`)).toBe(false);
  expect(parser.accepts(`SELECT ${"f(a,".repeat(40)}1 1${")".repeat(40)} FROM t`)).toBe(false);
  expect(parser.accepts(sql.replace(/\bt\b/u, "{{ t }}"))).toBe(true);
});

test("nobody is asked about Spark", async () => {
  expect(await loadDialectParser("spark")).toBeUndefined();
});
