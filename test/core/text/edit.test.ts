// Edits applied to a text, and edits that collide.
import { expect, test } from "vitest";
import { applyEdits, collide, type Edit } from "../../../src/core/text/edit.ts";

const edit = (start: number, end: number, text: string): Edit => ({ range: { start, end }, text });

test.each([
  ["nothing", [], "abcdef"],
  ["a replacement", [edit(1, 3, "X")], "aXdef"],
  ["an insertion and a removal, in any order", [edit(4, 6, ""), edit(0, 0, ">")], ">abcd"],
  ["edits that touch", [edit(0, 2, "1"), edit(2, 4, "2")], "12ef"],
])("applies %s", (_name, edits, expected) => {
  expect(applyEdits("abcdef", edits)).toBe(expected);
});

test("edits that overlap are a bug", () => {
  expect(() => applyEdits("abcdef", [edit(0, 3, ""), edit(2, 4, "")])).toThrow("do not overlap");
});

test.each([
  ["apart", edit(0, 2, ""), edit(2, 4, ""), false],
  ["overlapping", edit(0, 3, ""), edit(2, 4, ""), true],
  ["two insertions at one place", edit(2, 2, "a"), edit(2, 2, "b"), true],
  ["an insertion at an edge", edit(2, 2, "a"), edit(2, 4, ""), true],
])("%s", (_name, a, b, expected) => {
  expect(collide([a], [b])).toBe(expected);
});
