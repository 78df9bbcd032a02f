// Where a table begins: titles above it, headers that come twice, headers whose quotes do not pair.
import { expect, test } from "vitest";
import type { Decision } from "../../../../src/core/records/dialect.ts";
import { findTableStart, sniffDialect } from "../../../../src/core/records/sniff.ts";
import type { SniffGiven } from "../../../../src/core/records/sniff.ts";
import { encode } from "../dialects.ts";

const utf8: Decision = { what: "encoding", value: "utf-8", origin: "default", evidence: "" };

/** The names found, and the text from the first record to load on. */
function read(text: string, given: SniffGiven = {}) {
  const bytes = encode(text);
  const sniffed = sniffDialect(
    { text: bytes, isWhole: true },
    { encoding: "utf-8", decision: utf8 },
    given,
  );
  const start = findTableStart(bytes, sniffed.dialect, sniffed.tableStart);
  return {
    names: sniffed.headerNames,
    line: start.line,
    header: start.header,
    rest: text.slice(start.start),
    said: sniffed.decisions
      .filter(({ what }) => what.includes("header") && what !== "header")
      .map(({ what, value }) => `${what}: ${value}`),
  };
}

const records = "1,2026-01-01,x\n2,2026-01-02,y\n3,2026-01-03,z\n";

test.each([
  ["no title", "id,day,name\n", 2, []],
  ["a title of one field", "Sales\nid,day,name\n", 3, ["records above the header: 1"]],
  ["titles padded to the table", "Sales,,\n,,\nid,day,name\n", 4, ["records above the header: 2"]],
  ["blank lines and a title", "\nSales,,\n\nid,day,name\n", 5, ["records above the header: 1"]],
  ["the header twice", "id,day,name\nid,day,name\n", 3, ["header records: 2"]],
  [
    "a title and the header three times",
    "Sales,,\nid,day,name\nid,day,name\nid,day,name\n",
    5,
    ["records above the header: 1", "header records: 3"],
  ],
])("%s is passed over, and said", (_name, head, line, said) => {
  const names = ["id", "day", "name"];
  expect(read(head + records)).toEqual({ names, line, header: "id,day,name", rest: records, said });
});

test.each([
  ["a record of mostly NULL without a header", `7,,\n${records}`, {}],
  ["two values above the header", `Sales,2026,\n${records}`, { header: "no" }],
  ["anything, when there is no header", `Sales,,\nid,day,name\n${records}`, { header: "no" }],
] as const)("%s is a record", (_name, text, given) => {
  expect(read(text, given)).toMatchObject({ line: 1, header: null, rest: text, said: [] });
});

test("a header whose quotes do not pair ends with its line, and eats no record", () => {
  const text = `id,"day","name\n1,2026-01-01,"x"\n2,2026-01-02,"y"\n3,2026-01-03,"z"\n`;
  const { names, line, rest } = read(text);
  expect([names, line]).toEqual([["id", "day", '"name'], 2]);
  expect(rest).toBe(text.slice(text.indexOf("\n") + 1));
});

test("a header whose quotes do pair may span lines", () => {
  const text = `id,"day\nof month",name\n${records}`;
  expect(read(text)).toMatchObject({ names: ["id", "day\nof month", "name"], line: 3 });
});

test.each([
  ["agree with some records", 3, 3],
  ["agree with none", 5, 2],
])("the fields that the user counts decide when they %s", (_name, fieldCount, expected) => {
  const text = encode("1,2\n1,2\n1,2,3\n1,2\n");
  const encoding = { encoding: "utf-8", decision: utf8 } as const;
  const sniffed = sniffDialect({ text, isWhole: true }, encoding, { header: "no", fieldCount });
  expect(sniffed.fieldCount).toBe(expected);
});
