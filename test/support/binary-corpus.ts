// Texts for each type that is encoded: those of binary-texts.ts, and generated ones.
import fc from "fast-check";
import {
  BLANKS,
  WORDS,
  INTEGERS,
  DECIMALS,
  DATES,
  CLOCKS,
  OFFSETS,
  INSTANTS,
  BOOLS,
  UUIDS,
  TEXTS,
  SHORT_TEXTS,
  JSONS,
  BYTEAS,
} from "./binary-texts.ts";

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
