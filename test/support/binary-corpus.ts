// Texts for each type that is encoded: ordinary ones, every odd form that comes to mind, and generated ones.
import fc from "fast-check";

export interface TypeCorpus {
  /** As in CREATE TABLE. */
  readonly type: string;
  /** Of the session; one that shows where it is used when not said. */
  readonly timeZone?: string;
  readonly texts: readonly string[];
  readonly generated?: fc.Arbitrary<string>;
  /** At least so many of `texts` must be encoded: that nothing is left to the server by mistake. */
  readonly encodedMin: number;
}

const BLANKS = ["", " ", "  ", "\t", " \n"];
const WORDS = ["null", "NULL", "x", "twelve", "n/a", "-", "+", "--1", "+-1", "é", "１２", "\u0663"];

const INTEGERS = [
  ...["0", "-0", "+0", "00", "007", "1", "-1", "+1", "12", "1234567", "12345678", "123456789"],
  ...["32767", "-32768", "32768", "-32769", "2147483647", "-2147483648", "2147483648"],
  ...["-2147483649", "9223372036854775807", "-9223372036854775808", "9223372036854775808"],
  ...["-9223372036854775809", "18446744073709551615", "18446744073709551616"],
  ...["0000000000000000000000000001", "99999999999999999999999999", "9999999999999999999"],
  ...[" 1", "1 ", "\t1", "1\n", "- 1", "1-", "1+", "1.", "1.0", "1.5", ".5", "1e3", "1E3", "1,0"],
  ...["0x1F", "0X1f", "0o17", "0b11", "0x", "0b2", "1_000", "_1", "1_", "1__0", "0_1", "12a"],
  ...["1 2", "1\u00a0", "NaN", "inf", "'1'", '"1"', "1;", "$1", "0x7fffffff", "-0x80"],
];

const DECIMALS = [
  ...["0", "-0", "0.0", "-0.0", "0.000", "00.10", "1", "1.", ".1", ".", "+.5", "-.5", "1.50"],
  ...["123.45", "-123.45", "999.99", "999.994", "999.995", "-999.995", "1000", "1000.00", "99999"],
  ...["0.001", "0.005", "0.0049", "12345678", "123456789", "1234567890.12345678901234567890"],
  ...["9999", "10000", "99999999", "100000000", "0.0001", "0.00010000", "0.00000001", "10000.0001"],
  ...[
    "1e5",
    "1E5",
    "1e+5",
    "1e-5",
    "1.5e3",
    "-1e0",
    "1e",
    "e5",
    "1e5.5",
    "1ee5",
    "1e400",
    "1e-400",
  ],
  ...["1e22", "1e23", "123e-20", "5e-324", "2.2250738585072014e-308", "1.7976931348623157e308"],
  ...[
    "NaN",
    "nan",
    "-NaN",
    "inf",
    "Infinity",
    "-Infinity",
    "+inf",
    "infinit",
    "1,5",
    "1.2.3",
    "..",
  ],
  ...["0x1p3", "0x10", "1_000.5", "1d5", "1f", " 1.5", "1.5 ", "1.5\t", "$1.50", "1.5%", "1 000"],
  ...[
    "9007199254740993",
    "9007199254740992",
    "0.1",
    "0.2",
    "0.3",
    "1.1",
    "2.675",
    "1.0000000000000002",
  ],
  ...[
    "16777217",
    "16777216",
    "16777219",
    "3.4028235e38",
    "3.4028236e38",
    "1.17549435e-38",
    "1e-45",
  ],
  ...[
    "0.1234567890123456",
    "12345678901234567890",
    "123456789012345678901",
    "4.35",
    "1e15",
    "1e16",
  ],
  ...[
    "7.2057594037927933e16",
    "9.5e-5",
    "8.41e21",
    "5.0e-20",
    "6.631236846766476e-316",
    "1".repeat(60),
  ],
  ...[
    `${"9".repeat(300)}.${"9".repeat(300)}`,
    `0.${"0".repeat(200)}1`,
    "0".repeat(900),
    "1".repeat(900),
  ],
];

const DAYS = [
  ...[
    "2026-01-01",
    "2024-02-29",
    "2023-02-29",
    "2000-02-29",
    "1900-02-29",
    "2100-02-29",
    "2026-04-31",
  ],
  ...[
    "2026-12-31",
    "2026-13-01",
    "2026-00-10",
    "2026-01-00",
    "2026-01-32",
    "2026-02-30",
    "0000-01-01",
  ],
  ...[
    "0001-01-01",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "1582-10-10",
    "1970-01-01",
    "1999-12-31",
  ],
];

const DATES = [
  ...DAYS,
  ...["26-01-01", "2026-1-1", "2026/01/01", "2026.01.01", "20260101", "01/02/2026", "01.02.2026"],
  ...["Jan 1 2026", "2026-Jan-01", "1-Jan-2026", "infinity", "-infinity", "today", "epoch", "now"],
  ...[
    "2026-01-01 BC",
    "0044-03-15 BC",
    "2026-01-01T00:00:00",
    "2026-01-01 10:00:00",
    "2026-01-01Z",
  ],
  ...[
    " 2026-01-01",
    "2026-01-01 ",
    "+2026-01-01",
    "-2026-01-01",
    "2026-01-0１",
    "J2451187",
    "2026-W01",
  ],
  ...["2026-001", "2026-01", "2026", "99999-01-01", "2026--01", "2026-01-01-"],
];

const CLOCKS = [
  ...["00:00:00", "23:59:59", "24:00:00", "24:00:01", "23:59:60", "23:60:00", "25:00:00", "12:34"],
  ...[
    "12:34:56.",
    "12:34:56.1",
    "12:34:56.123456",
    "12:34:56.1234567",
    "12:34:56.9999999",
    "1:02:03",
  ],
  ...[
    "12:34:56.123456789",
    "12",
    "12:3",
    "12:34:5",
    "12:34:56,5",
    "04:05:06 PM",
    "040506",
    "T04:05:06",
  ],
  ...[
    "allballs",
    " 12:34:56",
    "12:34:56 ",
    "12:34:56+00",
    "12:34:56Z",
    "12:34:56 UTC",
    "12:34:56+02:00",
  ],
];

const OFFSETS = [
  ...["", "Z", "z", "+00", "-00", "+02", "-0330", "+05:30", "+0530", "+14", "+15", "+16", "+05:60"],
  ...[
    "+5",
    "+005",
    "+05:3",
    "+05:30:15",
    " UTC",
    " +02",
    " Europe/Berlin",
    "+02 BC",
    "+14:59",
    "-14:59",
  ],
];

const INSTANTS = [
  ...DAYS.flatMap((day) => [`${day} 10:20:30`, `${day}T10:20:30+00`, day, `${day} 10:20:30.5-03`]),
  ...CLOCKS.flatMap((clock) => [`2026-05-06 ${clock}`, `2026-05-06 ${clock}+00`]),
  ...OFFSETS.flatMap((offset) => [`2026-05-06 07:08:09${offset}`, `2026-05-06T07:08${offset}`]),
  ...OFFSETS.map((offset) => `2026-05-06 07:08:09.123456${offset}`),
  ...[
    "infinity",
    "-infinity",
    "now",
    "epoch",
    "2026-05-06t07:08:09",
    "2026-05-06_07:08:09+00",
    "1.5e9",
  ],
  ...[
    "Tue May 6 07:08:09 2026",
    "2026-05-06  07:08:09",
    "20260506T070809",
    "0001-01-01 00:00:00+14",
  ],
  ...["9999-12-31 23:59:59.999999-14", "2026-05-06 07:08:09 AM", "2026-05-06 07:08:09+00:00"],
];

const BOOLS = [
  ...[
    "t",
    "f",
    "true",
    "false",
    "TRUE",
    "False",
    "tr",
    "fals",
    "yes",
    "no",
    "Y",
    "n",
    "on",
    "off",
    "of",
  ],
  ...[
    "1",
    "0",
    "o",
    "2",
    "01",
    "truee",
    "tt",
    "yess",
    "not",
    " t",
    "t ",
    "true\t",
    "oui",
    "on1",
    "0n",
    "10",
  ],
];

const UUID = "123e4567-e89b-12d3-a456-426614174000";
const UUIDS = [
  ...[UUID, UUID.toUpperCase(), UUID.replaceAll("-", ""), `{${UUID}}`, ` ${UUID}`, `${UUID} `],
  ...[
    UUID.slice(1),
    `${UUID}0`,
    UUID.replace("1", "g"),
    UUID.replace("-", ""),
    UUID.replace("-", "_"),
  ],
  ...[
    "123e-4567-e89b-12d3-a456-4266-1417-4000",
    "1-23e4567e89b12d3a456426614174000",
    `{${UUID}`,
    "{}",
    "-",
  ],
];

const TEXTS = [
  ...[
    "a",
    "é",
    "東京",
    "😀",
    "a,b",
    'say "hi"',
    '""',
    '"',
    "line\nbreak",
    "cr\r\nlf",
    "cr\ronly",
    "tab\there",
  ],
  ...[
    "\\",
    "\\.",
    "\\N",
    "NULL",
    "null",
    " ",
    " x ",
    "ends\\",
    "\u0001\u0002\u001f\u007f",
    "\ufeffbom",
  ],
  ...[
    "\u00a0",
    "e\u0301",
    "x".repeat(15),
    "x".repeat(16),
    "x".repeat(17),
    `${"x".repeat(31)}é`,
    "é".repeat(40),
  ],
  ...[
    `${"y".repeat(15)}"z`,
    `${"y".repeat(14)}""`,
    `${"y".repeat(16)},`,
    "z".repeat(5_000),
    "\ud7ff\ue000\u{10ffff}",
  ],
];

const SHORT_TEXTS = [
  ...[
    "",
    "a",
    "abc",
    "abcd",
    "abc ",
    "abc  ",
    "abcd ",
    "   ",
    "    ",
    "éàü",
    "éàüö",
    "東京都",
    "東京都庁",
  ],
  ...["😀😀😀", "😀😀😀😀", "ab\n", "abc\n", "abc\t", "e\u0301e\u0301", "abc\u00a0", '"""', "ab\\"],
];

const JSONS = [
  ...[
    "{}",
    "[]",
    '{"a": 1}',
    '{"b":2,"a":1,"a":3}',
    '"text"',
    "1",
    "1.50",
    "-0",
    "1e400",
    "true",
    "null",
  ],
  ...[
    ' { "x" : [ 1 , 2 ] } ',
    '"\\u00e9"',
    '"é東😀"',
    "[[[[]]]]",
    '"a\\nb"',
    '{"": ""}',
    "1.0E+2",
    "\n[1]\n",
  ],
];

const BYTEAS = [
  ...[
    "\\x",
    "\\x00",
    "\\xDEADbeef",
    "\\xdeadbeefdeadbeefdeadbeefdeadbeef00",
    "\\x0",
    "\\xzz",
    "\\x de ad",
  ],
  ...[
    "abc",
    "a\\\\b",
    "\\000",
    "\\377",
    "\\400",
    "\\38",
    "\\1",
    "a\\",
    "\\X00",
    "é",
    "line\nbreak",
    "tab\t",
    " ",
  ],
  ...[`\\x${"ab".repeat(1_000)}`, "x".repeat(3_000), 'quo"te', "\\\\x41", "\u0001"],
];

const digits = (max: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.constantFrom("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
    minLength: 1,
    maxLength: max,
  });

const sign = fc.constantFrom("", "", "", "-", "+");

const integer = fc.tuple(sign, digits(21)).map((parts) => parts.join(""));

const decimal = fc
  .tuple(
    sign,
    digits(24),
    fc.option(digits(24)),
    fc.constantFrom("", "", "e5", "E-7", "e12", "e-30"),
  )
  .map(
    ([before, whole, rest, power]) => `${before}${whole}${rest === null ? "" : `.${rest}`}${power}`,
  );

const number = fc.oneof(
  decimal,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.double({ noNaN: true, min: -1e9, max: 1e9 }).map(String),
);

const two = (max: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, "0"));

const day = fc
  .tuple(fc.integer({ min: 0, max: 10_000 }), two(13), two(32))
  .map(([year, month, date]) => `${String(year).padStart(4, "0")}-${month}-${date}`);

const fraction = fc.option(digits(7)).map((text) => (text === null ? "" : `.${text}`));

const clock = fc
  .tuple(two(24), two(60), two(60), fraction)
  .map(([hour, minute, second, rest]) => `${hour}:${minute}:${second}${rest}`);

const instant = fc
  .tuple(day, fc.constantFrom(" ", "T"), clock, fc.constantFrom(...OFFSETS))
  .map((parts) => parts.join(""));

const text = fc
  .string({ unit: "binary", maxLength: 70 })
  .map((value) => value.replaceAll("\0", ""));
const shortText = fc.string({
  unit: fc.constantFrom("a", " ", "é", "東", "😀", '"'),
  maxLength: 6,
});

/** Types with modifiers, domains and an enum, whose makers are in `TYPES_SQL`. */
export const CORPUS: readonly TypeCorpus[] = [
  { type: "int2", texts: [...INTEGERS, ...BLANKS, ...WORDS], generated: integer, encodedMin: 15 },
  { type: "int4", texts: [...INTEGERS, ...BLANKS, ...WORDS], generated: integer, encodedMin: 20 },
  { type: "int8", texts: [...INTEGERS, ...BLANKS, ...WORDS], generated: integer, encodedMin: 25 },
  { type: "float4", texts: [...DECIMALS, ...BLANKS, ...WORDS], generated: number, encodedMin: 60 },
  { type: "float8", texts: [...DECIMALS, ...BLANKS, ...WORDS], generated: number, encodedMin: 70 },
  {
    type: "numeric",
    texts: [...DECIMALS, ...BLANKS, ...WORDS],
    generated: decimal,
    encodedMin: 60,
  },
  { type: "numeric(5,2)", texts: [...DECIMALS, ...BLANKS], generated: decimal, encodedMin: 30 },
  { type: "numeric(12,2)", texts: DECIMALS, generated: decimal, encodedMin: 40 },
  { type: "numeric(3,3)", texts: DECIMALS, generated: decimal, encodedMin: 5 },
  { type: "bool", texts: [...BOOLS, ...BLANKS], encodedMin: 20 },
  { type: "date", texts: [...DATES, ...BLANKS, ...WORDS], generated: day, encodedMin: 9 },
  { type: "time", texts: [...CLOCKS, ...BLANKS], generated: clock, encodedMin: 5 },
  { type: "time(2)", texts: CLOCKS, generated: clock, encodedMin: 5 },
  { type: "timestamp", texts: [...INSTANTS, ...BLANKS], generated: instant, encodedMin: 60 },
  { type: "timestamp(3)", texts: INSTANTS, generated: instant, encodedMin: 60 },
  { type: "timestamptz", texts: [...INSTANTS, ...BLANKS], generated: instant, encodedMin: 40 },
  {
    type: "timestamptz",
    timeZone: "UTC",
    texts: [...INSTANTS, ...BLANKS],
    generated: instant,
    encodedMin: 80,
  },
  { type: "timestamptz(0)", texts: INSTANTS, generated: instant, encodedMin: 40 },
  { type: "uuid", texts: [...UUIDS, ...BLANKS], generated: fc.uuid(), encodedMin: 3 },
  { type: "text", texts: [...TEXTS, ...BLANKS], generated: text, encodedMin: 30 },
  { type: "varchar", texts: TEXTS, generated: text, encodedMin: 30 },
  { type: "varchar(3)", texts: SHORT_TEXTS, generated: shortText, encodedMin: 8 },
  { type: "char(3)", texts: SHORT_TEXTS, generated: shortText, encodedMin: 8 },
  { type: "json", texts: JSONS, generated: fc.json(), encodedMin: JSONS.length },
  { type: "jsonb", texts: JSONS, generated: fc.json({ stringUnit: "grapheme" }), encodedMin: 15 },
  { type: "bytea", texts: [...BYTEAS, ...BLANKS], encodedMin: 10 },
  { type: "mood", texts: ["sad", "ok", "très content"], encodedMin: 3 },
  { type: "any_text", texts: TEXTS, generated: text, encodedMin: 30 },
  { type: "cents", texts: [...DECIMALS, ...BLANKS], generated: decimal, encodedMin: 30 },
  { type: "more_cents", texts: [...DECIMALS, ...BLANKS], generated: decimal, encodedMin: 30 },
  { type: "code", texts: SHORT_TEXTS, generated: shortText, encodedMin: 8 },
];

/** Domains without conditions: one that refuses a value is tested with loads. */
export const TYPES_SQL = `
CREATE TYPE mood AS ENUM ('sad', 'ok', 'très content');
CREATE DOMAIN any_text AS text;
CREATE DOMAIN cents AS numeric(9, 2);
CREATE DOMAIN more_cents AS cents;
CREATE DOMAIN code AS varchar(3);`;
