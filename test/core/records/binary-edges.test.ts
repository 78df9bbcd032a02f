// The encoder's fast paths at their edges: values of every length they treat differently, fields across the borders of
// its blocks and of the memory, records longer than what it looks at in one go. Expectations are the platform's own.
import fc from "fast-check";
import { expect, test } from "vitest";
import { builtMemory } from "../../../src/build/wasm.ts";
import { present } from "../../../src/core/base/assert.ts";
import { BinaryEncoder } from "../../../src/core/records/binary-encoder.ts";
import type { FieldEncoding } from "../../../src/core/records/binary-format.ts";
import * as kinds from "../../../src/core/records/binary-kinds.ts";
import { RFC_4180 } from "../../../src/core/records/dialect.ts";
import { encodeText, field, readTuples, tuplesOf } from "../../support/binary-memory.ts";

const SEED = 20261123;

/** The rows encoded, and how many records were not. */
function rowsOf(records: readonly string[], fields: readonly FieldEncoding[]) {
  const text = records.map((record) => `${record}\n`).join("");
  const outcome = encodeText(text, { dialect: RFC_4180, fields });
  expect(outcome.rest).toBeNull();
  return {
    rows: readTuples(tuplesOf(outcome)),
    passed: outcome.refused.length + outcome.left.length,
  };
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const hexOf = (kind: number, text: string): (string | undefined)[] =>
  [text, `${text}\r`, quoted(text), `${quoted(text)}\r`].map((record) =>
    rowsOf([record], [field(kind)]).rows[0]?.[0]?.toString("hex"),
  );
const fourTimes = (hex: string | undefined): (string | undefined)[] => [hex, hex, hex, hex];

test.each<[string, number, string, string | undefined]>([
  ["no digits", kinds.INT4, "-", undefined],
  ["one digit", kinds.INT4, "7", "00000007"],
  ["a plus", kinds.INT2, "+7", "0007"],
  ["two signs", kinds.INT4, "-+7", undefined],
  ["a minus at the end", kinds.INT4, "12-", undefined],
  ["minus zero", kinds.INT8, "-0", "0000000000000000"],
  ["eight digits", kinds.INT4, "12345678", "00bc614e"],
  ["nine digits", kinds.INT4, "-123456789", "f8a432eb"],
  ["a letter as the first of nine", kinds.INT4, "a23456789", undefined],
  ["a letter as the last of nine", kinds.INT4, "12345678a", undefined],
  ["leading zeros, nineteen digits", kinds.INT4, "0000000000000000012", "0000000c"],
  ["twenty digits", kinds.INT8, "00000000000000000012", undefined],
  ["sixteen digits", kinds.INT8, "1234567890123456", "000462d53c8abac0"],
  ["seventeen digits", kinds.INT8, "12345678901234567", "002bdc545d6b4b87"],
  ["the largest", kinds.INT8, "9223372036854775807", "7fffffffffffffff"],
  ["one more", kinds.INT8, "9223372036854775808", undefined],
  ["the smallest", kinds.INT8, "-9223372036854775808", "8000000000000000"],
  ["one less", kinds.INT8, "-9223372036854775809", undefined],
  ["the smallest of two bytes", kinds.INT2, "-32768", "8000"],
  ["one less", kinds.INT2, "-32769", undefined],
  ["a blank inside", kinds.INT4, "1 2", undefined],
  ["minus zero", kinds.FLOAT8, "-0.0", "8000000000000000"],
  ["nothing behind the point", kinds.FLOAT8, "1.", "3ff0000000000000"],
  ["a point alone", kinds.FLOAT8, ".", undefined],
  ["a sign alone", kinds.FLOAT8, "-", undefined],
  ["two points", kinds.FLOAT8, "1.2.3", undefined],
  ["seven digits on both sides", kinds.FLOAT8, "1234567.7654321", "4132d687c3f35bad"],
  ["eight digits behind", kinds.FLOAT8, "0.12345678", "3fbf9add1091c895"],
  ["zero", kinds.NUMERIC, "0", "0000000000000000"],
  ["minus zero, which the server makes zero", kinds.NUMERIC, "-0.00", "0000000040000002"],
  ["a plus", kinds.NUMERIC, "+1.5", "0002000000000001" + "00011388"],
  ["a minus", kinds.NUMERIC, "-1.5", "0002000040000001" + "00011388"],
  ["whole groups of zeros", kinds.NUMERIC, "10000", "0001000100000000" + "0001"],
  ["a group of zeros inside", kinds.NUMERIC, "10000.0001", "0003000100000004" + "000100000001"],
  ["two points", kinds.NUMERIC, "1.2.3", undefined],
  ["a letter behind the point", kinds.NUMERIC, "1.2a", undefined],
  ["a word", kinds.NUMERIC, "NaN", undefined],
  ["one letter", kinds.BOOL, "t", "01"],
  ["a word of five", kinds.BOOL, "FALSE", "00"],
  ["a word of six", kinds.BOOL, "falsee", undefined],
  ["an odd number of digits", kinds.BYTEA, "\\x123", undefined],
  ["a byte cut short", kinds.BYTEA, "a\\12", undefined],
  ["a backslash cut short", kinds.BYTEA, "a\\", undefined],
  ["digits for more than a vector", kinds.BYTEA, `\\x${"0f".repeat(9)}`, "0f".repeat(9)],
])("%s: %d %s", (_name, kind, text, hex) => {
  expect(hexOf(kind, text)).toEqual(fourTimes(hex));
});

/** As the server counts them. */
const EPOCH_DAYS = 10_957;
const dayNumber = (year: number, month: number, day: number): number =>
  new Date(0).setUTCFullYear(year, month - 1, day) / 86_400_000 - EPOCH_DAYS;
const daysIn = (year: number, month: number): number =>
  new Date(new Date(0).setUTCFullYear(year, month, 0)).getUTCDate();
const two = (value: number): string => String(value).padStart(2, "0");

/** Where leap years are counted otherwise, and the ordinary years around. */
const isNearCentury = (year: number): boolean => [0, 1, 3, 4, 96, 99].includes(year % 100);

test("the days around the end of February and of the year in every century, and no others", () => {
  const years = Array.from({ length: 9_999 }, (_, index) => index + 1);
  const days = years.filter(isNearCentury).flatMap((year) =>
    [
      [1, 1],
      [2, 28],
      [2, 29],
      [3, 1],
      [12, 31],
    ].map(([month = 0, day = 0]) => ({ year, month, day })),
  );
  const records = days.map(({ year, month, day }) => {
    const text = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
    return `${text},${text} 01:02:03+00,${text}T01:02:03.5Z`;
  });
  const fields = [field(kinds.DATE), field(kinds.TIMESTAMPTZ), field(kinds.TIMESTAMPTZ)];
  const { rows, passed } = rowsOf(records, fields);
  const existing = days.filter(({ year, month, day }) => day <= daysIn(year, month));
  expect([rows.length, passed]).toEqual([existing.length, days.length - existing.length]);
  const found = rows.map(([date, second, fraction]) => [
    date?.readInt32BE(),
    second?.readBigInt64BE(),
    fraction?.readBigInt64BE(),
  ]);
  const expected = existing.map(({ year, month, day }) => {
    const number = dayNumber(year, month, day);
    const second = (BigInt(number) * 86_400n + 3_723n) * 1_000_000n;
    return [number, second, second + 500_000n];
  });
  expect(found.findIndex((row, index) => String(row) !== String(expected[index]))).toBe(-1);
});

test.each([
  "2021-02-29",
  "2021-02-30",
  "2021-04-31",
  "2021-00-10",
  "2021-13-10",
  "2021-01-00",
  "2021-01-32",
  "0000-01-01",
  "2021/01/01",
  "2021-01-0a",
])("%s is no day, right behind a day of the same month too", (day) => {
  const texts = [`${day.slice(0, 8)}01`, day];
  for (const [kind, rest] of [
    [kinds.DATE, ""],
    [kinds.TIMESTAMP, " 10:20:30"],
    [kinds.TIMESTAMPTZ, " 10:20:30+00"],
    [kinds.TIMESTAMPTZ, "T10:20:30.5+02"],
  ] as const) {
    const { rows } = rowsOf(
      [`2021-05-01${rest}`, ...texts.map((text) => text + rest)],
      [field(kind)],
    );
    expect(rows.length).toBe(rowsOf([`${texts[0] ?? ""}${rest}`], [field(kind)]).rows.length + 1);
  }
});

test.each([
  ["2021-05-06 24:00:00+00"],
  ["2021-05-06 23:60:00+00"],
  ["2021-05-06 23:59:60+00"],
  ["2021-05-06 23:59.59+00"],
  ["2021-05-06_23:59:59+00"],
  ["2021-05-06 23:59:59+0a"],
  ["2021-05-06 23:59:59+15"],
  ["2021-05-06 23:59:59 00"],
  ["2021-05-06 2a:59:59+00"],
  ["2021-05-06 23:59:5a+00"],
  ["2021-05-06 23:59:59."],
  ["2021-05-06+00"],
  ["12021-05-06 23:59:59+00"],
])("%s is not certainly an instant", (text) => {
  expect(hexOf(kinds.TIMESTAMPTZ, text)).toEqual(fourTimes(undefined));
});

test("numeric: its groups make the number that was written", () => {
  const digits = (max: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.constantFrom("0", "0", "1", "2", "5", "9"), maxLength: max });
  const written = fc.tuple(fc.constantFrom("", "-", "+"), digits(12), digits(12));
  const parts = fc
    .sample(written, { seed: SEED, numRuns: 1_500 })
    .filter(([, whole, fraction]) => whole + fraction !== "");
  const texts = parts.map(([sign, whole, fraction]) => `${sign}${whole}.${fraction}`);
  const { rows } = rowsOf(texts, [field(kinds.NUMERIC)]);
  expect(rows.length).toBe(parts.length);
  for (const [index, [sign, whole, fraction]] of parts.entries()) {
    const value = present(rows[index]?.[0], "a value");
    const count = value.readUInt16BE();
    const weight = value.readInt16BE(2);
    const scaled = Array.from(
      { length: count },
      (_, group) =>
        10n ** BigInt(4 * (weight - group) + 40) * BigInt(value.readUInt16BE(8 + 2 * group)),
    ).reduce((sum, part) => sum + part, 0n);
    expect(value.length).toBe(8 + 2 * count);
    expect(value.readUInt16BE(4)).toBe(sign === "-" ? 0x4000 : 0);
    expect(value.readUInt16BE(6)).toBe(fraction.length);
    expect(scaled).toBe(BigInt(whole + fraction) * 10n ** BigInt(40 - fraction.length));
  }
});

test.each([0, 1, 2, 3, 15, 16, 17, 30, 31, 32, 33, 47, 63, 64, 65, 127, 128, 129])(
  "%d characters: what stands around and behind a text of that length",
  (length) => {
    const plain = "x".repeat(length);
    const texts = [
      ...[plain, `${plain}é`, `é${plain}`, `${plain}東`, `${plain}😀`, `${plain},`, `${plain}\n`],
      ...[`${plain}"`, `"${plain}`, `${plain}""`, `${plain}"${plain}`, `${plain}\r\n${plain}`],
    ];
    const records = texts.map((text) => `${quoted(text)},${quoted(plain)},7`);
    const fields = [field(kinds.TEXT), field(kinds.TEXT), field(kinds.INT4)];
    const found = rowsOf(records, fields).rows.map((row) => row.map((value) => String(value)));
    expect(found).toEqual(texts.map((text) => [text, plain, "\0\0\0\x07"]));
    const bare = texts.slice(0, 5).filter((text) => text !== "");
    const bareFound = rowsOf(
      bare.map((text) => `${text},9\r`),
      [field(kinds.TEXT), field(kinds.INT2)],
    );
    expect(bareFound.rows.map(([text]) => String(text))).toEqual(bare);
    const broken = [
      `${plain}"`,
      `"${plain}"x`,
      `"${plain}" "`,
      `${plain}\r`,
      `${plain}\0`,
      `"${plain}\0"`,
    ];
    for (const text of broken)
      expect(rowsOf([`${text},9`], [field(kinds.TEXT), field(kinds.INT2)]).rows).toEqual([]);
  },
);

test("records of many fields, and of many bytes", () => {
  const count = 1_600;
  const wide = Array.from({ length: count }, (_, index) => `"field ${index}, all of it"`).join(",");
  const long = Array.from({ length: count }, (_, index) => (index === 7 ? "y".repeat(90_000) : ""));
  const fields = Array.from({ length: count }, () => field(kinds.TEXT));
  const { rows } = rowsOf([wide, long.join(","), wide], fields);
  expect(rows.map((row) => row.length)).toEqual([count, count, count]);
  expect(rows[2]?.[count - 1]?.toString()).toBe(`field ${count - 1}, all of it`);
  expect(rows[1]?.map((value) => value?.length ?? null)).toEqual(
    long.map((text) => (text === "" ? null : text.length)),
  );
});

test("a batch at the very end of the memory", async () => {
  const memory = await builtMemory(2 * 1_048_576);
  const encoder = present(
    BinaryEncoder.open(memory, {
      dialect: RFC_4180,
      fields: [field(kinds.INT4), field(kinds.TIMESTAMPTZ), field(kinds.UUID), field(kinds.TEXT)],
      keepsOrder: false,
    }),
    "a module",
  );
  const record = '1,2026-01-02 03:04:05+00,123e4567-e89b-12d3-a456-426614174000,"é"\n';
  const text = Buffer.from(record.repeat(100));
  const piece = memory.take(256 * 1024);
  const slots: Uint8Array[] = [];
  for (let slot = memory.take(64); memory.addressOf(slot) !== null; slot = memory.take(64))
    slots.push(slot);
  memory.give(piece);
  const last = present(slots.at(-1), "a slot");
  const end = last.byteOffset + last.length;
  const batchBytes = Buffer.from(last.buffer, end - text.length, text.length);
  batchBytes.set(text);
  const batch = present(encoder.start(batchBytes), "a batch in the memory");
  expect([...batch.pieces()].length).toBe(1);
  expect(batch.encoded).toBe(100);
});
