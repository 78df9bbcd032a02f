// Records and fields: the machine's states one by one, and csv-parse as a judge of everything well-formed.
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RFC_4180 } from "../../../src/core/records/dialect.ts";
import type { Dialect } from "../../../src/core/records/dialect.ts";
import { RecordReader } from "../../../src/core/records/record-reader.ts";
import { decode, encode } from "./dialects.ts";

/** Each record as its fields, quoted ones in «», then the problem. */
function records(text: string, changes: Partial<Dialect> = {}): string[] {
  const reader = new RecordReader(encode(text), { ...RFC_4180, ...changes });
  const found: string[] = [];
  while (reader.next()) {
    const fields = Array.from({ length: reader.fieldCount }, (_, field) => {
      const value = decode(reader.fieldBytes(field));
      return reader.isQuoted(field) ? `«${value}»` : value;
    });
    const problem =
      reader.problem === null
        ? ""
        : ` !${reader.problem.code}@${reader.problem.at}/${reader.problem.field}`;
    found.push(
      `${reader.isComment ? "#" : ""}${reader.isBlank ? "blank" : fields.join("|")}${problem} ${reader.lines}`,
    );
  }
  return found;
}

test.each<[string, string, string[], Partial<Dialect>?]>([
  ["empty text", "", []],
  ["unquoted fields", "a,b\nc,d\n", ["a|b 1", "c|d 1"]],
  ["no last record end", "a,b", ["a|b 0"]],
  ["empty fields", ",\n,", ["| 1", "| 0"]],
  ["CRLF", 'a,b\r\n"c"\r\n', ["a|b 1", "«c» 1"]],
  ["delimiter, quote and line end inside quotes", '"a,""b""\nc",d\n', ['«a,"b"\nc»|d 2']],
  ["empty and doubled quotes", '"",""""\n', ['«»|«"» 1']],
  ["blank records", "\na\n\r\n", ["blank 1", "a 1", "blank 1"]],
  ["stray quote", 'a"b",c\nd\n', ['a"b"|c !stray-quote@1/0 1', "d 1"]],
  ["blank before a quote", '1, "a,b"\n', ['1| "a|b" !stray-quote@3/1 1']],
  [
    "text after a quote, taken as it stands",
    'x,"a"b,c\nd\n',
    ['x|"a"b|c !text-after-quote@5/1 1', "d 1"],
  ],
  ["blank after a quote", '"a" ,b\n', ['"a" |b !text-after-quote@3/0 1']],
  ["unterminated quote", 'a,"b\nc\n', ['a|"b\nc\n !unterminated-quote@2/1 2']],
  ["unterminated quote before what it swallows", 'a,"\0\n', ['a|"\0\n !unterminated-quote@2/1 1']],
  ["CR alone", "a\rb,c\n", ["a\rb|c !bare-carriage-return@1/0 1"]],
  ["CR alone at the end", "a\r", ["a\r !bare-carriage-return@1/0 0"]],
  ["CR after a quote", '"a"\rb\n', ['"a"\rb !text-after-quote@3/0 1']],
  ["two CR", "a\r\r\n", ["a\r !bare-carriage-return@1/0 1"]],
  ["NUL", "a\0,b\n", ["a\0|b !nul-byte@1/0 1"]],
  ["NUL inside quotes", '"a\0"\n', ["«a\0» !nul-byte@2/0 1"]],
  ["CR file", 'a\r"b\rc"\r', ["a 1", "«b\rc» 2"], { recordEnd: "cr" }],
  ["LF in a CR file", "a\nb\r", ["a\nb !bare-line-feed@1/0 1"], { recordEnd: "cr" }],
  [
    "backslash escape",
    String.raw`"a\"b\\c\n",d` + "\n",
    [String.raw`«a"b\c\n»|d 1`],
    { escape: "\\" },
  ],
  ["backslash outside quotes", String.raw`a\,b` + "\n", [String.raw`a\|b 1`], { escape: "\\" }],
  [
    "doubled quote under a backslash",
    '"a""b"\n',
    ['"a""b" !text-after-quote@3/0 1'],
    { escape: "\\" },
  ],
  ["nothing quoted", '"a,b"\n', ['"a|b" 1'], { quote: null, escape: null }],
  ["delimiter of two", 'a||"b||c"||d|\n', ["a|«b||c»|d| 1"], { delimiter: "||" }],
  ["delimiters side by side", "a|||b\n", ["a||b 1"], { delimiter: "||" }],
  ["comments", '#! a "note\n1,2\n', ["# 1", "1|2 1"], { commentPrefix: "#!" }],
  ["a comment only at a record's start", '1,"\n#!"\n', ["1|«\n#!» 2"], { commentPrefix: "#!" }],
])("%s", (_name, text, expected, changes) => {
  expect(records(text, changes)).toEqual(expected);
});

test("says where records lie", () => {
  const reader = new RecordReader(encode("a,b\r\ncd"), RFC_4180);
  const places: number[][] = [];
  while (reader.next()) places.push([reader.start, reader.end, reader.nextStart]);
  expect(places).toEqual([
    [0, 3, 5],
    [5, 7, 7],
  ]);
});

test("takes more fields than it first has room for", () => {
  const reader = new RecordReader(
    encode(`${Array.from({ length: 1000 }, (_, field) => field).join(",")}\n`),
    RFC_4180,
  );
  reader.next();
  expect([reader.fieldCount, decode(reader.fieldBytes(999))]).toEqual([1000, "999"]);
});

const cell = fc
  .array(fc.constantFrom('"', ",", ";", "\n", "\r\n", "\\", " ", "a", "é", "ß,"), { maxLength: 6 })
  .map((parts) => parts.join(""));
const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 6,
  }),
);
const writing = fc.record({
  delimiter: fc.constantFrom(",", ";", "||"),
  end: fc.constantFrom("\n", "\r\n"),
  escape: fc.constantFrom('"', "\\"),
  hasLastEnd: fc.boolean(),
});

test("reads what csv-parse reads, for any well-formed table", () => {
  fc.assert(
    fc.property(table, writing, (rows, { delimiter, end, escape, hasLastEnd }) => {
      const written = rows.map((row) =>
        row
          .map(([value, quoteAnyway]) => {
            const mustQuote = row.length === 1 || /["\r\n,;|\\]/.test(value);
            if (!mustQuote && !quoteAnyway) return value;
            const escaped = Array.from(value, (sign) =>
              sign === '"' || sign === escape ? escape + sign : sign,
            ).join("");
            return `"${escaped}"`;
          })
          .join(delimiter),
      );
      const text = written.join(end) + (hasLastEnd ? end : "");
      const judged = parse(text, { delimiter, escape, record_delimiter: end });
      const reader = new RecordReader(encode(text), { ...RFC_4180, delimiter, escape });
      const read: string[][] = [];
      while (reader.next()) {
        expect(reader.problem).toBeNull();
        read.push(
          Array.from({ length: reader.fieldCount }, (_, field) => decode(reader.fieldBytes(field))),
        );
      }
      expect(read).toEqual(judged);
      expect(read).toEqual(rows.map((row) => row.map(([value]) => value)));
    }),
    { seed: 4180, numRuns: 2000 },
  );
});
