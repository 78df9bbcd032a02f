// Binary values as text, at their limits.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bigEndian,
  dateText,
  decimalText,
  doubleText,
  floatText,
  timestampText,
  timeText,
  uuidText,
} from "../../../src/core/records/exact-text.ts";

test.each([
  [0, "1970-01-01"],
  [-1, "1969-12-31"],
  [20_455, "2026-01-02"],
  [11_016, "2000-02-29"],
  [-719_162, "0001-01-01"],
  [-719_163, "0001-12-31 BC"],
  [2_932_896, "9999-12-31"],
  [2_932_897, "10000-01-01"],
  [2_145_042_905, "5874897-12-31"],
])("day %d is %s", (day, text) => {
  expect(dateText(day)).toBe(text);
});

test("dates agree with the platform's calendar", () => {
  fc.assert(
    fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (day) => {
      expect(dateText(day)).toBe(new Date(day * 86_400_000).toISOString().slice(0, 10));
    }),
    { seed: 4, numRuns: 2_000 },
  );
});

test.each([
  [0n, false, "1970-01-01 00:00:00"],
  [-1n, true, "1969-12-31 23:59:59.999999+00"],
  [1_767_323_045_678_900n, true, "2026-01-02 03:04:05.6789+00"],
  [-62_135_596_800_000_001n, false, "0001-12-31 23:59:59.999999 BC"],
])("%d microseconds are %s", (micros, isUtc, text) => {
  expect(timestampText(micros, isUtc)).toBe(text);
});

test("times of day", () => {
  expect([0n, 86_399_999_999n, 3_723_000_010n].map(timeText)).toEqual([
    "00:00:00",
    "23:59:59.999999",
    "01:02:03.00001",
  ]);
});

test.each([
  [0n, 2, "0.00"],
  [-1n, 2, "-0.01"],
  [123n, 2, "1.23"],
  [-12_345n, 0, "-12345"],
  [12n, -3, "12000"],
  [-(10n ** 37n), 38, `-0.1${"0".repeat(37)}`],
])("%d at scale %d is %s", (unscaled, scale, text) => {
  expect(decimalText(unscaled, scale)).toBe(text);
});

test("two's complement of any length", () => {
  expect(bigEndian(Uint8Array.of())).toBe(0n);
  expect(bigEndian(Uint8Array.of(0x80))).toBe(-128n);
  expect(bigEndian(Uint8Array.of(0x00, 0x80))).toBe(128n);
  expect(bigEndian(new Uint8Array(16).fill(255))).toBe(-1n);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (bytes) => {
      const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      expect(bigEndian(bytes)).toBe(BigInt.asIntN(8 * bytes.length, BigInt(`0x${digits}`)));
    }),
    { seed: 4, numRuns: 500 },
  );
});

test("floats come back as they were", () => {
  fc.assert(
    fc.property(fc.float(), fc.double(), (float, double) => {
      expect(Math.fround(Number(floatText(float)))).toBe(float);
      expect(Number(doubleText(double))).toBe(double);
    }),
    { seed: 4, numRuns: 2_000 },
  );
  expect([Math.fround(0.1), Math.fround(16_777_216), -0, NaN, -Infinity].map(floatText)).toEqual([
    "0.1",
    "16777216",
    "-0",
    "NaN",
    "-Infinity",
  ]);
});

test("a UUID has its dashes", () => {
  const bytes = Uint8Array.from({ length: 16 }, (_, index) => index * 17);
  expect(uuidText(bytes)).toBe("00112233-4455-6677-8899-aabbccddeeff");
});
