// SQL strings put together from pieces, their holes, and their places in the file.
import { expect, test } from "vitest";
import { looksLikeSql } from "../../../../src/core/lang/code/sql-pieces.ts";

test.each([
  "INSERT INTO t VALUES (1)",
  "  -- a comment\n  /* and another */ insert into t select 1",
  "Insert Into t values (1)",
  "insert overwrite table t select 1",
  "REPLACE INTO t VALUES (1)",
  "MERGE INTO t USING s ON a = b",
  "COPY t (a, b) FROM STDIN WITH (FORMAT csv)",
  "copy (select 1) to '/tmp/x'",
  "copy t from ?",
  "CREATE TABLE t (a int)",
  "create unlogged table t (a int)",
  `WITH x AS (SELECT ${"a, ".repeat(500)}1) INSERT INTO t SELECT * FROM x`,
  "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x",
  "DELETE FROM t",
  "UPDATE ONLY t AS x SET a = 1",
  'UPDATE "s"."t" SET a = 1',
  "TRUNCATE t",
  "truncate table t, u",
  "SELECT now()",
  "COMMIT",
])("%s is SQL", (text) => {
  expect(looksLikeSql(text)).toBe(true);
});

test.each([
  "",
  "INSERT",
  "Insert failed",
  "Copy of the file",
  "copy the file to disk",
  "Create a new user",
  "create user account",
  "Update the row",
  "update all rows now",
  "Delete from cart?",
  "Truncate the text",
  "truncate after ten characters",
  "With regards",
  "with open files",
  "Select a file from the list",
  "commit the changes",
])("%s is no SQL", (text) => {
  expect(looksLikeSql(text)).toBe(false);
});
