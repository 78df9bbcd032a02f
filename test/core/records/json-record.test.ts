// JSON objects as CSV records: which columns they have, what becomes of each kind of value, and what is refused.
import fc from "fast-check";
import { expect, test } from "vitest";
import { RecordReader } from "../../../src/core/records/record-reader.ts";
import { JsonColumns } from "../../../src/core/records/json-columns.ts";
import { walkObject } from "../../../src/core/records/json-object.ts";
import { JsonRecordWriter } from "../../../src/core/records/json-record.ts";
import { MADE_DIALECT } from "../../../src/core/records/made-text.ts";
import { encode } from "./dialects.ts";

/** The columns of the lines; objects at `whole` are not opened. */
function columnsOf(lines: readonly string[], whole: readonly string[] = []): readonly string[] {
  const columns = new JsonColumns((path) => whole.includes(path));
  for (const line of lines) columns.add(line);
  return columns.names();
}

const write = (columns: readonly string[], line: string) => {
  const made = new JsonRecordWriter(columns).write(line);
  return "text" in made ? made.text : `refused: ${made.refusal}`;
};

test.each<[string, string[], string[], string[]?]>([
  ["keys in their order", ['{"b":1,"a":2}'], ["b", "a"]],
  ["the union of all lines", ['{"a":1}', '{"b":2,"a":3}', '{"c":null}'], ["a", "b", "c"]],
  ["nested objects", ['{"a":{"b":{"c":1},"d":2}}'], ["a.b.c", "a.d"]],
  ["arrays whole", ['{"a":[1,{"b":2}]}'], ["a"]],
  ["objects that the table has a column for", ['{"a":{"b":1},"c":{"d":1}}'], ["a", "c.d"], ["a"]],
  ["null that turns out to be an object", ['{"a":null}', '{"a":{"b":1}}'], ["a.b"]],
  ["an empty object that turns out to have members", ['{"a":{}}', '{"a":{"b":1}}'], ["a.b"]],
  ["an object that never has members", ['{"a":{}}'], ["a"]],
  ["a scalar that is an object elsewhere", ['{"a":1}', '{"a":{"b":1}}'], ["a", "a.b"]],
  ["nothing", ["{}", "[]", "x"], []],
])("columns: %s", (_name, lines, expected, whole) => {
  expect(columnsOf(lines, whole)).toEqual(expected);
});

test.each([
  ["numbers keep their digits", '{"a":12345678901234567890,"b":1.10}', "12345678901234567890,1.10"],
  ["exponents too", '{"a":1e400,"b":-0.0}', "1e400,-0.0"],
  ["null and missing are NULL", '{"a":null}', ","],
  ["an empty text is none", '{"a":"","b":"x"}', '"","x"'],
  ["quotes, commas and line ends", String.raw`{"a":"x\"y","b":"p,q\nr"}`, '"x""y","p,q\nr"'],
  ["escapes", String.raw`{"a":"\u00e9\/\\\t","b":"\ud83d\ude00"}`, '"é/\\\t","😀"'],
  ["truth values", '{"a":true,"b":false}', "true,false"],
  ["arrays as their own text", '{"a":[1.0, "x"],"b":[]}', '"[1.0, ""x""]","[]"'],
  ["an object in a column of its own", '{"a":{"k": 1.50},"b":{}}', '"{""k"": 1.50}","{}"'],
  ["keys in any order", ' { "b" : 2 , "a" : 1 } ', "1,2"],
  ["no member at all", "{}", ","],
])("values: %s", (_name, line, expected) => {
  expect(write(["a", "b"], line)).toBe(expected);
});

test.each([
  ["members", '{"a":{"b":1,"c":"x"}}', '1,"x"'],
  ["null in place of the object", '{"a":null}', ","],
  ["an empty object", '{"a":{}}', ","],
  ["a scalar in place of the object", '{"a":7}', 'refused: the key "a" has no column'],
  ["a member without a column", '{"a":{"z":1}}', 'refused: the key "a.z" has no column'],
  [
    "a key with dots and its members",
    '{"a.b":1,"a":{"b":2}}',
    'refused: the key "a.b" stands there twice',
  ],
])("nested: %s", (_name, line, expected) => {
  expect(write(["a.b", "a.c"], line)).toBe(expected);
});

test.each([
  ["an unknown key", '{"a":1,"z":2}', 'the key "z" has no column'],
  ["an unknown key that is null", '{"z":null}', 'the key "z" has no column'],
  ["a key that comes twice", '{"a":1,"a":2}', 'the key "a" stands there twice'],
  ["an array", "[1]", "the line is not a JSON object, at character 1 of the line"],
  ["a scalar", "7", "the line is not a JSON object, at character 1 of the line"],
  [
    "two objects",
    '{"a":1} {"a":2}',
    "something follows the JSON object, at character 9 of the line",
  ],
  ["a cut line", '{"a":"x', "a string that is never closed, at character 6 of the line"],
  ["a missing value", '{"a":}', "a value is expected, at character 6 of the line"],
  ["a leading zero", '{"a":01}', "a comma or } is expected, at character 7 of the line"],
  ["a comma too many", '{"a":1,}', "a key in quotes is expected, at character 8 of the line"],
  [
    "a wrong escape",
    String.raw`{"a":"\x"}`,
    "no such escape in a string, at character 7 of the line",
  ],
  ["a raw tab", '{"a":"\t"}', "a control character in a string, at character 7 of the line"],
  [
    "half a surrogate pair",
    String.raw`{"a":"\ud83d"}`,
    'the text of "a" has half a surrogate pair, which is no character',
  ],
])("refused: %s", (_name, line, refusal) => {
  expect(write(["a", "b"], line)).toBe(`refused: ${refusal}`);
});

const nested = (depth: number): string => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;

test("64 levels are read, 65 refused, and a million end no stack", () => {
  expect(write(["a"], nested(63))).toBe(`"${"[".repeat(63)}${"]".repeat(63)}"`);
  expect(write(["a"], nested(64))).toContain("nested deeper than 64 levels");
  expect(write(["a"], nested(1_000_000))).toContain("nested deeper than 64 levels");
  expect(write(["a"], '{"a":'.repeat(100_000))).toContain("nested deeper than 64 levels");
});

test("what JSON.parse reads is read, and what it refuses is refused", () => {
  const opened = { opens: () => true, value: () => undefined };
  const broken = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", '"', "}", ",", "\\", "0", "e"))
    .map(
      ([text, at, sign]) =>
        text.slice(0, at % text.length) + sign + text.slice((at % text.length) + 1),
    );
  fc.assert(
    fc.property(fc.oneof(fc.json({ maxDepth: 8 }), broken), (value) => {
      const text = `{"k":${value}}`;
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      expect(walkObject(text, opened) === null).toBe(isJson);
    }),
    { seed: 4, numRuns: 2_000 },
  );
});

test("texts come out of the record as they went into the object", () => {
  const value = fc.string({ unit: "binary" }).filter((text) => !text.includes("\0"));
  fc.assert(
    fc.property(fc.array(fc.option(value), { minLength: 2, maxLength: 4 }), (values) => {
      const object = Object.fromEntries(values.map((text, index) => [`k${index}`, text]));
      const record = write(Object.keys(object), JSON.stringify(object));
      const reader = new RecordReader(encode(record), MADE_DIALECT);
      reader.next();
      const found = values.map((_, field) =>
        reader.isQuoted(field) ? new TextDecoder().decode(reader.fieldBytes(field)) : null,
      );
      expect([reader.problem, found]).toEqual([null, values]);
    }),
    { seed: 4, numRuns: 1_000 },
  );
});
