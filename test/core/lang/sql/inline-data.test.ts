// The first lines of data below a COPY.
import { expect, test } from "vitest";
import { endsInQuote, firstLine } from "../../../../src/core/lang/sql/inline-data.ts";

test.each([
  ["a,b\nc", "a,b"],
  ["a,b\r\nc", "a,b"],
  ["a,b", "a,b"],
  ["", ""],
  ["\nb", ""],
])("the first line of %j", (text, expected) => {
  const { start, end } = firstLine(text, { start: 0, end: text.length });
  expect(text.slice(start, end)).toBe(expected);
});

test.each([
  ["a,b\n", false],
  ['a,"b\n', true],
  ['a,"b"\n', false],
  ['a,"say ""hi""\n', true],
  ['a,"b",""\n"', true],
])("%j ends in a quote: %s", (text, expected) => {
  expect(endsInQuote(text, { start: 0, end: text.length }, '"')).toBe(expected);
});

test("quotes outside the data do not count", () => {
  expect(endsInQuote('"a,b\nc"', { start: 1, end: 5 }, '"')).toBe(false);
});
