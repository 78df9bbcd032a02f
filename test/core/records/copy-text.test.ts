// Records rewritten as COPY text: what each line says, which record it was, and what is left out and why.
import fc from "fast-check";
import { expect, test } from "vitest";
import { fileLength, toCopyText } from "../../../src/core/records/copy-text.ts";
import { RFC_4180 } from "../../../src/core/records/dialect.ts";
import type { Dialect } from "../../../src/core/records/dialect.ts";
import { RecordReader } from "../../../src/core/records/record-reader.ts";
import { decode, DIALECTS, encode, NASTY } from "./dialects.ts";

function rewrite(
  text: string,
  fieldCount: number,
  changes: Partial<Dialect> = {},
  numeric: readonly number[] = [],
) {
  const fields = Array.from({ length: fieldCount }, (_, field) => ({
    field,
    isNumeric: numeric.includes(field),
  }));
  return toCopyText(encode(text), { dialect: { ...RFC_4180, ...changes }, fields, fieldCount });
}

test.each<[string, string, number, string, Partial<Dialect>?]>([
  ["plain fields", "1,a\n2,b\n", 2, "1\ta\n2\tb\n"],
  ["NULL against empty", '1,\n2,""\n', 2, "1\t\\N\n2\t\n"],
  ["a NULL text of its own", 'NULL,"NULL",\n', 3, "\\N\tNULL\t\n", { nullText: "NULL" }],
  ["what looks like NULL", "\\N,x\n", 2, "\\\\N\tx\n"],
  ["\\N as the file's NULL", "\\N,x\n", 2, "\\N\tx\n", { nullText: "\\N" }],
  ["all escapes", '"\\\n\r\t\b\f\v"\n', 1, "\\\\\\n\\r\\t\\b\\f\\v\n"],
  ["doubled quotes", '"say ""hi""",b\n', 2, 'say "hi"\tb\n'],
  ["the end-of-data line", "\\.\n", 1, "\\\\.\n"],
  ["CRLF and no last end", "1,a\r\n2,b", 2, "1\ta\n2\tb\n"],
  ["a delimiter of two", "1||a\n", 2, "1\ta\n", { delimiter: "||" }],
  ["a blank record of one field is NULL", "a\n\nb\n", 1, "a\n\\N\nb\n"],
  ["a blank record of one field, other NULL text", "\n", 1, "\n", { nullText: "NULL" }],
])("%s", (_name, text, fieldCount, expected, changes) => {
  const batch = rewrite(text, fieldCount, changes);
  expect(decode(batch.bytes)).toBe(expected);
  expect(batch.problems).toEqual([]);
});

test("leaves out fields and keeps the order asked for", () => {
  const fields = [
    { field: 2, isNumeric: false },
    { field: 0, isNumeric: false },
  ];
  expect(
    decode(toCopyText(encode("a,b,c\n"), { dialect: RFC_4180, fields, fieldCount: 3 }).bytes),
  ).toBe("c\ta\n");
});

test.each([
  ["1.234,56", "1234.56"],
  ["1234,5", "1234.5"],
  ["-1.234.567,8", "-1234567.8"],
  ["+0,5", "+0.5"],
  [" 1,5 ", "1.5"],
  ["1.234", "1234"],
  ["12", "12"],
  ["1.5", "1.5"],
  ["0.123", "0.123"],
  ["1.23,4", "1.23,4"],
  ["1234.567,8", "1234.567,8"],
  ["R$ 1,50", "R$ 1,50"],
  ["1,", "1,"],
  [",5", ",5"],
])("decimal comma: %s is %s", (text, expected) => {
  const batch = rewrite(`"${text}";"${text}"\n`, 2, { delimiter: ";", decimalComma: true }, [0]);
  expect(decode(batch.bytes)).toBe(`${expected}\t${text}\n`);
});

test("says which record and line each line and each problem was", () => {
  const text = '#! note\n1,"a\nb"\n\n2\n3,x"y\n4,"ok"\n5,6,7\n8,"never closed\n';
  const batch = rewrite(text, 2, { commentPrefix: "#!" });
  expect(decode(batch.bytes)).toBe("1\ta\\nb\n4\tok\n");
  expect(batch).toMatchObject({ lines: 2, records: 7, skipped: 1 });
  expect([...batch.lineEnds]).toEqual([7, 12]);
  expect([batch.lineRecord(0), batch.lineRecord(1)]).toEqual([
    { recordIndex: 0, lineIndex: 1, start: 8, end: 15 },
    { recordIndex: 4, lineIndex: 6, start: 25, end: 31 },
  ]);
  expect(batch.problems).toEqual([
    {
      recordIndex: 2,
      lineIndex: 4,
      start: 17,
      end: 18,
      field: null,
      message: "the record has 1 field where 2 are expected",
    },
    {
      recordIndex: 3,
      lineIndex: 5,
      start: 19,
      end: 24,
      field: 1,
      message: "a quote in the middle of an unquoted field",
    },
    {
      recordIndex: 5,
      lineIndex: 7,
      start: 32,
      end: 37,
      field: null,
      message: "the record has 3 fields where 2 are expected",
    },
    {
      recordIndex: 6,
      lineIndex: 8,
      start: 38,
      end: 54,
      field: 1,
      message: "a quoted field that is never closed",
    },
  ]);
});

/** The reader's side of COPY's text format. */
const unescapeLine = (line: string): (string | null)[] =>
  line
    .split("\t")
    .map((field) =>
      field === "\\N"
        ? null
        : field.replaceAll(
            /\\(.)/g,
            (_, sign: string) =>
              ({ n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v" })[sign] ?? sign,
          ),
    );

test.each(DIALECTS)(
  "every record is a line, a problem or skipped, and lines say what was read: %s",
  (_name, dialect) => {
    const text = fc
      .array(fc.constantFrom(...NASTY, "\t", "\b"), { maxLength: 20 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 3 }), (written, fieldCount) => {
        const bytes = encode(written);
        const fields = Array.from({ length: fieldCount }, (_, field) => ({
          field,
          isNumeric: false,
        }));
        const batch = toCopyText(bytes, { dialect, fields, fieldCount });
        expect(batch.records).toBe(batch.lines + batch.skipped + batch.problems.length);
        const lines = decode(batch.bytes).split("\n").slice(0, -1);
        expect(lines.length).toBe(batch.lines);
        lines.forEach((line, index) => {
          const { start, end } = batch.lineRecord(index);
          const reader = new RecordReader(bytes.slice(start), dialect);
          reader.next();
          expect(end - start).toBe(reader.end);
          const values = Array.from({ length: reader.fieldCount }, (_, field) => {
            const value = decode(reader.fieldBytes(field));
            return value === dialect.nullText && !reader.isQuoted(field) ? null : value;
          });
          expect(unescapeLine(line)).toEqual(values);
          expect(batch.lineEnds[index]).toBe(
            Buffer.byteLength(lines.slice(0, index + 1).join("\n")) + 1,
          );
        });
      }),
      { seed: 1113, numRuns: 800 },
    );
  },
);

test.each([
  ["utf-8", "aé€😀", 10],
  ["utf-16le", "aé€😀", 10],
  ["utf-16be", "a\n", 4],
  ["latin1", "abc", 3],
] as const)("length in a %s file", (encoding, text, expected) => {
  expect(fileLength(encode(text), encoding)).toBe(expected);
});
