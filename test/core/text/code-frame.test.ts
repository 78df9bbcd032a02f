// Frames of code: what is underlined, where lines are cut, and what never reaches a terminal.
import { expect, test } from "vitest";
import { codeFrame } from "../../../src/core/text/code-frame.ts";
import { Lines } from "../../../src/core/text/lines.ts";

const frame = (text: string, start: number, end: number): string =>
  codeFrame(text, new Lines(text), { start, end });

test("a range in one line", () => {
  expect(frame("a\nINSERT INTO t (x, x)\nb", 20, 21)).toBe(
    ["2 | INSERT INTO t (x, x)", "  |                   ^"].join("\n"),
  );
});

test("an empty range still has a caret", () => {
  expect(frame("abc", 3, 3)).toBe("1 | abc\n  |    ^");
});

test("a range over many lines shows the first two", () => {
  expect(frame("ab\ncd\nef\ngh", 1, 10)).toBe(
    ["1 | ab", "  |  ^", "2 | cd", "  | ^^", "  | … to line 4"].join("\n"),
  );
});

test("CRLF is no part of a line", () => {
  expect(frame("ab\r\ncd\r\n", 0, 4)).toBe("1 | ab\n  | ^^");
});

test("a long line is cut around the range", () => {
  const [line = "", carets = ""] = frame(
    `${"x".repeat(500)}HERE${"y".repeat(500)}`,
    500,
    504,
  ).split("\n");
  expect(line.length).toBeLessThan(110);
  expect(carets.indexOf("^")).toBe(line.indexOf("HERE"));
  expect(carets.trimEnd().endsWith("^^^^")).toBe(true);
});

test("a code point outside the basic plane has one caret", () => {
  expect(frame("😀x", 2, 3)).toBe("1 | 😀x\n  |  ^");
});

test("controls, escape sequences and lone surrogates are made harmless", () => {
  const shown = frame("a\u001b[31mb\u0007\ud800\u0000c", 0, 3);
  expect(shown).toBe("1 | a [31mb \ufffd c\n  | ^^^");
});
