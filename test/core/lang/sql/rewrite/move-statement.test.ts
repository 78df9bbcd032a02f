// Moving a statement below another, with its comments and line ends.
import { expect, test } from "vitest";
import { parseSql } from "../../../../../src/core/lang/sql/parse.ts";
import {
  insertBehind,
  moveBehind,
} from "../../../../../src/core/lang/sql/rewrite/move-statement.ts";
import { applyEdits } from "../../../../../src/core/text/edit.ts";

/** The text after moving the first statement behind the last. */
const moved = (text: string) => {
  const document = parseSql(text, "postgresql");
  const { start, end } = document.rangeAt(0);
  const edits = moveBehind(document, 0, document.count - 1, [`${text.slice(start, end)};`]);
  return edits === undefined ? undefined : applyEdits(text, edits);
};

test.each([
  ["SELECT 1;\nSELECT 2;\n", "SELECT 2;\nSELECT 1;\n"],
  ["SELECT 1;\r\nSELECT 2;\r\n", "SELECT 2;\r\nSELECT 1;\r\n"],
  ["SELECT 1;\n  SELECT 2;", "  SELECT 2;\n  SELECT 1;"],
  ["/* a */ SELECT 1;\nSELECT 2;\n", "/* a */ \nSELECT 2;\nSELECT 1;\n"],
  ["SELECT 1; -- one\nSELECT 2;\n", " -- one\nSELECT 2;\nSELECT 1;\n"],
  ["SELECT 1;\nCOPY t FROM stdin;\n1\n\\.\n", "COPY t FROM stdin;\n1\n\\.\nSELECT 1;\n"],
  ["SELECT 1;\n\\copy t from 'a'\n", "\\copy t from 'a'\nSELECT 1;\n"],
  ["SELECT 1;\nSELECT\n  2;\n", "SELECT\n  2;\nSELECT 1;\n"],
])("%j becomes %j", (before, after) => {
  expect(moved(before)).toBe(after);
});

test.each([
  ["the end of the last is not typed yet", "SELECT 1;\nSELECT 2"],
  ["something else stands behind it", "SELECT 1;\nSELECT 2; -- two\n"],
  ["its data has no end", "SELECT 1;\nCOPY t FROM stdin;\n1\t2\n"],
])("nothing is moved where %s", (_why, text) => {
  expect(moved(text)).toBeUndefined();
});

test("several lines go behind a statement", () => {
  const text = "  SELECT 1;\nSELECT 2;\n";
  const edit = insertBehind(parseSql(text, "postgresql"), 0, ["A;", "B;"]);
  expect(edit && applyEdits(text, [edit])).toBe("  SELECT 1;\n  A;\n  B;\nSELECT 2;\n");
});
