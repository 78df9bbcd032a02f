// Where a table begins: titles above it, headers that come twice, headers whose quotes do not pair.
import { expect, test } from "vitest";
import { present } from "../../../../src/core/base/assert.ts";
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

const delimiterOf = (text: string) =>
  sniffDialect(
    { text: encode(text), isWhole: true },
    { encoding: "utf-8", decision: utf8 },
    {},
  ).decisions.find(({ what }) => what === "delimiter");

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

test.each([
  ["above a header", "sep=;\nid;note\n", {}, ";", 3, ["id", "note"]],
  ["quoted, of a file with CRLF", '"sep=|"\r\nid|note\r\n', {}, "|", 3, ["id", "note"]],
  ["of a tab", "SEP=\t\nid\tnote\n", {}, "\t", 3, ["id", "note"]],
  ["above records alone", "sep=;\n", { header: "no" }, ";", 2, null],
  ["that is contradicted", "sep=,\nid;note\n", { delimiter: ";" }, ";", 3, ["id", "note"]],
] as const)("a delimiter's line %s is no record", (_name, head, given, delimiter, line, names) => {
  const text = head + ["1,5", "2,5", ""].map((value) => `7${delimiter}${value}\n`).join("");
  const found = read(text, given);
  expect([found.names, found.line, found.rest]).toEqual([names, line, text.slice(head.length)]);
});

test("the delimiter's line is the evidence for the delimiter", () => {
  const { origin, evidence } = present(delimiterOf("sep=;\nid;note\n1;a\n"), "a decision");
  expect([origin, evidence]).toEqual([
    "sniffed",
    "the first line says 'sep=;'; not loaded; ';' splits 2 of 2 records into 2 fields",
  ]);
});

test.each(["sep=ab\n1\n", "sep=\n1\n", "sep;x\n1;2\n", "separator\n1\n"])(
  "%j begins with a record",
  (text) => expect(read(text, { header: "no" })).toMatchObject({ line: 1, rest: text }),
);
