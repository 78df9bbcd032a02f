// The keys as WebAssembly finds them: the same fields and lines as a reader's, the same finds and leaves as in
// JavaScript, and days that hold every instant of their class.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { present } from "../../../../src/core/base/assert.ts";
import { builtMemory, wasmBytes } from "../../../../src/build/wasm.ts";
import { keyReader } from "../../../../src/core/load/partitions/key-values.ts";
import type { KeyTexts } from "../../../../src/core/load/partitions/key-value.ts";
import { WHOLE } from "../../../../src/core/load/partitions/key-rules.ts";
import { KeyRows } from "../../../../src/core/load/partitions/key-rows.ts";
import { daySpan } from "../../../../src/core/load/partitions/key-span.ts";
import { MissingFinder } from "../../../../src/core/load/partitions/missing-finder.ts";
import type { KeyFields } from "../../../../src/core/load/partitions/routing-plan.ts";
import type { PartitionTree } from "../../../../src/core/load/partitions/tree.ts";
import { RecordScanner } from "../../../../src/core/records/csv-scanner.ts";
import { RFC_4180, type Dialect } from "../../../../src/core/records/dialect.ts";
import { RecordReader } from "../../../../src/core/records/record-reader.ts";
import { WasmMemory } from "../../../../src/core/records/wasm-memory.ts";
import { giveBack, placed } from "../../../support/wasm.ts";
import { keysOf, treeOf } from "./trees.ts";

const memory = await builtMemory(16 * 1_048_576);
const SEED = { seed: 20261123, numRuns: 1_000 };

const isPlain = (bytes: Uint8Array, dialect: Dialect): boolean => {
  const scanner = new RecordScanner(dialect);
  const cutAt = Number.MAX_SAFE_INTEGER;
  scanner.scan(bytes, { to: bytes.length, cutAt, isEnd: true });
  return bytes.length > 0 && scanner.take().isPlain;
};

/** Texts of fields, quoted where that is needed and often where it is not, some of them reaching over 64 bytes. */
const field = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(value, fc.boolean())
    .map(([text, isQuoted]) =>
      isQuoted || /[",\r\n;']/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text,
    );
const filling = field(
  fc
    .array(fc.constantFrom("a", '"', ",", "\n", "\r\n", "é", "\0", "x".repeat(30)), {
      maxLength: 5,
    })
    .map((parts) => parts.join("")),
);

const DIALECTS: readonly (readonly [string, Dialect])[] = [
  ["RFC 4180", RFC_4180],
  ["CR", { ...RFC_4180, recordEnd: "cr" }],
  ["no quotes", { ...RFC_4180, quote: null, escape: null }],
];

describe.each(DIALECTS)("rows of a file: %s", (_name, dialect) => {
  const end = dialect.recordEnd === "cr" ? "\r" : "\n";
  const text = fc
    .array(fc.array(filling, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 30 })
    .map((records) => records.map((fields) => fields.join(",")).join(end));
  const keys = [1, 3].map((at) => ({ field: at, rule: WHOLE }));
  const nullText = new Uint8Array();
  const rows = present(KeyRows.open(memory, dialect, { keys, nullText }), "the module");

  test("have the places, quotes and lines of a reader's records", () => {
    let read = 0;
    fc.assert(
      fc.property(text, fc.constantFrom("", end), fc.nat(70), (records, last, offset) => {
        const bytes = Buffer.from(records + last);
        if (!isPlain(bytes, dialect)) return;
        const there = placed(memory, bytes, offset);
        try {
          expect(rows.start(there)).toBe(true);
          const reader = new RecordReader(bytes, dialect, 4);
          let line = 0;
          while (rows.fill())
            for (let row = 0; row < rows.count; row++) {
              expect(reader.next()).toBe(true);
              const found = rows.at(row);
              expect([found.start, found.line]).toEqual([reader.start, line]);
              expect(rows.endOf(row)).toBe(reader.nextStart);
              line += reader.lines;
              expect(found.isShort).toBe(reader.fieldCount < 4);
              if (reader.problem !== null) expect(found.isOdd || found.isShort).toBe(true);
              if (found.isShort || found.isOdd) continue;
              read++;
              for (const { field: at } of keys) expect(facts(found, at)).toEqual(facts(reader, at));
            }
          expect(reader.next()).toBe(false);
        } finally {
          giveBack(memory, there, offset);
        }
      }),
      SEED,
    );
    expect(read).toBeGreaterThan(40);
  });
});

const facts = (source: Pick<RecordReader, "isQuoted" | "hasEscape" | "fieldBytes">, at: number) => [
  source.isQuoted(at),
  source.hasEscape(at),
  Buffer.from(source.fieldBytes(at)).toString(),
];

const two = (value: number): string => String(value).padStart(2, "0");
const number = (min: number, max: number) => fc.integer({ min, max }).map(two);
const date = fc
  .tuple(number(2024, 2026), number(0, 13), number(0, 32), fc.constantFrom("-", "-", "-", "/"))
  .map(([year, month, day, by]) => [year, month, day].join(by));
const clock = fc
  .tuple(number(0, 24), number(0, 60), fc.constantFrom("", ":00", ":59.999999", ":61"))
  .map(([hour, minute, rest]) => `${hour}:${minute}${rest}`);
const zone = fc.constantFrom(
  ...[
    "",
    "",
    "Z",
    "z",
    "+00",
    "-03",
    "+15",
    "+16",
    "-0330",
    "+05:45",
    " UTC",
    " GMT",
    " PST",
    " BC",
  ],
  ...["+0a", "-05-30", "+05Z", "+15:59", "-15:59", "é"],
);
const moment = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(date, fc.constantFrom(" ", "T"), clock, zone) },
  { weight: 1, arbitrary: fc.tuple(date) },
  { weight: 1, arbitrary: fc.constantFrom(["infinity"], [""], ["1/2/2025 10:00:00"], ["2025-13"]) },
);
const momentText = moment.map((parts) => parts.join(""));
const texts: KeyTexts = {
  encoding: "utf-8",
  dateOrder: "dmy",
  server: { isUtf8: true, isUtc: true },
};

test.each(["date", "timestamp", "timestamptz"] as const)(
  "a day holds what is read of any text of its class: %s",
  (name) => {
    const read = keyReader({ name, typmod: -1, collation: "bytes", labels: [] }, texts);
    const span = daySpan(name, texts);
    let both = 0;
    fc.assert(
      fc.property(momentText, (text) => {
        const bytes = Buffer.from(text);
        const value = bytes.length < 16 ? undefined : read(bytes, 0, bytes.length);
        if (value === undefined) return;
        const within = span(bytes, 0, bytes.length);
        if (within === null) return;
        both++;
        const { low, high } = within;
        expect([Number(low) <= Number(value), Number(value) <= Number(high)]).toEqual([true, true]);
      }),
      SEED,
    );
    expect(both).toBeGreaterThan(100);
  },
);

const month = (name: string, from: string, to: string): readonly [string, string] => [
  `orders_${name}`,
  `FOR VALUES FROM ('${from}') TO ('${to}')`,
];
const months: Readonly<Record<string, string>> = Object.fromEntries([
  month("2025_01", "2025-01-01 00:00:00+00", "2025-02-01 00:00:00+00"),
  month("2025_02", "2025-02-01 00:00:00+00", "2025-03-01 00:00:00+00"),
  month("2025_04", "2025-04-01 00:00:00+00", "2025-05-01 00:00:00+00"),
]);
const countries = treeOf({
  key: "text",
  bounds: { br: "FOR VALUES IN ('BR', 'a\"b')", us: "FOR VALUES IN ('US', NULL)" },
});
const onCountry = {
  ...countries,
  keys: countries.keys.map((key) => ({ ...key, column: "country" })),
};
const rest = treeOf({ key: "timestamptz", bounds: { ...months, orders_rest: "DEFAULT" } });
const country = fc.constantFrom("BR", "US", "US", "JP", "", 'a"b', "x".repeat(40));

const TREES: readonly (readonly [string, PartitionTree])[] = [
  ["months", treeOf({ key: "timestamptz", bounds: months })],
  ["months and the rest", rest],
  ["days", treeOf({ key: "date", bounds: months })],
  ["countries", onCountry],
  [
    "months, one of them by country",
    treeOf({ key: "timestamptz", bounds: months, below: { orders_2025_02: onCountry } }),
  ],
  ["hashes", treeOf({ key: "text", bounds: { h: "FOR VALUES WITH (modulus 2, remainder 1)" } })],
  [
    "countries, one of them by months",
    {
      ...treeOf({
        key: "text",
        bounds: { br: "FOR VALUES IN ('BR')", others: "DEFAULT" },
        below: { others: rest },
      }),
      keys: onCountry.keys,
    },
  ],
];

const KEYS: readonly (readonly [string, KeyFields])[] = [
  ["LF", keysOf(["id", "k", "country"])],
  ["NULL as long as a date", withNull("2025-01-05 00:00:00+00")],
];

function withNull(nullText: string): KeyFields {
  const keys = keysOf(["id", "k", "country"]);
  return { ...keys, dialect: { ...keys.dialect, nullText } };
}

const module = await wasmBytes("fields");
/** A finder keeps its part of the memory. */
const freshMemory = (): WasmMemory =>
  new WasmMemory({
    bytes: 8 * 1_048_576,
    view: (buffer, start, length) => Buffer.from(buffer, start, length),
    allocate: (bytes) => Buffer.alloc(bytes),
    moduleBytes: () => module,
  });

describe.each(TREES)("what is missing: %s", (_tree, tree) => {
  test.each(KEYS)("is what JavaScript finds, batch by batch: %s", (_keys, keys) => {
    const record = fc
      .tuple(
        filling,
        field(fc.oneof(momentText, fc.constant("2025-01-05 00:00:00+00"))),
        field(country),
        fc.constantFrom("\n", "\n", "\n", "\r\n", ",y\n"),
      )
      .map(([id, k, at, end]) => `${id},${k},${at}${end}`);
    const batch = fc.array(fc.oneof({ weight: 9, arbitrary: record }, fc.constant("1\n")), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.array(batch, { minLength: 1, maxLength: 3 }), (batches) => {
        const small = freshMemory();
        const finders = [new MissingFinder(tree, keys), new MissingFinder(tree, keys, small)];
        let place = { firstRecord: 1, firstLine: 2 };
        for (const records of batches) {
          const bytes = Buffer.from(records.join(""));
          const there = placed(small, bytes);
          for (const [at, finder] of finders.entries())
            finder.look(at === 0 ? bytes : there, {
              ...place,
              isPlain: isPlain(bytes, keys.dialect),
            });
          place = { firstRecord: place.firstRecord + 100, firstLine: place.firstLine + 1_000 };
        }
        const [inJavaScript, inWasm] = finders.map((finder) => finder.result());
        expect(inWasm).toEqual(inJavaScript);
      }),
      { ...SEED, numRuns: 25 },
    );
  });
});

const KEYS_OF_HASH = field(
  fc.oneof(
    fc.integer({ min: -70_000, max: 70_000 }).map(String),
    fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String),
    fc.constantFrom("", "NULL", "+7", "-0", "007", "-", "7a", " 7", "é", "\u00ff7", "9".repeat(18)),
    fc.string({ unit: fc.constantFrom("a", "b", "7", '"', ","), maxLength: 30 }),
    fc.integer({ min: 0, max: 40 }).map((length) => "x".repeat(length)),
  ),
);

describe.each([
  ["int2", -1],
  ["int4", -1],
  ["oid", -1],
  ["int8", -1],
  ["text", -1],
  ["varchar", 4 + 12],
] as const)("the remainder of a hash: %s", (key, typmod) => {
  const remainder = (modulus: number, at: number) =>
    `FOR VALUES WITH (modulus ${modulus}, remainder ${at})`;
  const bounds = { h0: remainder(6, 0), h1: remainder(3, 1), h5: remainder(12, 5) };
  const tree = treeOf({ key, bounds });
  const typed: PartitionTree = {
    ...tree,
    keys: tree.keys.map(({ column, type }) => ({
      column,
      type: { ...present(type, "a type"), typmod },
    })),
  };

  test.each(["", "NULL", "7"])("is what JavaScript says it is, NULL being '%s'", (nullText) => {
    const fields = keysOf(["k", "note"]);
    const keys = { ...fields, dialect: { ...fields.dialect, nullText } };
    const record = KEYS_OF_HASH.map((text) => `${text},x\n`);
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 200 }), (records) => {
        const bytes = Buffer.from(records.join(""));
        const place = { firstRecord: 1, firstLine: 1, isPlain: true };
        const small = freshMemory();
        const inJavaScript = new MissingFinder(typed, keys);
        const inWasm = new MissingFinder(typed, keys, small);
        inJavaScript.look(bytes, place);
        inWasm.look(placed(small, bytes), place);
        expect(inWasm.result()).toEqual(inJavaScript.result());
      }),
      { ...SEED, numRuns: 20 },
    );
  });
});
