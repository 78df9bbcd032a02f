// Only one plain CREATE TABLE may come in from outside.
import { expect, test } from "vitest";
import { readCreateTable } from "../../../../src/core/lang/sql/create-table.ts";

test.each([
  ['CREATE TABLE orders (id bigint, "at" timestamptz)', null, "orders"],
  [
    'CREATE TABLE "sales"."Odd Name" (\n  id bigint,\n  n numeric(12,2),\n  doc jsonb\n)',
    "sales",
    "Odd Name",
  ],
  ["create table if not exists public.orders (id uuid not null, d date);", "public", "orders"],
])("%s", (sql, schema, name) => {
  expect(readCreateTable(sql)).toEqual({ table: { schema, name } });
});

test.each([
  ["", /./],
  ["DROP TABLE orders", /not a CREATE TABLE/],
  ["CREATE TABLE a (id int); DROP TABLE b", /2 statements/],
  ["CREATE TABLE a AS SELECT 1", /rows into it/],
  ["CREATE TEMP TABLE a (id int)", /temporary/],
  ["CREATE UNLOGGED TABLE a (id int)", /unlogged/i],
  ["CREATE TABLE a (id int", /cannot be read at line 1, column 23/],
  ["SELECT pg_sleep(1)", /not a CREATE TABLE/],
])("refused: %s", (sql, words) => {
  const read = readCreateTable(sql);
  expect("refused" in read ? read.refused : "").toMatch(words);
});
