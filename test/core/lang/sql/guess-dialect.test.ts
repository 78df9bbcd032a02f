// Scripts of other products, told by words that PostgreSQL does not have.
import { expect, test } from "vitest";
import { guessDialect } from "../../../../src/core/lang/sql/guess-dialect.ts";

test.each([
  ["PostgreSQL", "INSERT INTO t (a) VALUES (1);", undefined],
  ["an identity of PostgreSQL", "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY);", undefined],
  ["a division over two lines", "SELECT a\n/ b FROM t;", undefined],
  ["GO of SQL Server", "INSERT INTO t VALUES (1)\nGO\n", "foreign"],
  ["schema dbo", "CREATE TABLE [dbo].[t] (a INT)", "foreign"],
  ["types of Oracle", "CREATE TABLE t (a VARCHAR2(10));", "foreign"],
  ["a slash alone", "BEGIN\n  NULL;\nEND;\n/\n", "foreign"],
  ["an engine of MySQL", "CREATE TABLE t (a INT) ENGINE=InnoDB;", "mysql"],
  [
    "an engine of ClickHouse",
    "CREATE TABLE d.t (a UInt8)\nENGINE = ReplacingMergeTree\nORDER BY a;",
    "foreign",
  ],
  ["backticks", "INSERT INTO `t` VALUES (1);", "mysql"],
])("%s", (_name, text, expected) => {
  expect(guessDialect(text)).toBe(expected);
});
