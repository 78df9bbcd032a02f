// A delimiter under trial: what is known of it with and without a look at the records, and that the shortcuts say what
// the look would have said.
import { expect, test } from "vitest";
import { Trial } from "../../../../src/core/records/sniff/trial.ts";

const trial = (text: string, delimiter: string): Trial =>
  new Trial({ text: new TextEncoder().encode(text), isWhole: true, recordEnd: "lf" }, delimiter, {
    quote: undefined,
    escape: undefined,
  });

test.each([
  ["splits every record", "a,b\n1,2\n", ",", { isThere: true, widest: 2, score: 1, isTable: true }],
  ["stands nowhere", "a,b\n1,2\n", ";", { isThere: false, widest: 1, score: 0, isTable: false }],
  ["stands in quotes only", '"a,b"\n1\n', ",", { isThere: true, widest: 1, isTable: false }],
  ["half of it stands there", "a|b\nc|d\n", "||", { isThere: false, widest: 1, score: 0 }],
  ["two signs", "a||b\nc||d\n", "||", { isThere: true, fieldCount: 2, score: 1, isTable: true }],
  ["stands in one record of many", "a,b\nc\nd\ne\n", ",", { fieldCount: 1, score: 0 }],
  ["other delimiters in the values", "x|y,a|b\nc|d,e|f\n", ",", { score: 0, isTable: false }],
  ["a comma in one value of four", "1;2\n3;b,c\n", ";", { score: 0.975, isTable: true }],
])("%s", (_name, text, delimiter, expected) => {
  expect(trial(text, delimiter)).toMatchObject(expected);
});
