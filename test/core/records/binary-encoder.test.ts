// The encoder without a server: it finds the records and fields that the reader finds, bounds its pieces, and turns
// numbers and UTF-8 into what the platform itself makes of them. Against servers: adapters/pg/binary-lane.pg.test.ts.
import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FieldEncoding } from "../../../src/core/records/binary-format.ts";
import { unreadableDialect } from "../../../src/core/records/binary-format.ts";
import {
  BOOL,
  DATE,
  FLOAT4,
  FLOAT8,
  INT2,
  INT4,
  INT8,
  NUMERIC,
  SKIP,
  TEXT,
  TIMESTAMPTZ,
  UUID,
} from "../../../src/core/records/binary-kinds.ts";
import { countProblem } from "../../../src/core/records/copy-text.ts";
import { RFC_4180, type Dialect } from "../../../src/core/records/dialect.ts";
import { RecordReader } from "../../../src/core/records/record-reader.ts";
import {
  encodeText,
  field,
  HEADER_BYTES,
  readTuples,
  tuplesOf,
} from "../../support/binary-memory.ts";
import { DIALECTS, NASTY } from "./dialects.ts";

const SEED = 20261122;
const READABLE = DIALECTS.filter(([, dialect]) => unreadableDialect(dialect) === null);

/** What should become of text whose fields are all text, by the reader of all of CSV. */
function expectedOf(bytes: Uint8Array, dialect: Dialect, fieldCount: number) {
  const reader = new RecordReader(bytes, dialect);
  const encoded: (string | null)[][] = [];
  const refused: unknown[] = [];
  const left: unknown[] = [];
  let [blank, recordIndex, lineIndex] = [0, 0, 0];
  for (; reader.next(); lineIndex += reader.lines, recordIndex++) {
    const { start, end, nextStart, problem } = reader;
    const message = problem?.message ?? countProblem(reader.fieldCount, fieldCount);
    const place = { recordIndex, lineIndex, start };
    // A record without an end of its own, and a blank one that may be a value, are the server's.
    const isLeft = nextStart === end || (reader.isBlank && fieldCount === 1);
    if (reader.isBlank && fieldCount > 1) blank++;
    else if (message !== null)
      refused.push({ ...place, end, field: problem?.field ?? null, sqlstate: null, message });
    else if (isLeft) left.push({ ...place, nextStart });
    else
      encoded.push(
        Array.from({ length: fieldCount }, (_, index) => fieldText(reader, index, dialect)),
      );
  }
  return { encoded, blank, refused, left };
}

function fieldText(reader: RecordReader, index: number, { nullText }: Dialect): string | null {
  const isNull = !reader.isQuoted(index) && reader.fieldIs(index, Buffer.from(nullText));
  return isNull ? null : Buffer.from(reader.fieldBytes(index)).toString();
}

const texts = (count: number): FieldEncoding[] => Array.from({ length: count }, () => field(TEXT));

test.each(READABLE)("%s: the reader's records, fields and places", (_name, dialect) => {
  const runs = NASTY.concat("x".repeat(15), "y".repeat(17), "NULL", `,"`, `",`, `"\n`, "\r\n");
  const messy = fc
    .array(fc.constantFrom(...runs), { maxLength: 60 })
    .map((parts) => parts.join(""));
  const nullText = fc.constantFrom("", "NULL", "\\N");
  fc.assert(
    fc.property(
      messy,
      nullText,
      fc.integer({ min: 1, max: 3 }),
      messy,
      (text, none, count, noise) => {
        const written = { ...dialect, nullText: none };
        const outcome = encodeText(text, { dialect: written, fields: texts(count) }, noise);
        const found = readTuples(tuplesOf(outcome)).map((fields) =>
          fields.map((value) => value?.toString() ?? null),
        );
        const { encoded, blank, refused, left } = expectedOf(Buffer.from(text), written, count);
        expect(found).toEqual(encoded);
        expect(outcome).toMatchObject({
          encoded: encoded.length,
          blank,
          refused,
          left,
          rest: null,
        });
      },
    ),
    { seed: SEED, numRuns: 500 },
  );
});

test("any bytes: encoded where they are UTF-8, left to the server where not", () => {
  const characters = fc.array(
    fc.oneof(fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff })),
    {
      maxLength: 12,
    },
  );
  const unit = fc.oneof(
    fc.uint8Array({ maxLength: 5 }),
    characters.map((points) => Buffer.from(String.fromCodePoint(...points))),
    fc
      .constantFrom(
        "80",
        "c3",
        "c080",
        "c1bf",
        "e08080",
        "eda080",
        "edbfbf",
        "efbfbf",
        "f0808080",
        "f48fbfbf",
        "f4908080",
        "f5808080",
        "e282",
        "f09f98",
      )
      .map((hex) => Buffer.from(hex, "hex")),
  );
  const values = fc
    .sample(fc.array(unit, { maxLength: 8 }), { seed: SEED, numRuns: 1_000 })
    .map((parts) => Buffer.concat(parts).filter((byte) => ![0, 10, 13, 34, 44].includes(byte)));
  // Few at a time: with many odd ones the rest would be given up.
  for (let start = 0; start < values.length; start += 100) {
    const part = values.slice(start, start + 100);
    const lines = part.map((value, index) => {
      const quote = Buffer.from(index % 2 === 0 ? '"' : "");
      return Buffer.concat([quote, Buffer.from("v"), value, quote, Buffer.from("\n")]);
    });
    const format = { dialect: RFC_4180, fields: texts(1) };
    const outcome = encodeText(Buffer.concat(lines), format);
    const valid = part.filter(isUtf8);
    expect(outcome.left.map(({ recordIndex }) => recordIndex)).toEqual(
      part.flatMap((value, index) => (isUtf8(value) ? [] : [index])),
    );
    expect(readTuples(tuplesOf(outcome))).toEqual(
      valid.map((value) => [Buffer.concat([Buffer.from("v"), value])]),
    );
  }
});

const decimal = fc
  .tuple(
    fc.constantFrom("", "-"),
    fc.bigInt({ min: 0n, max: 10n ** 19n - 1n }),
    fc.integer({ min: -60, max: 60 }),
  )
  .map(([sign, digits, power]) => `${sign}${digits}e${power}`);
const written = fc.oneof(
  decimal,
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }).map(String),
  fc.tuple(fc.integer(), fc.nat({ max: 999_999 })).map(([whole, rest]) => `${whole}.${rest}`),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
);

/** The values of those texts that are encoded, by text. */
function encodedValues(texts: readonly string[], kind: number): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  // Few at a time: with many odd ones the rest would be given up.
  for (let start = 0; start < texts.length; start += 100) {
    const part = texts.slice(start, start + 100);
    const outcome = encodeText(part.map((text) => `${text}\n`).join(""), {
      dialect: RFC_4180,
      fields: [field(kind)],
    });
    const passed = new Set([...outcome.left, ...outcome.refused].map((at) => at.recordIndex));
    const encoded = part.filter((_text, index) => !passed.has(index));
    for (const [index, [value]] of readTuples(tuplesOf(outcome)).entries())
      found.set(encoded[index] ?? "", value ?? Buffer.alloc(0));
  }
  return found;
}

test("float8 and float4 as the platform reads them", () => {
  const texts = [...new Set(fc.sample(written, { seed: SEED, numRuns: 20_000 }))];
  const doubles = encodedValues(texts, FLOAT8);
  const singles = encodedValues(texts, FLOAT4);
  const wrong = [
    ...[...doubles].filter(([text, value]) => !Object.is(value.readDoubleBE(), Number(text))),
    ...[...singles].filter(
      ([text, value]) => !Object.is(value.readFloatBE(), Math.fround(Number(text))),
    ),
  ];
  expect(wrong).toEqual([]);
  // The others are tiny, or overflow.
  expect(doubles.size / texts.length).toBeGreaterThan(0.8);
  expect(singles.size / texts.length).toBeGreaterThan(0.4);
});

test("integers of any length", () => {
  const kinds = [
    [INT2, 16],
    [INT4, 32],
    [INT8, 64],
  ] as const;
  const value = fc.oneof(
    fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }),
    fc.integer({ min: -70_000, max: 70_000 }).map(BigInt),
    fc
      .constantFrom(15, 31, 63)
      .chain((bits) => fc.bigInt({ min: 2n ** BigInt(bits) - 3n, max: 2n ** BigInt(bits) + 3n })),
  );
  fc.assert(
    fc.property(
      value,
      fc.boolean(),
      fc.constantFrom(...kinds),
      (number, isNegative, [kind, bits]) => {
        const signed = isNegative ? -number : number;
        const { encoded, refused, ...rest } = encodeText(`${signed}\n`, {
          dialect: RFC_4180,
          fields: [field(kind)],
        });
        const fits = BigInt.asIntN(bits, signed) === signed;
        expect([encoded, refused.length]).toEqual(fits ? [1, 0] : [0, 1]);
        const [tuple] = readTuples(tuplesOf({ ...rest, encoded, refused }));
        if (fits)
          expect(BigInt.asIntN(bits, BigInt(`0x${tuple?.[0]?.toString("hex") ?? ""}`))).toBe(
            signed,
          );
      },
    ),
    { seed: SEED, numRuns: 1_500 },
  );
});

test("pieces are bounded, and make one stream", () => {
  const text = Array.from({ length: 60_000 }, (_, index) => `${index},"text ${index}"\n`).join("");
  const fields = [field(INT4), field(TEXT)];
  const outcome = encodeText(text, { dialect: RFC_4180, fields });
  expect(outcome.pieceCount).toBe(Math.ceil(outcome.bytes.length / (256 * 1024)));
  expect(outcome.bytes.subarray(0, HEADER_BYTES).toString("latin1")).toBe(
    "PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0",
  );
  expect(outcome.bytes.readInt16BE(outcome.bytes.length - 2)).toBe(-1);
  const tuples = readTuples(tuplesOf(outcome));
  expect(tuples).toHaveLength(60_000);
  expect(tuples[59_999]?.map((value) => value?.toString("latin1"))).toEqual([
    "\0\0\xea\x5f",
    "text 59999",
  ]);
});

test("fields that are skipped take no place, whatever they hold", () => {
  const fields = [field(INT4), field(SKIP), field(TEXT), field(SKIP)];
  const outcome = encodeText('1,"a ""b"", c",x,\n2,,y,z\n', { dialect: RFC_4180, fields });
  const tuples = readTuples(tuplesOf(outcome)).map((tuple) =>
    tuple.map((value) => value?.toString("hex")),
  );
  expect(tuples).toEqual([
    ["00000001", "78"],
    ["00000002", "79"],
  ]);
});

const INT = field(INT4);
const DOMAIN = field(INT4, { isJudged: true });

test.each<[string, string, FieldEncoding[], unknown]>([
  ["a word", "a,1", [INT, INT], [0, "22P02", 'invalid input syntax for type integer: "a"']],
  [
    "the first bad field",
    "1,b,c",
    [INT, INT, INT],
    [1, "22P02", 'invalid input syntax for type integer: "b"'],
  ],
  ["an earlier one may be refused too", "1,b", [DOMAIN, INT], "left"],
  ["bad bytes behind it", "b,\xff", [INT, field(TEXT)], "left"],
  [
    "too few fields come first",
    "b",
    [INT, INT],
    [null, null, "the record has 1 field where 2 are expected"],
  ],
  [
    "a stray quote comes first",
    'b,c"',
    [INT, INT],
    [1, null, "a quote in the middle of an unquoted field"],
  ],
  ["blanks", " 1,2", [INT, INT], "left"],
  [
    "a quoted empty text",
    '"",2',
    [INT, INT],
    [0, "22P02", 'invalid input syntax for type integer: ""'],
  ],
  [
    "quotes inside",
    '"1""2",2',
    [INT, INT],
    [0, "22P02", 'invalid input syntax for type integer: "1"2"'],
  ],
  [
    "too long",
    "abcd",
    [field(TEXT, { limit: 3, type: "character varying(3)" })],
    [0, "22001", "value too long for type character varying(3)"],
  ],
  [
    "too large",
    "1000",
    [field(NUMERIC, { limit: 3, scale: 2 })],
    [0, "22003", "numeric field overflow"],
  ],
  ["rounded up to too large", "999.995", [field(NUMERIC, { limit: 3, scale: 2 })], "left"],
  [
    "no such day",
    "2026-02-30",
    [field(DATE)],
    [0, "22008", 'date/time field value out of range: "2026-02-30"'],
  ],
  ["an instant without an offset", "2026-02-03 04:05:06", [field(TIMESTAMPTZ)], "left"],
  ["infinity", "infinity", [field(TIMESTAMPTZ)], "left"],
  ["maybe", "maybe", [field(BOOL)], [0, "22P02", 'invalid input syntax for type boolean: "maybe"']],
  [
    "no uuid",
    "{123g}",
    [field(UUID)],
    [0, "22P02", 'invalid input syntax for type uuid: "{123g}"'],
  ],
])("%s: %s", (_name, record, fields, expected) => {
  const outcome = encodeText(Buffer.from(`${record}\n`, "latin1"), { dialect: RFC_4180, fields });
  expect(outcome.encoded).toBe(0);
  const [refused] = outcome.refused;
  const verdict = refused && [refused.field, refused.sqlstate, refused.message];
  expect(verdict ?? (outcome.left.length === 1 ? "left" : "lost")).toEqual(expected);
});

test("many odd records: the rest is given up", () => {
  const odd = `${" 1".padEnd(99)}\n`.repeat(300);
  const outcome = encodeText(`1\n2\n${odd}`, { dialect: RFC_4180, fields: [INT] });
  const { encoded, left, rest } = outcome;
  const places = {
    start: 4 + 100 * left.length,
    recordIndex: 2 + left.length,
    lineIndex: 2 + left.length,
  };
  expect([encoded, rest]).toEqual([2, places]);
  expect(left.length).toBeLessThan(190);
});

test("where order counts, the first odd record begins the rest", () => {
  const format = { dialect: RFC_4180, fields: [INT], keepsOrder: true };
  const { encoded, refused, left, rest } = encodeText("1\nx\n2\n 3\n4\n", format);
  expect([encoded, refused.length, left.length]).toEqual([2, 1, 0]);
  expect(rest).toEqual({ recordIndex: 3, lineIndex: 3, start: 6 });
});

test("quotes, line ends and delimiters across every border of a block", () => {
  const ends = [
    '"a""b",c',
    '"",c',
    '"a\r\nb",c\r',
    'a,"c"\r',
    '"a"x,c',
    'a"b,c',
    "a\rb,c",
    ",",
    '"""",c',
  ];
  for (let length = 0; length <= 130; length++) {
    const text = ends.map((end) => `${"x".repeat(length)},${end}\n`).join("");
    const { encoded, refused, left } = expectedOf(Buffer.from(text), RFC_4180, 3);
    const outcome = encodeText(text, { dialect: RFC_4180, fields: texts(3) });
    const found = readTuples(tuplesOf(outcome)).map((fields) =>
      fields.map((value) => value?.toString() ?? null),
    );
    expect(found).toEqual(encoded);
    expect(outcome).toMatchObject({ refused, left });
  }
});
