// The load against a real server, in this process: what is loaded, rejected, refused, recognised and resumed.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  listLoads,
  prepareLoad,
  resumeLoad,
  runPlannedLoad,
  verifyLoad,
  type LoadJobOptions,
} from "../../src/adapters/load-job.ts";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import { createOrdersTable, writeOrders } from "../../src/build/sample.ts";
import type { LoadEvent, LoadReport } from "../../src/core/load/events.ts";
import { DEFAULT_REQUEST, type LoadRequest } from "../../src/core/load/request.ts";
import { compareTables, fillExpected } from "../support/oracle.ts";
import { connectTo } from "../../src/build/server-client.ts";
import { loadOptions } from "../support/load-options.ts";

/** The physical line of a byte, by counting. */
function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}

const never = new AbortController().signal;

describe.each(["18", "13"] as const)("PostgreSQL %s", (version) => {
  let server: RunningServer;
  let client: Client;
  let options: LoadJobOptions;
  let folder: string;

  beforeAll(async () => {
    server = await startServer({ version });
    client = await connectTo(server);
    folder = mkdtempSync(join(tmpdir(), "rowmill-load-"));
    options = await loadOptions(server);
  });

  afterAll(async () => {
    await client.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    await client.query(
      "DROP SCHEMA IF EXISTS rowmill CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public",
    );
  });

  function file(name: string, content: string | Buffer): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  async function load(
    path: string,
    facts: Partial<LoadRequest> = {},
    emit: (event: LoadEvent) => void = () => undefined,
    signal = never,
  ): Promise<LoadReport> {
    const request: LoadRequest = { ...DEFAULT_REQUEST, file: path, into: "t", ...facts };
    const plan = await prepareLoad(request, options, () => undefined, never);
    return runPlannedLoad(plan, options, emit, signal);
  }

  const rows = async (sql: string): Promise<unknown[]> =>
    (await client.query<unknown[]>({ text: sql, rowMode: "array" })).rows;

  test("a hundred thousand orders with bad ones: every good row, every reject, exact places, reconciled", async () => {
    const path = join(folder, "orders.csv");
    const written = await writeOrders(path, { records: 100_000, badEvery: 1_000 });
    await client.query(createOrdersTable);
    const report = await load(path, {
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
    const places = await rows(
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
    await client.query("CREATE TABLE expected (LIKE orders)");
    await fillExpected(
      client,
      "expected",
      path,
      new Set(places.map((place) => (place as number[])[0] ?? 0)),
    );
    expect(await compareTables(client, "expected", "orders")).toEqual({ missing: 0, extra: 0 });
    const verified = await verifyLoad(report.loadId, options, never);
    expect(verified).toMatchObject({ isOk: true, rowsMissing: 0, rowsCompared: report.loaded });
    await client.query(
      "DELETE FROM orders WHERE id = 7; UPDATE orders SET city = 'x' WHERE id = 8",
    );
    expect(await verifyLoad(report.loadId, options, never)).toMatchObject({
      isOk: false,
      rowsMissing: 2,
    });
  });

  test("the reject file loads again once it is mended", async () => {
    await client.query("CREATE TABLE t (a int, b text)");
    const path = file("mend.csv", 'a,b\n1,x\ntwo,"y\nz"\n3\n4,v\n');
    const report = await load(path, { rejectsMax: 10 });
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
    expect(await load(rejects, { into: "" })).toMatchObject({
      status: "complete",
      loaded: 2,
      rejected: 0,
      records: 2,
    });
    expect(await rows("SELECT a, b FROM t ORDER BY a")).toEqual([
      [1, "x"],
      [2, "y\nz"],
      [3, "w"],
      [4, "v"],
    ]);
  });

  test("a second run loads nothing, also under another name and with other workers", async () => {
    await client.query("CREATE TABLE t (a int, b text)");
    const path = file("twice.csv", "a,b\n1,x\n2,y\n");
    const first = await load(path);
    const second = await load(path, { workers: 1 });
    expect(second).toMatchObject({
      isAlreadyLoaded: true,
      status: "complete",
      loaded: 2,
      loadId: first.loadId,
      reconciled: true,
    });
    const copy = file("copy.csv", readFileSync(path));
    expect(await load(copy)).toMatchObject({ isAlreadyLoaded: true });
    expect(await rows("SELECT count(*)::int FROM t")).toEqual([[2]]);
    expect(await load(path, { loadName: "again" })).toMatchObject({
      isAlreadyLoaded: false,
      loaded: 2,
      loadId: "again",
    });
    expect(await rows("SELECT count(*)::int FROM t")).toEqual([[4]]);
  });

  test("the first bad record stops a load that allows none; it goes on when it is allowed", async () => {
    await client.query("CREATE TABLE t (a int, b text)");
    const lines = Array.from(
      { length: 2_000 },
      (_, index) => `${index === 1_500 ? "bad" : index},x`,
    );
    const path = file("stop.csv", `a,b\n${lines.join("\n")}\n`);
    const report = await load(path, { workers: 1, batchBytes: 2_048 });
    expect(report).toMatchObject({
      status: "stopped",
      rejected: 0,
      problem: { code: "too-many-rejects", place: { line: 1_502, record: 1_501, column: "a" } },
    });
    expect(report.loaded).toBeGreaterThan(0);
    expect(await rows("SELECT count(*)::int FROM t")).toEqual([[report.loaded]]);
    const resumed = await resumeLoad(
      { loadId: report.loadId, rejectsMax: 1 },
      options,
      () => undefined,
      never,
    );
    expect(resumed).toMatchObject({
      status: "complete",
      loaded: 1_999,
      rejected: 1,
      records: 2_000,
    });
    expect(await rows("SELECT count(*)::int, count(DISTINCT a)::int FROM t")).toEqual([
      [1_999, 1_999],
    ]);
  });

  test("cancel stops, states what was committed, and resume completes", async () => {
    await client.query("CREATE TABLE t (a int, b text)");
    const path = file(
      "cancel.csv",
      `a,b\n${Array.from({ length: 20_000 }, (_, index) => `${index},x`).join("\n")}\n`,
    );
    const stop = new AbortController();
    const report = await load(
      path,
      { workers: 2, batchBytes: 4_096 },
      (event) => {
        if (event.type === "batch-committed" && event.batch === 5)
          stop.abort(new Error("cancelled"));
      },
      stop.signal,
    );
    expect(report).toMatchObject({ status: "stopped", isCancelled: true, problem: null });
    const [[count]] = (await rows("SELECT count(*)::int FROM t")) as [[number]];
    expect(count).toBe(report.loaded);
    expect((await listLoads(options, never))[0]).toMatchObject({ status: "stopped" });
    expect(
      await resumeLoad({ loadId: report.loadId }, options, () => undefined, never),
    ).toMatchObject({ status: "complete", loaded: 20_000 });
    expect(await rows("SELECT count(*)::int, count(DISTINCT a)::int FROM t")).toEqual([
      [20_000, 20_000],
    ]);
  });

  test("a file or table that changed since is refused with the difference", async () => {
    await client.query("CREATE TABLE t (a int, b text)");
    const content = `a,b\n${Array.from({ length: 2_000 }, (_, index) => `${index === 1_900 ? "bad" : index},x`).join("\n")}\n`;
    const path = file("changed.csv", content);
    const { loadId } = await load(path, { workers: 1, batchBytes: 2_048 });
    writeFileSync(path, content.replace("\n5,x\n", "\n6,x\n"));
    await expect(resumeLoad({ loadId }, options, () => undefined, never)).rejects.toMatchObject({
      code: "file-changed",
    });
    writeFileSync(path, `${content}9,z\n`);
    await expect(load(path)).rejects.toMatchObject({
      code: "load-unfinished",
      message: expect.stringContaining("bytes") as string,
    });
    writeFileSync(path, content);
    await client.query("ALTER TABLE t ALTER a TYPE bigint");
    expect(
      await resumeLoad({ loadId, rejectsMax: 1 }, options, () => undefined, never).catch(
        (error: unknown) => error,
      ),
    ).toMatchObject({ code: "table-changed", message: expect.stringContaining('"a"') as string });
  });

  test("a table that was swapped for another of its name is refused on resume", async () => {
    await client.query("CREATE TABLE t (a int, b text)");
    const lines = Array.from(
      { length: 2_000 },
      (_, index) => `${index === 1_900 ? "bad" : index},x`,
    );
    const { loadId } = await load(file("swap.csv", `a,b\n${lines.join("\n")}\n`), {
      workers: 1,
      batchBytes: 2_048,
    });
    await client.query(
      "CREATE TABLE other AS SELECT * FROM t; DROP TABLE t; ALTER TABLE other RENAME TO t",
    );
    await expect(resumeLoad({ loadId }, options, () => undefined, never)).rejects.toMatchObject({
      code: "table-changed",
      message: expect.stringContaining("dropped and made again") as string,
    });
    await expect(
      resumeLoad({ loadId, workers: 0 }, options, () => undefined, never),
    ).rejects.toMatchObject({ code: "option-invalid" });
  });

  test.each([
    [
      "a foreign table",
      "CREATE EXTENSION IF NOT EXISTS file_fdw; CREATE SERVER IF NOT EXISTS files FOREIGN DATA WRAPPER file_fdw; CREATE FOREIGN TABLE t (a int) SERVER files OPTIONS (filename '/dev/null')",
      /foreign table/,
    ],
    ["a materialized view", "CREATE MATERIALIZED VIEW t AS SELECT 1 AS a", /materialized view/],
  ])("%s is refused", async (_name, sql, words) => {
    await client.query(sql);
    await expect(load(file("kind.csv", "a\n1\n"))).rejects.toMatchObject({
      code: "table-not-loadable",
      message: expect.stringMatching(words) as string,
    });
  });

  test("a new table is made from the types of the whole file, and is there again on a second run", async () => {
    const path = file(
      "new.csv",
      'id;valor;data;cpf;ok;doc\n1;1.234,56;31/12/2026;00123456789;true;{"a":1}\n2;;01/01/2026;00987654321;false;[1]\n'.replaceAll(
        '{"a":1}',
        '"{""a"":1}"',
      ),
    );
    const report = await load(path, { into: "vendas", createTable: true });
    expect(report).toMatchObject({ status: "complete", loaded: 2 });
    const columns = await rows(
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
      await rows("SELECT id::int, valor::text, data::text, cpf FROM vendas ORDER BY id"),
    ).toEqual([
      [1, "1234.56", "2026-12-31", "00123456789"],
      [2, null, "2026-01-01", "00987654321"],
    ]);
    expect(await load(path, { into: "vendas", createTable: true })).toMatchObject({
      isAlreadyLoaded: true,
    });
    await expect(
      load(file("other.csv", "id\n1\n"), { into: "vendas", createTable: true }),
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
    await client.query("CREATE TABLE t (a int, b text)");
    expect(await load(file("dialect.csv", content))).toMatchObject({
      status: "complete",
      loaded: 1,
      records: 1,
    });
    expect(await rows("SELECT a, b FROM t")).toEqual([[1, expected]]);
  });

  test("a backslash-dot line in one column ends nothing", async () => {
    await client.query("CREATE TABLE t (b text)");
    expect(await load(file("dot.csv", "b\nx\n\\.\ny\n"))).toMatchObject({
      loaded: 3,
      records: 3,
      reconciled: true,
    });
    expect(await rows("SELECT b FROM t ORDER BY b")).toEqual(
      expect.arrayContaining([["x"], ["\\."], ["y"]]),
    );
  });

  test("what only the server can judge costs one record each", async () => {
    await client.query(`
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
    const report = await load(file("judge.csv", `a,b,c,d\n${lines.join("\n")}\n`), {
      rejectsMax: null,
    });
    expect(report).toMatchObject({ status: "complete", loaded: 34, rejected: 6, records: 40 });
    expect(await rows("SELECT record::int, sqlstate FROM rowmill.reject ORDER BY record")).toEqual([
      [4, "23503"],
      [10, "23514"],
      [21, "23505"],
      [26, "P0001"],
      [31, "22001"],
      [36, "23502"],
    ]);
  });
});
