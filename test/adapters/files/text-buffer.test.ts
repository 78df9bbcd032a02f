// Numbers, dates and times as bytes: the same text as the strings of exact-text.ts, and what is left to these.
import { expect, test } from "vitest";
import { TextBuffer } from "../../../src/adapters/files/text-buffer.ts";
import {
  dateText,
  decimalText,
  timestampText,
  timeText,
} from "../../../src/core/records/exact-text.ts";

function written(write: (out: TextBuffer) => unknown): string {
  // Too small for anything, so that it has to grow.
  const out = new TextBuffer(1);
  write(out);
  return out.bytes.toString("utf8", 0, out.at);
}

const SAFE = 2 ** 52;

test.each([0, 9, 10, -1, 999_999_999, 1_000_000_000, 4_294_967_296, -SAFE, SAFE, 2 ** 53 - 1])(
  "the whole number %i",
  (value) => {
    expect(written((out) => out.whole(value))).toBe(String(value));
  },
);

test.each([
  [0, 0],
  [5, 1],
  [-5, 3],
  [123_456, 2],
  [-SAFE, 15],
  [SAFE, 9],
  [999_999_999_999, 12],
])("%i with %i digits behind the point", (unscaled, scale) => {
  const text = written((out) => out.decimal(unscaled, scale));
  expect(text).toBe(decimalText(BigInt(unscaled), scale));
});

test.each([0, -1, 59, 60, -719_162, 2_932_896, 11_016, 11_017, 20_000])("day %i", (day) => {
  expect(written((out) => out.date(day))).toBe(dateText(day));
});

test.each([-719_163, 2_932_897, -(2 ** 31), 2 ** 31 - 1])("day %i is left to others", (day) => {
  const out = new TextBuffer(8);
  expect(out.date(day)).toBe(false);
  expect(out.at).toBe(0);
});

test.each([0, 1, 500_000, 59_999_999, 3_600_000_000, 86_399_999_999])(
  "the time of %i microseconds",
  (micros) => {
    expect(written((out) => out.time(micros))).toBe(timeText(BigInt(micros)));
  },
);

test.each([0, -1, 86_400_000_000, 86_399_999_999, -86_400_000_000, SAFE, -SAFE, SAFE - 1])(
  "the moment of %i microseconds",
  (micros) => {
    expect(written((out) => out.timestamp(micros))).toBe(timestampText(BigInt(micros), false));
  },
);

test("the last microsecond of each of many days, and the first of the next", () => {
  for (let day = -50_000; day <= 50_000; day += 7)
    for (const micros of [day * 86_400_000_000 - 1, day * 86_400_000_000])
      expect(written((out) => out.timestamp(micros))).toBe(timestampText(BigInt(micros), false));
});

test.each(["", "short", "é😀", "long ".repeat(30), "ü".repeat(50)])("the text %j", (text) => {
  expect(written((out) => out.text(text))).toBe(text);
});

test("bytes are copied, few and many", () => {
  const from = Buffer.from("0123456789".repeat(9));
  const text = written((out) => {
    out.copy(from, 1, 4);
    out.copy(from, 0, 90);
    out.byte(33);
  });
  expect(text).toBe(`123${from.toString()}!`);
});
