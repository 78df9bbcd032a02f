// What is guessed of files as people have them, and what each guess says for itself.
import { expect, test } from "vitest";
import type { Decision } from "../../../src/core/records/dialect.ts";
import { sniffDialect } from "../../../src/core/records/sniff.ts";
import type { SniffGiven } from "../../../src/core/records/sniff.ts";
import { encode } from "./dialects.ts";

const utf8: Decision = { what: "encoding", value: "utf-8", origin: "default", evidence: "" };
const sniff = (text: string, given: SniffGiven = {}, isWhole = true) =>
  sniffDialect({ text: encode(text), isWhole }, { encoding: "utf-8", decision: utf8 }, given);
const evidence = (text: string, what: string, given: SniffGiven = {}): string => {
  const decision = sniff(text, given).decisions.find((entry) => entry.what === what);
  return `${decision?.value ?? ""} (${decision?.origin ?? ""}): ${decision?.evidence ?? ""}`;
};
const lines = (...all: string[]): string => all.map((line) => `${line}\n`).join("");
const numbered = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `${line(index)}\n`).join("");

test.each<[string, string, string, number]>([
  ["commas", lines("id,name", "1,Ana", "2,Bob"), ",", 2],
  ["semicolons with decimal commas", lines("1,5;2,5;3,7", "2,5;3,5;4,7"), ";", 3],
  [
    "semicolons around text with commas",
    lines("nome;obs", "Ana;um, dois", "Bob;tres, quatro"),
    ";",
    2,
  ],
  ["tabs around commas", lines("a\tb\tc", "1,0\tx, y\tz", "2,0\tx, y\tz"), "\t", 3],
  ["bars", lines("a|b", "1|2"), "|", 2],
  ["double bars", lines("id||nome||x", "1||Ana||y"), "||", 3],
  ["bars with an empty column", lines("a|b|c", "1||2", "3||4"), "|", 3],
  ["carets", lines("1^a^x", "2^b^y"), "^", 3],
  ["commas with a blank behind each", lines('a, "b", c', '1, "x, y", 2', '3, "z", '), ", ", 3],
  ["commas with a blank behind some", lines("a, b,c", "1, 2,3", "4, 5,6"), ",", 3],
  ["Hive's byte", lines("1\u0001a", "2\u0001b"), "\u0001", 2],
  ["delimiters inside quotes", lines('"a;b;c","d;e;f"', '"g;h;i","j;k;l"'), ",", 2],
  ["one column of words", lines("name", "Ana Maria", "Bob Silva"), ",", 1],
  ["one column of times", lines("12:30:00", "12:31:00"), ",", 1],
  [
    "one column of sentences",
    lines("Well, yes.", "No.", "Perhaps, or not, or so.", "Never."),
    ";",
    1,
  ],
  ["one record", "a;b;c", ";", 3],
  ["nothing", "", ",", 1],
])("delimiter of %s", (_name, text, delimiter, fieldCount) => {
  const { dialect, fieldCount: found } = sniff(text);
  expect([dialect.delimiter, found]).toEqual([delimiter, fieldCount]);
});

test("the delimiter's evidence counts records, and names the next best", () => {
  const text = numbered(200, (index) => `${index};${index},5;Silva, Ana`);
  expect(evidence(text, "delimiter")).toBe(
    "; (sniffed): ';' splits 200 of 200 records into 3 fields; ',' splits them into 3",
  );
  expect(evidence(lines("just text", "more text"), "delimiter")).toBe(
    ", (default): no delimiter splits the 2 records looked at evenly: one field each",
  );
});

test.each<[string, string, SniffGiven, string]>([
  ["plain text", "So, yes.\nNo.\nA, b, c.\nD.\n", {}, "one field each; ';' stands in none of them"],
  [
    "a given delimiter that is not there",
    "a,b\n",
    { delimiter: ";" },
    "; (given): as given; it stands in none of 1 records",
  ],
  [
    "a given delimiter",
    "a,b\n",
    { delimiter: "," },
    ", (given): as given; ',' splits 1 of 1 records into 2 fields",
  ],
])("the delimiter's evidence for %s", (_name, text, given, words) => {
  expect(evidence(text, "delimiter", given)).toContain(words);
});

test.each([
  [
    "a preamble",
    lines("Report", "2026", "a,b", "1,2", "3,4", "5,6"),
    "the first 2 records do not have 2 fields: perhaps lines before the table, to be taken out of the file",
  ],
  [
    "ragged records",
    lines("a,b", "1,2", "3,4,5", "6,7"),
    "1 record has another number of fields and will be refused, the first is record 3 with 3",
  ],
])("%s shows in the evidence", (_name, text, expected) => {
  expect(evidence(text, "delimiter")).toContain(expected);
});

test("the last record of a cut text is not looked at", () => {
  expect(sniff("a,b\n1,2\n3,4\n5", {}, false).decisions[2]?.evidence).toBe(
    "',' splits 3 of 3 records into 2 fields",
  );
});

test.each<[string, string, string | null, string | null]>([
  ["no quotes at all", lines("a,b", "1,2"), '"', '"'],
  ["doubled quotes", lines('1,"say ""hi"""', '2,"x"'), '"', '"'],
  ["backslashes", numbered(9, (index) => String.raw`${index},"say \"hi\", ok"`), '"', "\\"],
  ["a Windows path in quotes", lines(String.raw`1,"C:\dir\"`, String.raw`2,"C:\x\"`), '"', '"'],
  ["single quotes", lines("1,'a, b'", "2,'c, d'", "3,'e'"), "'", "'"],
  [
    "single quotes with apostrophes in some",
    numbered(
      20,
      (index) => `${index},'a${index % 2 === 0 ? ", b" : ""}${index % 5 === 0 ? "'s" : ""}','x'`,
    ),
    "'",
    "'",
  ],
  ["apostrophes", lines("1,it's", "2,o'clock", "3,'tis"), '"', '"'],
  ["inches in unquoted fields", numbered(20, (index) => `${index},${index}" pipe`), null, null],
  ["one stray quote", lines("1,a", '2,5" pipe', "3,b"), '"', '"'],
  [
    "stray quotes beside quoted fields",
    lines('1,"a"', '2,5" pipe', '3,6" pipe', '4,7" pipe'),
    '"',
    '"',
  ],
])("quote and escape of %s", (_name, text, quote, escape) => {
  expect(sniff(text).dialect).toMatchObject({ quote, escape });
});

test("records that do not keep to the quotes are announced", () => {
  const text = lines('1,"a"', '2,5" pipe', '3,"b"');
  expect(evidence(text, "quote")).toBe(
    '" (sniffed): 2 fields begin and end with it; 1 record does not keep to it and will be refused',
  );
});

test.each([
  ["LF", "a\nb\n", "lf", "lines ended by LF: 2, by CRLF: 0, by CR alone: 0"],
  ["CRLF", "a\r\nb\r\n", "crlf", "LF: 0, by CRLF: 2"],
  ["CR", "a\rb\rc", "cr", "by CR alone: 2"],
  ["LF inside quotes of a CRLF file", 'a,"\n\n\n"\r\nb\r\n', "crlf", "LF: 0, by CRLF: 2"],
  [
    "mixed",
    "a\r\nb\nc\n",
    "lf",
    "LF: 2, by CRLF: 1, by CR alone: 0; LF and CRLF both end a record; COPY itself would refuse the mixture",
  ],
  ["one line", "a", "lf", "the text looked at is a single line"],
])("record end: %s", (_name, text, recordEnd, words) => {
  expect(sniff(text).dialect.recordEnd).toBe(recordEnd);
  expect(evidence(text, "record end")).toContain(words);
});

test.each<[string, string, boolean, string]>([
  [
    "text above numbers",
    lines("id,name", "1,Ana"),
    true,
    "in 1 column text stands above numbers, dates and the like: 'id'",
  ],
  ["text above dates", lines("quando;x", "31/12/2026;a", "30/12/2026;b"), true, "'quando'"],
  [
    "values from the start",
    lines("1,Ana", "2,Bob"),
    false,
    "the first record holds values such as '1'",
  ],
  [
    "all text with names",
    lines("cidade,estado", "Recife,PE", "Natal,RN"),
    true,
    "'cidade' is a usual name of a column",
  ],
  [
    "all text, written as names",
    lines("foo_bar,baz", "x,y"),
    true,
    "'foo_bar' is written as a name",
  ],
  [
    "all text like the others",
    lines("Ana,Recife", "Bob,Natal"),
    false,
    "the first record looks like the others",
  ],
  [
    "a name that comes again",
    lines("name,city", "name,x"),
    false,
    "'name' comes again in its column",
  ],
  ["years as names", lines("country,2019,2020", "Brasil,1.5,2.5"), false, "'2019'"],
  ["nothing but names", "name,city\n", true, "'name'"],
  ["blank line before it", lines("", "id,name", "1,Ana"), true, "'id'"],
])("header: %s", (_name, text, hasHeader, words) => {
  expect(sniff(text).dialect.hasHeader).toBe(hasHeader);
  expect(evidence(text, "header")).toContain(words);
});

test.each<[string, string, string, string]>([
  ["empty", lines("a,b", "1,x", ",y"), "", "an unquoted empty field is NULL"],
  [
    "NULL among numbers",
    lines("a,b", "1,x", "NULL,y"),
    "NULL",
    "'NULL' stands once among numbers and dates",
  ],
  ["NULL among text", lines("a,b", "1,NULL", "2,y"), "", "an unquoted empty field"],
  ["\\N anywhere", lines("a,b", "1,\\N", "2,y"), "\\N", "'\\N' stands once"],
  [
    "NA and empty fields",
    lines("a,b", "1,x", "NA,y", "NA,z", ",z"),
    "NA",
    "an empty field does so once and will be refused there",
  ],
  [
    "more empty fields than NA",
    lines("a,b", "1,x", "NA,y", ",z", ",z"),
    "",
    "'NA' is read as text",
  ],
])("null text: %s", (_name, text, nullText, words) => {
  expect(sniff(text).dialect.nullText).toBe(nullText);
  expect(evidence(text, "null text")).toContain(words);
});

test.each<[string, string, boolean, string]>([
  [
    "pt-BR amounts",
    lines("v;x", "1.234,56;a", "0,5;b"),
    true,
    "yes (sniffed): 2 values, as '1.234,56', with a decimal comma, none has a decimal point",
  ],
  [
    "quoted in a comma file",
    lines("v,x", '"1,5",a'),
    true,
    "yes (sniffed): 1 value, '1,5', with a decimal comma",
  ],
  ["points", lines("v;x", "1.5;a"), false, "no (sniffed): 1 value, '1.5', with a decimal point"],
  [
    "thousands or decimals",
    lines("v;x", "1,234;a", "5,678;b"),
    false,
    "no (default): ambiguous: 2 values, as '1,234', in groups of three",
  ],
  [
    "both",
    lines("v;x", "1,5;a", "2.5;b"),
    false,
    "no (sniffed): 1 value, '1,5', with a decimal comma, but 1 value, '2.5', with a point",
  ],
  ["none", lines("v;x", "1;a"), false, "no (default): no number looked at has a fraction"],
])("decimal comma: %s", (_name, text, decimalComma, words) => {
  expect(sniff(text).dialect.decimalComma).toBe(decimalComma);
  expect(evidence(text, "decimal comma")).toContain(words);
});

test.each<[string, string, string, string]>([
  ["ISO", lines("d,x", "2026-12-31,a"), "ymd", "with the year first"],
  [
    "a day over 12 first",
    lines("d,x", "01/02/2026,a", "31/12/2026,b"),
    "dmy",
    "1 value, '31/12/2026', whose first number is over 12",
  ],
  [
    "a day over 12 second",
    lines("d,x", "01/02/2026,a", "12/31/2026,b"),
    "mdy",
    "1 value, '12/31/2026', whose second number is over 12",
  ],
  [
    "open",
    lines("d,x", "01/02/2026,a"),
    "ymd",
    "(default): ambiguous: 1 value, '01/02/2026', may begin with a day or a month; neither is taken",
  ],
  [
    "open with semicolons",
    lines("d;x", "01/02/2026;a"),
    "dmy",
    "(sniffed): ambiguous: 1 value, '01/02/2026', may begin with a day or a month; day first, as the delimiter ';'",
  ],
  [
    "contradictory",
    lines("d,x", "13/02/2026,a", "02/13/2026,b"),
    "ymd",
    "contradictory: '13/02/2026' begins with a day, '02/13/2026' with a month",
  ],
  ["no date", lines("d,x", "1,a"), "ymd", "no date among the values"],
])("date order: %s", (_name, text, dateOrder, words) => {
  expect(sniff(text).dialect.dateOrder).toBe(dateOrder);
  expect(evidence(text, "date order")).toContain(words);
});

test("a Brazilian export, whole", () => {
  const text =
    'Código;Data;Valor (R$);Observação\r\n1;31/12/2026;1.234,56;"ok; sim"\r\n2;01/01/2027;0,99;\r\n';
  const { dialect, headerNames, fieldCount, sampleRecords, decisions } = sniff(text);
  expect(dialect).toEqual({
    delimiter: ";",
    quote: '"',
    escape: '"',
    recordEnd: "crlf",
    hasHeader: true,
    nullText: "",
    encoding: "utf-8",
    decimalComma: true,
    dateOrder: "dmy",
    commentPrefix: null,
  });
  expect(headerNames).toEqual(["Código", "Data", "Valor (R$)", "Observação"]);
  expect(fieldCount).toBe(4);
  expect(sampleRecords).toEqual([
    ["1", "31/12/2026", "1.234,56", "ok; sim"],
    ["2", "01/01/2027", "0,99", null],
  ]);
  expect(decisions.map(({ what }) => what)).toEqual([
    "encoding",
    "record end",
    "delimiter",
    "quote",
    "escape",
    "header",
    "null text",
    "decimal comma",
    "date order",
  ]);
});

test("names and samples are read in the file's encoding", () => {
  const text = Uint8Array.from([0x63, 0xf3, 0x64, 0x3b, 0x62, 0x0a, 0x31, 0x3b, 0x80, 0x0a]);
  const { headerNames, sampleRecords } = sniffDialect(
    { text, isWhole: true },
    { encoding: "windows-1252", decision: utf8 },
    {},
  );
  expect([headerNames, sampleRecords]).toEqual([["cód", "b"], [["1", "€"]]]);
});

test("what is given is taken", () => {
  const given = {
    delimiter: "\\t",
    quote: "",
    header: "no",
    nullText: "-",
    decimalComma: true,
    dateOrder: "mdy",
    recordEnd: "cr",
  } as const;
  const { dialect, decisions } = sniff("a,b\n1,2\n", given);
  expect(dialect).toMatchObject({
    delimiter: "\t",
    quote: null,
    escape: null,
    hasHeader: false,
    nullText: "-",
    decimalComma: true,
    dateOrder: "mdy",
    recordEnd: "cr",
  });
  expect(decisions.slice(1).map(({ origin }) => origin)).toEqual(Array(7).fill("given"));
});

test.each<[SniffGiven, string]>([
  [{ delimiter: "" }, 'the delimiter cannot be ""'],
  [{ delimiter: "\n" }, 'the delimiter cannot be "\\n"'],
  [{ delimiter: "¦" }, 'the delimiter cannot be "¦"'],
  [{ delimiter: '"' }, 'the delimiter holds the quote "'],
  [{ delimiter: "'", quote: "'" }, "the delimiter holds the quote '"],
  [{ quote: "''" }, "the quote cannot be \"''\""],
  [{ quote: "«" }, 'the quote cannot be "«"'],
  [{ escape: "" }, 'the escape cannot be ""'],
  [{ escape: ";", delimiter: ";" }, "escape and delimiter are both ';'"],
  [{ escape: "\\", quote: "" }, "an escape is given and quoting is turned off"],
  [{ nullText: "a\nb" }, "the text for NULL holds a line end"],
])("refuses %j", (given, message) => {
  expect(() => sniff("a,b\n", given)).toThrow(
    expect.objectContaining({ code: "dialect-invalid", message }),
  );
});

test("refuses a NULL text that the encoding does not have", () => {
  expect(() =>
    sniffDialect(
      { text: encode("a\n"), isWhole: true },
      { encoding: "latin1", decision: utf8 },
      { nullText: "€" },
    ),
  ).toThrow("cannot be written in latin1");
});
