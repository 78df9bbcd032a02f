// The load against a real server, in this process: what is loaded, rejected, refused, recognised and resumed.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listLoads, verifyLoad } from "../../src/adapters/load-job.ts";
import { createOrdersTable, writeOrders } from "../../src/build/sample.ts";
import { compareTables, fillExpected } from "../support/oracle.ts";
import { startLoads, stopAfter, type TestLoads } from "../support/test-loads.ts";

/** The physical line of a byte, by counting. */
function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}

/** Numbers from 0, with a word at `bad`. */
const numbered = (count: number, bad?: number): string =>
  `a,b\n${Array.from({ length: count }, (_, index) => `${index === bad ? "bad" : index},x\n`).join("")}`;

const never = new AbortController().signal;

describe.each(["18", "13"] as const)("PostgreSQL %s", (version) => {
  let on: TestLoads;

  beforeAll(async () => {
    on = await startLoads({ version });
  });
  afterAll(() => on.close());
  beforeEach(() => on.reset());

  test("a hundred thousand orders with bad ones: every good row, every reject, exact places, reconciled", async () => {
    const path = join(on.folder, "orders.csv");
    const written = await writeOrders(path, { records: 100_000, badEvery: 1_000 });
    await on.client.query(createOrdersTable);
    const report = await on.load(path, {
      into: "orders",
      rejectsMax: null,
      batchBytes: 512 * 1024,
      workers: 4,
    });
    expect(report).toMatchObject({
      status: "complete",
      reconciled: true,
      records: 100_000,
      loaded: 100_000 - written.bad,
      rejected: written.bad,
      skipped: 0,
      problem: null,
    });
    const places = await on.rows(
      "SELECT record::int, line::int, byte_offset::int, sqlstate, column_name FROM rowmill.reject ORDER BY record",
    );
    expect(places.map((place) => (place as number[])[0])).toEqual(
      Array.from({ length: written.bad }, (_, index) => (index + 1) * 1_000),
    );
    const bytes = readFileSync(path);
    for (const place of places) {
      const [record, line, offset] = place as [number, number, number];
      const start = bytes.subarray(offset, offset + 12).toString();
      expect(start.startsWith(`${record},`)).toBe(true);
      expect(lineOf(bytes, offset)).toBe(line);
    }
    await on.client.query("CREATE TABLE expected (LIKE orders)");
    await fillExpected(
      on.client,
      "expected",
      path,
      new Set(places.map((place) => (place as number[])[0] ?? 0)),
    );
    expect(await compareTables(on.client, "expected", "orders")).toEqual({ missing: 0, extra: 0 });
    const verified = await verifyLoad(report.loadId, on.options, never);
    expect(verified).toMatchObject({ isOk: true, rowsMissing: 0, rowsCompared: report.loaded });
    await on.client.query(
      "DELETE FROM orders WHERE id = 7; UPDATE orders SET city = 'x' WHERE id = 8",
    );
    expect(await verifyLoad(report.loadId, on.options, never)).toMatchObject({
      isOk: false,
      rowsMissing: 2,
    });
  });

  test("the reject file loads again once it is mended", async () => {
    await on.client.query("CREATE TABLE t (a int, b text)");
    const path = on.file("mend.csv", 'a,b\n1,x\ntwo,"y\nz"\n3\n4,v\n');
    const report = await on.load(path, { rejectsMax: 10 });
    expect(report).toMatchObject({ loaded: 2, rejected: 2, records: 4 });
    const rejects = report.rejectsFile ?? "";
    expect(statSync(rejects).mode & 0o777).toBe(0o600);
    const text = readFileSync(rejects, "utf8");
    expect(text.split("\n").slice(1)).toEqual([
      "a,b",
      expect.stringMatching(/^#rowmill line 3, record 2, column a, byte 8, 22P02: /),
      'two,"y',
      'z"',
      "#rowmill line 5, record 3, byte 18, 22P04: the record has 1 field where 2 are expected",
      "3",
      "",
    ]);
    writeFileSync(rejects, text.replace("two,", "2,").replace("\n3\n", "\n3,w\n"));
    expect(await on.load(rejects, { into: "" })).toMatchObject({
      status: "complete",
      loaded: 2,
      rejected: 0,
      records: 2,
    });
    expect(await on.rows("SELECT a, b FROM t ORDER BY a")).toEqual([
      [1, "x"],
      [2, "y\nz"],
      [3, "w"],
      [4, "v"],
    ]);
  });

  test("a second run loads nothing, also under another name and with other workers", async () => {
    await on.client.query("CREATE TABLE t (a int, b text)");
    const path = on.file("twice.csv", "a,b\n1,x\n2,y\n");
    const first = await on.load(path);
    const second = await on.load(path, { workers: 1 });
    expect(second).toMatchObject({
      isAlreadyLoaded: true,
      status: "complete",
      loaded: 2,
      loadId: first.loadId,
      reconciled: true,
    });
    const copy = on.file("copy.csv", readFileSync(path));
    expect(await on.load(copy)).toMatchObject({ isAlreadyLoaded: true });
    expect(await on.rows("SELECT count(*)::int FROM t")).toEqual([[2]]);
    expect(await on.load(path, { loadName: "again" })).toMatchObject({
      isAlreadyLoaded: false,
      loaded: 2,
      loadId: "again",
    });
    expect(await on.rows("SELECT count(*)::int FROM t")).toEqual([[4]]);
  });

  test("the first bad record stops a load that allows none; it goes on when it is allowed", async () => {
    await on.client.query("CREATE TABLE t (a int, b text)");
    const facts = { workers: 1, batchBytes: 2_048 };
    const report = await on.loadText(numbered(2_000, 1_500), facts);
    expect(report).toMatchObject({
      status: "stopped",
      rejected: 0,
      problem: { code: "too-many-rejects", place: { line: 1_502, record: 1_501, column: "a" } },
    });
    expect(report.loaded).toBeGreaterThan(0);
    expect(await on.rows("SELECT count(*)::int FROM t")).toEqual([[report.loaded]]);
    const resumed = await on.resume(report.loadId, { rejectsMax: 1 });
    expect(resumed).toMatchObject({
      status: "complete",
      loaded: 1_999,
      rejected: 1,
      records: 2_000,
    });
    expect(await on.rows("SELECT count(*)::int, count(DISTINCT a)::int FROM t")).toEqual([
      [1_999, 1_999],
    ]);
  });

  test("cancel stops, states what was committed, and resume completes", async () => {
    await on.client.query("CREATE TABLE t (a int, b text)");
    const facts = { workers: 2, batchBytes: 4_096 };
    const report = await on.loadText(numbered(20_000), facts, stopAfter(5));
    expect(report).toMatchObject({ status: "stopped", isCancelled: true, problem: null });
    const [[count]] = (await on.rows("SELECT count(*)::int FROM t")) as [[number]];
    expect(count).toBe(report.loaded);
    expect((await listLoads(on.options, never))[0]).toMatchObject({ status: "stopped" });
    expect(await on.resume(report.loadId)).toMatchObject({ status: "complete", loaded: 20_000 });
    expect(await on.rows("SELECT count(*)::int, count(DISTINCT a)::int FROM t")).toEqual([
      [20_000, 20_000],
    ]);
  });

  test("a file or table that changed since is refused with the difference", async () => {
    await on.client.query("CREATE TABLE t (a int, b text)");
    const content = numbered(2_000, 1_900);
    const path = on.file("changed.csv", content);
    const { loadId } = await on.load(path, { workers: 1, batchBytes: 2_048 });
    writeFileSync(path, content.replace("\n5,x\n", "\n6,x\n"));
    await expect(on.resume(loadId)).rejects.toMatchObject({ code: "file-changed" });
    writeFileSync(path, `${content}9,z\n`);
    await expect(on.load(path)).rejects.toMatchObject({
      code: "load-unfinished",
      message: expect.stringContaining("bytes") as string,
    });
    writeFileSync(path, content);
    await on.client.query("ALTER TABLE t ALTER a TYPE bigint");
    await expect(on.resume(loadId, { rejectsMax: 1 })).rejects.toMatchObject({
      code: "table-changed",
      message: expect.stringContaining('"a"') as string,
    });
  });

  test("a table that was swapped for another of its name is refused on resume", async () => {
    await on.client.query("CREATE TABLE t (a int, b text)");
    const facts = { workers: 1, batchBytes: 2_048 };
    const { loadId } = await on.loadText(numbered(2_000, 1_900), facts);
    await on.client.query(
      "CREATE TABLE other AS SELECT * FROM t; DROP TABLE t; ALTER TABLE other RENAME TO t",
    );
    await expect(on.resume(loadId)).rejects.toMatchObject({
      code: "table-changed",
      message: expect.stringContaining("dropped and made again") as string,
    });
    await expect(on.resume(loadId, { workers: 0 })).rejects.toMatchObject({
      code: "option-invalid",
    });
  });

  test.each([
    [
      "a foreign table",
      "CREATE EXTENSION IF NOT EXISTS file_fdw; CREATE SERVER IF NOT EXISTS files FOREIGN DATA WRAPPER file_fdw; CREATE FOREIGN TABLE t (a int) SERVER files OPTIONS (filename '/dev/null')",
      /foreign table/,
    ],
    ["a materialized view", "CREATE MATERIALIZED VIEW t AS SELECT 1 AS a", /materialized view/],
  ])("%s is refused", async (_name, sql, words) => {
    await on.client.query(sql);
    await expect(on.loadText("a\n1\n")).rejects.toMatchObject({
      code: "table-not-loadable",
      message: expect.stringMatching(words) as string,
    });
  });

  test("a new table is made from the types of the whole file, and is there again on a second run", async () => {
    const path = on.file(
      "new.csv",
      'id;valor;data;cpf;ok;doc\n1;1.234,56;31/12/2026;00123456789;true;{"a":1}\n2;;01/01/2026;00987654321;false;[1]\n'.replaceAll(
        '{"a":1}',
        '"{""a"":1}"',
      ),
    );
    const report = await on.load(path, { into: "vendas", createTable: true });
    expect(report).toMatchObject({ status: "complete", loaded: 2 });
    const columns = await on.rows(
      "SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'vendas'::regclass AND attnum > 0 ORDER BY attnum",
    );
    expect(columns).toEqual([
      ["id", "bigint"],
      ["valor", "numeric"],
      ["data", "date"],
      ["cpf", "text"],
      ["ok", "boolean"],
      ["doc", "jsonb"],
    ]);
    expect(
      await on.rows("SELECT id::int, valor::text, data::text, cpf FROM vendas ORDER BY id"),
    ).toEqual([
      [1, "1234.56", "2026-12-31", "00123456789"],
      [2, null, "2026-01-01", "00987654321"],
    ]);
    expect(await on.load(path, { into: "vendas", createTable: true })).toMatchObject({
      isAlreadyLoaded: true,
    });
    await expect(
      on.loadText("id\n1\n", { into: "vendas", createTable: true }),
    ).rejects.toMatchObject({ code: "table-exists" });
  });

  test.each([
    ["UTF-8 with a byte order mark", Buffer.from("\ufeffa,b\n1,é\n"), "é"],
    ["UTF-16LE", Buffer.from("\ufeffa,b\n1,é€\n", "utf16le"), "é€"],
    ["UTF-16BE", Buffer.from("\ufeffa,b\n1,é€\n", "utf16le").swap16(), "é€"],
    [
      "Windows-1252",
      Buffer.concat([
        Buffer.from("a,b\n1,"),
        Buffer.from([0xe9, 0x20, 0x80, 0x93, 0x78]),
        Buffer.from("\n"),
      ]),
      "é €“x",
    ],
    ["CRLF", Buffer.from('a,b\r\n1,"x\r\ny"\r\n'), "x\r\ny"],
    ["CR", Buffer.from("a,b\r1,x\r"), "x"],
    ["no last line end", Buffer.from("a,b\n1,x"), "x"],
    ["tabs", Buffer.from("a\tb\n1\tx y\n"), "x y"],
    ["a line of backslash dot", Buffer.from('b,a\n"\\.",1\n'), "\\."],
    ["quoted empty is not NULL", Buffer.from('a,b\n1,""\n'), ""],
    ["unquoted empty is NULL", Buffer.from("a,b\n1,\n"), null],
  ])("%s", async (_name, content, expected) => {
    await on.client.query("CREATE TABLE t (a int, b text)");
    expect(await on.loadText(content)).toMatchObject({
      status: "complete",
      loaded: 1,
      records: 1,
    });
    expect(await on.rows("SELECT a, b FROM t")).toEqual([[1, expected]]);
  });

  test("a backslash-dot line in one column ends nothing", async () => {
    await on.client.query("CREATE TABLE t (b text)");
    expect(await on.loadText("b\nx\n\\.\ny\n")).toMatchObject({
      loaded: 3,
      records: 3,
      reconciled: true,
    });
    expect(await on.rows("SELECT b FROM t ORDER BY b")).toEqual(
      expect.arrayContaining([["x"], ["\\."], ["y"]]),
    );
  });

  test("what only the server can judge costs one record each", async () => {
    await on.client.query(`
      CREATE TABLE parent (id int PRIMARY KEY); INSERT INTO parent SELECT generate_series(1, 50);
      CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES parent DEFERRABLE INITIALLY DEFERRED, c int CHECK (c > 0), d varchar(3) NOT NULL);
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.c = 13 THEN RAISE EXCEPTION 'thirteen'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER refuse AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION refuse()`);
    const lines = Array.from({ length: 40 }, (_, index) => `${index},${(index % 50) + 1},1,ok`);
    lines[3] = "3,99,1,ok";
    lines[9] = "9,1,-1,ok";
    lines[20] = "19,1,1,ok";
    lines[25] = "25,1,13,ok";
    lines[30] = "30,1,1,long";
    lines[35] = "35,1,1,";
    const report = await on.loadText(`a,b,c,d\n${lines.join("\n")}\n`, { rejectsMax: null });
    expect(report).toMatchObject({ status: "complete", loaded: 34, rejected: 6, records: 40 });
    expect(
      await on.rows("SELECT record::int, sqlstate FROM rowmill.reject ORDER BY record"),
    ).toEqual([
      [4, "23503"],
      [10, "23514"],
      [21, "23505"],
      [26, "P0001"],
      [31, "22001"],
      [36, "23502"],
    ]);
  });
});
