// JSON Lines and Parquet against a real server: what is loaded, rejected with its place, refused, and resumed.
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { verifyLoad } from "../../src/adapters/load-job.ts";
import { startLoads, stopAfter, type TestLoads } from "../support/test-loads.ts";

const never = new AbortController().signal;
let on: TestLoads;

beforeAll(async () => {
  on = await startLoads();
});
afterAll(() => on.close());
beforeEach(() => on.reset());

const REJECTS =
  "SELECT record::int, line::int, byte_offset::int, message FROM rowmill.reject ORDER BY record";

test("JSON Lines: nested objects, JSON columns, NULL and empty, big numbers, in any order", async () => {
  await on.client.query(
    'CREATE TABLE t (id numeric, customer_name text, "customer.vip" boolean, tags jsonb, extra json, note text)',
  );
  const file = on.file(
    "orders.jsonl",
    [
      '{"id":12345678901234567890,"customer":{"name":"Ana \\"A\\"","vip":true},"tags":["a",1.10],"extra":{"k": 1.0},"note":""}',
      '{"note":"two\\nlines, and \\\\","id":1.50,"customer":null,"extra":null}',
      "",
      '{"id":3,"customer":{"vip":false},"tags":[]}',
    ].join("\r\n"),
  );
  const report = await on.load(file);
  expect(report).toMatchObject({ status: "complete", records: 3, loaded: 3, reconciled: true });
  expect(
    await on.rows(
      'SELECT id, customer_name, "customer.vip", tags::text, extra::text, note FROM t ORDER BY id DESC',
    ),
  ).toEqual([
    ["12345678901234567890", 'Ana "A"', true, '["a", 1.10]', '{"k": 1.0}', ""],
    ["3", null, false, "[]", null, null],
    ["1.50", null, null, null, null, "two\nlines, and \\"],
  ]);
  expect(await verifyLoad(report.loadId, on.options, never)).toMatchObject({
    isOk: true,
    rowsCompared: 3,
  });
});

test("JSON Lines: what is no record, and what the server refuses, is rejected with its line and byte", async () => {
  await on.client.query("CREATE TABLE t (id int PRIMARY KEY, name text)");
  const lines = [
    '{"id":1,"name":"line\\nend"}',
    "",
    "not json",
    '{"id":"two","name":"b"}',
    '{"id":3,"name":"c","late":true}',
    '{"id":4,"name":"\\u0000"}',
    '{"id":1,"name":"again"}',
    '{"id":5,"name":"e"}',
  ];
  // The unknown key comes after the sample: there, it would have been a column.
  const filler = Array.from(
    { length: 70_000 },
    (_, index) => `{"id":${index + 10},"name":"${"x".repeat(50)}"}\n`,
  );
  const head = filler.join("");
  const file = on.file("bad.ndjson", `${head}${lines.join("\n")}`);
  const report = await on.load(file, { rejectsMax: null });
  expect(report).toMatchObject({ records: 70_007, loaded: 70_002, rejected: 5, reconciled: true });
  const offset = (index: number) =>
    Buffer.byteLength(head) +
    Buffer.byteLength(
      lines
        .slice(0, index)
        .map((line) => `${line}\n`)
        .join(""),
    );
  expect(await on.rows(REJECTS)).toEqual([
    [70_002, 70_003, offset(2), "the line is not a JSON object, at character 1 of the line"],
    [70_003, 70_004, offset(3), 'invalid input syntax for type integer: "two"'],
    [70_004, 70_005, offset(4), 'the key "late" has no column'],
    [70_005, 70_006, offset(5), "a NUL byte, which PostgreSQL cannot store in text"],
    [70_006, 70_007, offset(6), expect.stringContaining("duplicate key value")],
  ]);
});

test("JSON Lines: a new table, its types by all values, from a compressed file", async () => {
  const file = on.file(
    "new.jsonl.gz",
    gzipSync(
      '{"id":1,"at":"2026-01-02","who":{"name":"Ana"},"tags":["x"]}\n{"id":2,"who":{"name":"7"}}\n',
    ),
  );
  const report = await on.load(file, { into: "made", createTable: true });
  expect(report).toMatchObject({ status: "complete", loaded: 2 });
  expect(
    await on.rows(
      "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'made'::regclass AND attnum > 0 ORDER BY attnum",
    ),
  ).toEqual([
    ["id", "bigint"],
    ["at", "date"],
    ["who_name", "text"],
    ["tags", "jsonb"],
  ]);
});

test("JSON Lines: a stopped load goes on where it stopped", async () => {
  await on.client.query("CREATE TABLE t (id int, v text)");
  const file = on.file(
    "long.jsonl",
    Array.from({ length: 20_000 }, (_, id) => `{"id":${id},"v":"é ${"v".repeat(id % 90)}"}\n`).join(
      "",
    ),
  );
  const stopped = await on.load(file, { batchBytes: 64 * 1024, workers: 2 }, stopAfter(5));
  expect(stopped).toMatchObject({ status: "stopped", isCancelled: true });
  const report = await on.resume(stopped.loadId);
  expect(report).toMatchObject({
    status: "complete",
    records: 20_000,
    loaded: 20_000,
    reconciled: true,
  });
  expect(await on.rows("SELECT count(*)::int, count(DISTINCT id)::int FROM t")).toEqual([
    [20_000, 20_000],
  ]);
});

test.each([
  ["no object at all", "text.jsonl", "[1,2]\n", {}, "json-no-object"],
  ["nothing", "empty.jsonl", "", {}, "file-empty"],
  [
    "an encoding that JSON never has",
    "latin.jsonl",
    "{}\n",
    { encoding: "latin1" },
    "structure-encoding",
  ],
  ["a key that names no column", "key.jsonl", '{"id":1,"nome":2}\n', {}, "column-unknown"],
  [
    "a line without an end",
    "endless.jsonl",
    `{"id":1}\n{"id":"${"x".repeat(3_000_000)}`,
    { recordBytesMax: 1_048_576 },
    "record-too-long",
  ],
  [
    "a first line without an end",
    "one.jsonl",
    `{"id":"${"x".repeat(6_000_000)}`,
    { recordBytesMax: 1_048_576 },
    "record-too-long",
  ],
])("JSON Lines: %s is refused", async (_name, name, content, facts, code) => {
  await on.client.query("CREATE TABLE t (id text)");
  const file = on.file(name, content);
  await expect(on.load(file, { ...facts })).rejects.toMatchObject({ code });
});

test("JSON Lines: a first record that is longer than the sample is loaded", async () => {
  const records = [
    { id: 1, note: "x".repeat(5_000_000) },
    { id: 2, note: "y" },
  ];
  const file = on.file("long.jsonl", records.map((record) => JSON.stringify(record)).join("\n"));
  const report = await on.load(file, { into: "long", createTable: true });
  expect(report).toMatchObject({ status: "complete", records: 2, loaded: 2, reconciled: true });
  expect(await on.rows("SELECT id::int, length(note) FROM long ORDER BY id")).toEqual([
    [1, 5_000_000],
    [2, 1],
  ]);
});

const fixture = (name: string): string =>
  new URL(`../fixtures/parquet/${name}.parquet`, import.meta.url).pathname;

test("Parquet: a new table of the file's own types, every value as it was", async () => {
  const report = await on.load(fixture("types"), { into: "made", createTable: true });
  expect(report).toMatchObject({ status: "complete", records: 4, loaded: 4, reconciled: true });
  const types = await on.rows(
    "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'made'::regclass AND attnum > 0 ORDER BY attnum",
  );
  expect(types.flat()).toEqual([
    ...["boolean", "smallint", "smallint", "integer", "bigint", "bigint", "numeric(20,0)", "real"],
    ...["double precision", "numeric(9,2)", "numeric(38,10)", "date", "time without time zone"],
    ...["timestamp without time zone", "timestamp with time zone", "text", "bytea"],
    ...["jsonb", "jsonb", "jsonb"],
  ]);
  await on.client.query("SET TimeZone = 'America/Sao_Paulo'");
  expect(
    await on.rows(
      `SELECT i64::text, u64::text, f32::text, f64::text, dec38::text, day::text, clock::text, at_ms::text,
         (at_us AT TIME ZONE 'UTC')::text, text, encode(raw, 'hex'), list::text, map::text
       FROM made WHERE flag OR flag IS NULL`,
    ),
  ).toEqual([
    [
      ...["-9223372036854775808", "18446744073709551615", "0.1", "0.1"],
      ...["1234567890123456789012345678.0123456789", "2026-01-02", "01:02:03.456789"],
      ...["2026-01-02 03:04:05.678", "2026-01-02 03:04:05.678901", 'é, "x"\n😀', "00ff"],
      ...["[1.0, null]", '{"a": 9007199254740993, "__proto__": null}'],
    ],
    Array.from({ length: 13 }, () => null),
    [
      ...["9007199254740993", "1", "NaN", "-Infinity", "1.0000000000", "1969-12-31", "23:59:59"],
      ...["0001-01-01 00:00:00", "2000-01-01 00:00:00", "\\N", "61", "[2.5]", '{"b": 1}'],
    ],
  ]);
  expect(await verifyLoad(report.loadId, on.options, never)).toMatchObject({
    isOk: true,
    rowsCompared: 4,
  });
});

test("Parquet: what PostgreSQL cannot keep, and what it refuses, is rejected with its row", async () => {
  await on.client.query("CREATE TABLE t (id int, at timestamp)");
  expect(await on.load(fixture("nanos"), { rejectsMax: 1 })).toMatchObject({
    records: 3,
    loaded: 2,
    rejected: 1,
    reconciled: true,
  });
  expect(await on.rows("SELECT record::int, line::int, message FROM rowmill.reject")).toEqual([
    [2, 2, 'column "at": 1001 nanoseconds, which PostgreSQL would round to microseconds'],
  ]);
  await on.client.query("CREATE TABLE u (id int CHECK (id <> 555), name text)");
  const report = await on.load(fixture("groups"), { into: "u", rejectsMax: 1 });
  expect(report).toMatchObject({ records: 1000, loaded: 999, rejected: 1 });
  expect(
    await on.rows(
      `SELECT record::int, line::int, sqlstate FROM rowmill.reject WHERE load_id = '${report.loadId}'`,
    ),
  ).toEqual([[556, 556, "23514"]]);
});

test("Parquet: a stopped load goes on where it stopped, through its row groups", async () => {
  await on.client.query("CREATE TABLE t (id int PRIMARY KEY, name text)");
  const facts = { batchBytes: 1024, workers: 2 };
  const stopped = await on.load(fixture("groups"), facts, stopAfter(3));
  expect(stopped).toMatchObject({ status: "stopped", isCancelled: true });
  const report = await on.resume(stopped.loadId);
  expect(report).toMatchObject({ status: "complete", records: 1000, loaded: 1000 });
  expect(await on.rows("SELECT count(*)::int, sum(id)::int FROM t")).toEqual([[1000, 499_500]]);
});

test.each([
  ["--delimiter", { delimiter: ";" }],
  ["--null", { nullText: "NULL" }],
  ["--header", { header: "yes" as const }],
])("%s says nothing of JSON Lines, and is not passed over", async (option, given) => {
  await on.client.query("CREATE TABLE t (id int)");
  const file = on.file("given.jsonl", '{"id":1}\n');
  await expect(on.load(file, { ...given })).rejects.toMatchObject({
    code: "structure-dialect",
    hint: expect.stringContaining(`leave ${option} out`) as unknown,
  });
});

test("several structured files are no one load", async () => {
  await on.client.query("CREATE TABLE t (id int)");
  const first = on.file("one.jsonl", '{"id":1}\n');
  const files = [first, on.file("two.jsonl", '{"id":2}\n')];
  await expect(on.load(first, { files })).rejects.toMatchObject({
    code: "structure-alone",
  });
});
