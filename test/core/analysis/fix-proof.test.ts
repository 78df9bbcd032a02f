// A fix that would break a statement is not offered; what the grammar cannot judge is not held against it.
import { beforeAll, expect, test } from "vitest";

import type { Fix } from "../../../src/core/analysis/finding.ts";
import { present } from "../../../src/core/base/assert.ts";
import type { ExactParser } from "../../../src/core/lang/sql/exact-parser.ts";
import { parseSql } from "../../../src/core/lang/sql/parse.ts";
import { isProven } from "../../../src/core/analysis/fix-proof.ts";
import { parsers } from "../../support/parsers.ts";

let exact: ExactParser;

beforeAll(async () => {
  exact = present(await parsers.exact("postgresql"), "PostgreSQL's grammar");
});

/** Replaces the first `from` in the text by `to`. */
const fix = (text: string, from: string, to: string): Fix => {
  const start = text.indexOf(from);
  const edits = [{ range: { start, end: start + from.length }, text: to }];
  return { title: { en: "Mend", ptBr: "Corrigir" }, safety: "safe", edits };
};

const INSERT = "SELECT 1;\nINSERT INTO t (a) VALUES (1);\nSELECT 2;\n";

test.each([
  ["a good one", INSERT, "(1)", "(1), (2)", true],
  ["an open parenthesis", INSERT, "(1)", "((1)", false],
  ["a semicolon too many inside", INSERT, "(a) VALUES", "(a); VALUES", false],
  ["a word that is none", INSERT, "VALUES", "VALEUS", false],
  ["to a psql command", "COPY t FROM '/x.csv';\n", "COPY", "\\copy", true],
  ["of what is half-typed", "INSERT INTO t VALUES (", "t", "s (", true],
  ["an open parenthesis in a template", "INSERT INTO {{ t }} VALUES (1);\n", "(1)", "((1)", false],
  ["that is long", INSERT, "(1)", "(".repeat(70_000), true],
])("%s", (_name, text, from, to, isOffered) => {
  expect(isProven(fix(text, from, to), parseSql(text, "postgresql"), exact)).toBe(isOffered);
});

test("a fix of several places is judged as a whole", () => {
  const text = INSERT;
  const [open, close] = [fix(text, "INSERT", "BEGIN;\nINSERT"), fix(text, "SELECT 2", "COMMIT")];
  const both: Fix = { ...open, edits: [...open.edits, ...close.edits] };
  expect(isProven(both, parseSql(text, "postgresql"), exact)).toBe(true);
});

test("an edit that inserts nothing is no fix to judge", () => {
  const none: Fix = { title: { en: "", ptBr: "" }, safety: "safe", edits: [] };
  expect(isProven(none, parseSql(INSERT, "postgresql"), exact)).toBe(true);
});
