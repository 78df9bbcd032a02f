// Runs and packed bits of Parquet: values one by one or passed over, and nothing read behind their end.
import { expect, test } from "vitest";
import { RunReader } from "../../../src/adapters/files/parquet-runs.ts";

/** Eight values at a time, least significant bit first. */
function packed(values: readonly number[], width: number): number[] {
  let bits = 0n;
  for (const [index, value] of values.entries()) bits |= BigInt(value) << BigInt(index * width);
  const bytes = Array.from({ length: Math.ceil((values.length * width) / 8) }, (_, index) =>
    Number((bits >> BigInt(8 * index)) & 255n),
  );
  return [((values.length / 8) << 1) | 1, ...bytes];
}

const repeated = (count: number, ...value: number[]): number[] => [count << 1, ...value];

const read = (bytes: readonly number[], width: number, count: number): number[] => {
  const reader = new RunReader(Uint8Array.from(bytes), 0, bytes.length, width);
  return Array.from({ length: count }, () => reader.next());
};

test.each([1, 2, 3, 5, 7, 8, 9, 13, 16, 17, 24, 25, 31, 32])("values of %i bits", (width) => {
  const max = 2 ** width;
  const values = Array.from({ length: 24 }, (_, index) => Math.floor((index * 7_919_777) % max));
  values[3] = max - 1;
  expect(read(packed(values, width), width, 24)).toEqual(values);
});

test("runs and packed values in turn, with an empty run between them", () => {
  const bytes = [
    ...repeated(3, 1),
    ...repeated(0, 0),
    ...packed([0, 1, 0, 1, 1, 0, 0, 1], 1),
    ...repeated(2, 0),
  ];
  expect(read(bytes, 1, 13)).toEqual([1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0]);
});

test("a long run of a value of two bytes", () => {
  expect(read([0x80 | 0x10, 0x27, 0x34, 0x12], 13, 2_000)).toEqual(
    Array.from({ length: 2_000 }, () => 0x1234),
  );
});

test("values of no bits are 0, and nothing is stored for them", () => {
  expect(read([], 0, 3)).toEqual([0, 0, 0]);
});

test("what is passed over is counted", () => {
  const bytes = [...repeated(5, 1), ...packed([0, 1, 0, 1, 1, 0, 0, 1], 1), ...repeated(9, 1)];
  const reader = new RunReader(Uint8Array.from(bytes), 0, bytes.length, 1);
  expect([reader.skip(7), reader.next(), reader.skip(10), reader.next()]).toEqual([6, 0, 8, 1]);
});

test.each<[string, number[], number, number]>([
  ["nothing is stored", [], 1, 1],
  ["a run has no value", [4], 8, 1],
  ["the packed values are cut", packed([1, 2, 3, 4, 5, 6, 7, 8], 8).slice(0, 5), 8, 5],
  ["a length has no end", [255, 255, 255, 255, 255, 255], 1, 1],
  ["there are fewer values", repeated(2, 1), 1, 3],
])("an error when %s", (_what, bytes, width, count) => {
  expect(() => read(bytes, width, count)).toThrow(RangeError);
});

test("bits that nobody asks for may be missing at the end", () => {
  const cut = packed([1, 2, 3, 4, 5, 6, 7, 8], 8).slice(0, 5);
  expect(read(cut, 8, 4)).toEqual([1, 2, 3, 4]);
});
