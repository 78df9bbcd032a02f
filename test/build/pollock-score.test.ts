// The ten measures, by hand.
import { expect, test } from "vitest";
import { countWrongRows, measure, score } from "../../src/build/pollock-score.ts";

const clean = [
  ["id", "name"],
  ["1", "Ana"],
  ["2", "Bob"],
];

test.each([
  ["all of it", clean, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
  ["refused", null, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  // One of two records, all that was loaded is right; four of six values.
  ["a record left out", clean.slice(0, 2), [1, 1, 1, 1, 0.5, 1, 2 / 3, 2 / 3, 1, 0.8]],
  ["no header", [[], ...clean.slice(1)], [1, 0, 0, 0, 1, 1, 1, 2 / 3, 1, 0.8]],
  ["nothing", [], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
])("measures of a table with %s", (_name, loaded, expected) => {
  const found = measure(clean, loaded);
  expect(found.map((value) => value.toFixed(6))).toEqual(expected.map((value) => value.toFixed(6)));
});

test("a file without content is right when nothing is loaded, and when anything is", () => {
  expect(measure([], [])).toEqual(Array.from({ length: 10 }, () => 1));
  expect(measure([], clean)).toEqual(Array.from({ length: 10 }, () => 1));
});

test("a value shifted by a column is a right record to the measures and a wrong row to us", () => {
  const [header = []] = clean;
  const shifted = [header, ["1A", "na"], ["2", "Bob"]];
  expect(measure(clean, shifted).slice(4, 7)).toEqual([1, 1, 1]);
  expect(countWrongRows(clean, shifted)).toBe(1);
});

test("a row that is there once is wrong the second time", () => {
  expect(countWrongRows(clean, [...clean, ["2", "Bob"]])).toBe(1);
});

test("the weighted score counts each file as often as its weight says", () => {
  const file = (weight: number, value: number, wrongRows: number) => ({
    file: "x",
    weight,
    wrongRows,
    measures: Array.from({ length: 10 }, () => value),
  });
  const { simple, weighted, wrongRows } = score([file(3, 1, 0), file(1, 0, 5)]);
  expect([simple, weighted, wrongRows]).toEqual([5, 7.5, 5]);
});
