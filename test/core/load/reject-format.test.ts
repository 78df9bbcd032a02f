// The reject file's own lines, and reading them back.
import { expect, test } from "vitest";
import {
  readRejectHead,
  recordEndText,
  rejectFileHead,
  rejectNote,
} from "../../../src/core/load/reject-format.ts";
import { RFC_4180 } from "../../../src/core/records/dialect.ts";
import { planFor } from "../../support/load-fixtures.ts";

const plan = planFor(10, ["a", "b"]);
const odd = {
  ...plan,
  target: { ...plan.target, table: { schema: "public", name: 'Odd "Name"' } },
};

test("the first line gives the request back", () => {
  const read = readRejectHead(rejectFileHead(odd));
  expect(read).toEqual({
    loadId: "load",
    request: {
      into: 'public."Odd ""Name"""',
      columns: ["a", "b"],
      ...{
        delimiter: ",",
        quote: '"',
        escape: '"',
        header: "no",
        nullText: "",
        encoding: "utf-8",
        decimalComma: false,
        dateOrder: "ymd",
      },
    },
  });
});

test.each([
  ["id,note"],
  ["#rowmill rejects 2 {}"],
  ["#rowmill rejects 1 {"],
  ["#rowmill rejects 1 {}"],
  ['#rowmill rejects 1 {"loadId":"x","into":1}'],
])("no reject file: %s", (line) => {
  expect(readRejectHead(line)).toBeNull();
});

test("a note is one line, whatever the server said", () => {
  const reject = {
    batch: 0,
    record: 9,
    line: 12,
    byteOffset: 123,
    column: "b",
    sqlstate: "22P02",
    message: "bad\nvalue",
    raw: new Uint8Array(),
  };
  expect(rejectNote(reject)).toBe(
    "#rowmill line 12, record 9, column b, byte 123, 22P02: bad value",
  );
  expect(rejectNote({ ...reject, column: null })).toBe(
    "#rowmill line 12, record 9, byte 123, 22P02: bad value",
  );
});

test("UTF-16 files have UTF-8 rejects, for that is what the reader gave", () => {
  const head = rejectFileHead({ ...plan, dialect: { ...RFC_4180, encoding: "utf-16le" } });
  expect(readRejectHead(head)?.request.encoding).toBe("utf-8");
});

test.each([
  ["lf", "\n"],
  ["crlf", "\r\n"],
  ["cr", "\r"],
] as const)("record end %s", (recordEnd, text) => {
  expect(recordEndText({ ...RFC_4180, recordEnd })).toBe(text);
});

test.each([
  [
    { mode: "upsert", key: ["a"] },
    { mode: "upsert", key: ["a"] },
  ],
  [
    { mode: "skip", key: ["b"] },
    { mode: "skip", key: ["b"] },
  ],
  [{ mode: "replace", key: ["a"] }, {}],
  [{ mode: "append", isAtomic: true }, {}],
] as const)("mended records of %j go on as %j", (facts, expected) => {
  const request = readRejectHead(rejectFileHead({ ...plan, ...facts }))?.request;
  expect({ mode: request?.mode, key: request?.key }).toEqual({
    mode: undefined,
    key: undefined,
    ...expected,
  });
});
