// The table that rows go into, found from a place in SQL, in a body of PL/pgSQL, and in strings of host code.
import { expect, test } from "vitest";

import type { FileDocument } from "../../src/core/analysis/analyse-file.ts";
import { present } from "../../src/core/base/assert.ts";
import { parseCode } from "../../src/core/lang/code/parse.ts";
import { parseSql } from "../../src/core/lang/sql/parse.ts";
import { statementIndexAt, targetAt } from "../../src/server/target-table.ts";
import { parsers } from "../support/parsers.ts";

/** § marks the place; it is not part of the text. */
async function targetIn(marked: string, language: "sql" | "python"): Promise<string | undefined> {
  const text = marked.replace("§", "");
  const target = targetAt(await documentOf(text, language), marked.indexOf("§"));
  if (target === undefined) return undefined;
  return `${target.table.schema ?? ""}.${target.table.name}: ${text.slice(target.range.start, target.range.end)}`;
}

async function documentOf(text: string, language: "sql" | "python"): Promise<FileDocument> {
  if (language === "sql") return { kind: "sql", document: parseSql(text, "postgresql") };
  const grammar = await parsers.grammar("python", false);
  return { kind: "code", document: present(parseCode(text, "python", grammar), "a tree") };
}

test.each([
  ["INSERT", "SELECT 1;\nINSERT INTO or§ders VALUES (1);", "sql", ".orders: orders"],
  ["COPY", "COPY sales.orders§ (id) FROM STDIN;", "sql", "sales.orders: sales.orders"],
  ["the last statement", "INSERT INTO a VALUES (1);\nINSERT INTO §b", "sql", ".b: b"],
  ["a body", "DO $$ BEGIN\n  INSERT INTO or§ders VALUES (1);\nEND $$;", "sql", ".orders: orders"],
  ["a string", 'cur.execute("INSERT INTO or§ders VALUES (%s)", row)', "python", ".orders: orders"],
] as const)("of %s", async (_name, marked, language, target) => {
  expect(await targetIn(marked, language)).toBe(target);
});

test.each([
  ["an empty text", "§", "sql"],
  ["before the first statement", "§\n\nINSERT INTO a VALUES (1)", "sql"],
  ["the values", "INSERT INTO a VALUES (§1)", "sql"],
  ["a table that is read", "SELECT * FROM §a", "sql"],
  ["a placeholder", "INSERT INTO {{ §t }} VALUES (1)", "sql"],
  ["code", "cur.ex§ecute('INSERT INTO a VALUES (1)')", "python"],
] as const)("none at %s", async (_name, marked, language) => {
  expect(await targetIn(marked, language)).toBeUndefined();
});

test("the statement at each offset", () => {
  const document = parseSql("  SELECT 1; SELECT 2;", "postgresql");
  expect([0, 2, 9, 12, 99].map((offset) => statementIndexAt(document, offset))).toEqual([
    undefined,
    0,
    0,
    1,
    1,
  ]);
});
