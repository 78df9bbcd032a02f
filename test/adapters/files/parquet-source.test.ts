// Parquet files as CSV text, value by value, and broken ones refused. How the fixtures were made: test/fixtures/parquet/README.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { FileSource } from "../../../src/adapters/files/file-source.ts";
import { ParquetFile } from "../../../src/adapters/files/parquet-file.ts";
import { ParquetSource } from "../../../src/adapters/files/parquet-source.ts";
import { RecordReader } from "../../../src/core/records/record-reader.ts";
import { MADE_DIALECT } from "../../../src/core/records/made-text.ts";

const folder = mkdtempSync(join(tmpdir(), "rowmill-parquet-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fixture = (name: string): string =>
  new URL(`../../fixtures/parquet/${name}.parquet`, import.meta.url).pathname;

async function columnsOf(path: string): Promise<readonly string[]> {
  const file = await ParquetFile.open(path);
  await file.close();
  return file.fields.map(({ name }) => name);
}

/** The text, read in small pieces, and the reader that gave it. */
async function read(path: string, columns?: readonly string[]) {
  const source = new ParquetSource(new FileSource(path), columns ?? (await columnsOf(path)));
  const reader = await source.open();
  const piece = Buffer.alloc(1_000);
  const pieces: Buffer[] = [];
  try {
    for (;;) {
      const count = await reader.read(piece);
      if (count === 0) return { bytes: Buffer.concat(pieces), reader };
      pieces.push(Buffer.from(piece.subarray(0, count)));
    }
  } finally {
    await reader.close();
  }
}

/** The records by column; NULL is null. */
async function columns(path: string): Promise<Record<string, (string | null)[]>> {
  const { bytes } = await read(path);
  const reader = new RecordReader(bytes, MADE_DIALECT);
  const rows: (string | null)[][] = [];
  while (reader.next()) {
    expect(reader.problem).toBeNull();
    rows.push(
      Array.from({ length: reader.fieldCount }, (_, field) => {
        const value = Buffer.from(reader.fieldBytes(field)).toString("utf8");
        return value === "" && !reader.isQuoted(field) ? null : value;
      }),
    );
  }
  const [names = [], ...others] = rows;
  return Object.fromEntries(
    names.map((name, field) => [name ?? "", others.map((row) => row[field] ?? null)]),
  );
}

test("every type, at its limits and as NULL", async () => {
  expect(await columns(fixture("types"))).toEqual({
    flag: ["true", "false", null, "true"],
    i8: ["-128", "127", null, "0"],
    i16: ["-32768", "32767", null, "0"],
    i32: ["-2147483648", "2147483647", null, "0"],
    i64: ["-9223372036854775808", "9223372036854775807", null, "9007199254740993"],
    u32: ["4294967295", "0", null, "1"],
    u64: ["18446744073709551615", "0", null, "1"],
    f32: ["0.1", "-0", null, "NaN"],
    f64: ["0.1", "1e+300", null, "-Infinity"],
    dec9: ["1234567.89", "-0.01", null, "0.00"],
    dec38: ["1234567890123456789012345678.0123456789", "-0.0000000001", null, "1.0000000000"],
    day: ["2026-01-02", "0001-01-01", null, "1969-12-31"],
    clock: ["01:02:03.456789", "00:00:00", null, "23:59:59"],
    at_ms: ["2026-01-02 03:04:05.678", "1969-12-31 23:59:59.999", null, "0001-01-01 00:00:00"],
    at_us: [
      "2026-01-02 03:04:05.678901+00",
      "1969-12-31 23:59:59.999999+00",
      null,
      "2000-01-01 00:00:00+00",
    ],
    text: ['é, "x"\n😀', "", null, "\\N"],
    raw: ["\\x00ff", "\\x", null, "\\x61"],
    list: ["[1.0,null]", "[]", null, "[2.5]"],
    map: ['{"a":9007199254740993,"__proto__":null}', "{}", null, '{"b":1}'],
    struct: [
      '{"x":1,"when":"2026-01-02","names":["a\\"",null]}',
      '{"x":null,"when":null,"names":null}',
      null,
      '{"x":2,"when":null,"names":[]}',
    ],
  });
});

test("the columns' PostgreSQL types", async () => {
  const file = await ParquetFile.open(fixture("types"));
  await file.close();
  expect(file.fields.map(({ name, kind }) => `${name} ${kind.type}`)).toEqual([
    ...["flag boolean", "i8 smallint", "i16 smallint", "i32 integer", "i64 bigint", "u32 bigint"],
    ...["u64 numeric(20,0)", "f32 real", "f64 double precision", "dec9 numeric(9,2)"],
    ...["dec38 numeric(38,10)", "day date", "clock time", "at_ms timestamp", "at_us timestamptz"],
    ...["text text", "raw bytea", "list jsonb", "map jsonb", "struct jsonb"],
  ]);
});

test.each(["gzip", "zstd", "plain"])("%s pages give the same text", async (name) => {
  const wanted = ["i64", "dec38", "at_us", "text"];
  const { bytes } = await read(fixture("types"), wanted);
  expect((await read(fixture(name))).bytes.toString()).toBe(bytes.toString());
});

test("row groups come in their order, with the row and the group's byte as place", async () => {
  const path = fixture("groups");
  const { bytes, reader } = await read(path);
  const lines = bytes.toString().split("\n");
  expect(lines.slice(0, 3)).toEqual(['"id","name"', '0,"n0"', '1,"n1"']);
  expect(lines.slice(-2)).toEqual(['999,"n5"', ""]);
  const first = reader.takePlaces?.(300);
  const second = reader.takePlaces?.(300);
  expect(first?.at(0)).toEqual({ line: 1, byteOffset: 4, refusal: null });
  expect(first?.at(299)).toMatchObject({ line: 300, byteOffset: 4 });
  expect(second?.at(0).line).toBe(301);
  expect(second?.at(0).byteOffset).toBeGreaterThan(4);
});

test("nanoseconds that PostgreSQL would round refuse their row, and only it", async () => {
  const { bytes, reader } = await read(fixture("nanos"));
  expect(bytes.toString()).toBe(
    '"id","at"\n1,1970-01-01 00:00:00.000001\n"2,?",,\n3,1970-01-01 00:00:00.000002\n',
  );
  const places = reader.takePlaces?.(3);
  expect([0, 1, 2].map((index) => places?.at(index).refusal)).toEqual([
    null,
    'column "at": 1001 nanoseconds, which PostgreSQL would round to microseconds',
    null,
  ]);
});

test("small pages: lists that go on in the next one, a dictionary and plain values behind it", async () => {
  const numbers = Array.from({ length: 900 }, (_, index) => index);
  expect(await columns(fixture("pages"))).toEqual({
    id: numbers.map(String),
    word: numbers.map((index) => (index % 7 === 0 ? null : `w"${index % 5}`)),
    tags: numbers.map((index) =>
      index % 11 === 0 ? null : JSON.stringify(["t0", "t1", "t2"].slice(0, index % 4)),
    ),
  });
});

test.each([
  ["the dictionary of the first column", 60, "row group 1, column id: page 1, at byte "],
  ["its last data page", 3_560, "row group 1, column id: page "],
  ["a column of the second row group", 8_545, "row group 2, column word: page 1, at byte "],
])("a page that does not fit its checksum is named: %s", async (_what, at, named) => {
  const path = join(folder, "checksum.parquet");
  const bytes = readFileSync(fixture("pages"));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  await expect(read(path)).rejects.toMatchObject({
    code: "parquet-broken",
    place: { file: path },
    message: expect.stringMatching(
      new RegExp(`${named.replaceAll(".", "\\.")}.*does not fit its checksum`),
    ) as string,
  });
});

test("the pages of a column that is not loaded are not looked at", async () => {
  const path = join(folder, "other-column.parquet");
  const bytes = readFileSync(fixture("pages"));
  bytes[60] = (bytes[60] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  expect((await read(path, ["word"])).bytes.toString().split("\n")).toHaveLength(902);
});

test.each<[string, (bytes: Buffer) => Buffer, string]>([
  ["a cut file", (bytes) => bytes.subarray(0, -10), "parquet-broken"],
  ["no file at all", () => Buffer.alloc(0), "parquet-broken"],
  ["a text", () => Buffer.from("id,name\n1,Ana\n"), "parquet-broken"],
  [
    "another beginning",
    (bytes) => Buffer.concat([Buffer.from("PAR2"), bytes.subarray(4)]),
    "parquet-broken",
  ],
  [
    "a hole in the middle",
    (bytes) => Buffer.concat([bytes.subarray(0, 60), bytes.subarray(400)]),
    "parquet-broken",
  ],
  [
    "zeroes in place of pages",
    (bytes) => Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(2_000), bytes.subarray(2_004)]),
    "parquet-broken",
  ],
])("%s is refused", async (_name, change, code) => {
  const path = join(folder, "broken.parquet");
  writeFileSync(path, change(readFileSync(fixture("groups"))));
  await expect(read(path)).rejects.toMatchObject({ code });
});

test("a compression that is not read is named with its column", async () => {
  await expect(read(fixture("lz4"))).rejects.toMatchObject({
    code: "parquet-unsupported",
    place: { column: "i64" },
  });
});

test("whatever byte is wrong, the file is read, or refused in our words", async () => {
  const path = join(folder, "flipped.parquet");
  const whole = readFileSync(fixture("zstd"));
  for (let at = 0; at < whole.length; at += 7) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    writeFileSync(path, bytes);
    const code = await read(path, ["i64", "dec38", "at_us", "text"]).then(
      () => "read",
      (error: unknown) =>
        error instanceof Error && "code" in error ? String(error.code) : `a bug: ${String(error)}`,
    );
    expect(["read", "parquet-broken", "parquet-unsupported"]).toContain(code);
  }
}, 30_000);
