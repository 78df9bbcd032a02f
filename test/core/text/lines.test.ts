// Offsets to lines and columns, and back.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Lines } from "../../../src/core/text/lines.ts";

test.each([
  ["the first", "ab\ncd", 0, { line: 0, column: 0 }],
  ["behind LF", "ab\ncd", 3, { line: 1, column: 0 }],
  ["behind CRLF", "ab\r\ncd", 5, { line: 1, column: 1 }],
  ["behind a lone CR", "ab\rcd", 3, { line: 1, column: 0 }],
  ["the end", "ab\n", 3, { line: 1, column: 0 }],
  ["in an empty text", "", 0, { line: 0, column: 0 }],
])("the position of %s", (_name, text, offset, expected) => {
  expect(new Lines(text).positionAt(offset)).toEqual(expected);
});

test("a position leads back to its offset", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "\n", "\r", "é") }), fc.nat(), (text, n) => {
      const lines = new Lines(text);
      const offset = n % (text.length + 1);
      const { line, column } = lines.positionAt(offset);
      expect(lines.startOf(line) + column).toBe(offset);
    }),
    { seed: 3 },
  );
});
