// What a user gets wrong, or the world does: one clear error with the place and the next step, and the exit code.
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import { jsonOf, rowmill, type CliResult, type Reachable } from "../support/rowmill.ts";
import { asRole, startDatabase, type TestDatabase } from "../support/test-database.ts";

const isRoot = process.getuid?.() === 0;
let on: TestDatabase;
let secure: RunningServer;

beforeAll(async () => {
  on = await startDatabase();
  secure = await startServer({ tls: true, hba: "hostssl all all 127.0.0.1/32 scram-sha-256\n" });
  mkdirSync(join(on.folder, "folder.csv"));
  await on.client.query(`
    CREATE TABLE orders (id int, note text); CREATE TABLE orders_old (id int); CREATE VIEW orders_view AS SELECT * FROM orders;
    CREATE TABLE strict (id int NOT NULL, note text NOT NULL);
    CREATE ROLE reader LOGIN PASSWORD 'reader'; GRANT CREATE ON DATABASE postgres TO reader; GRANT SELECT ON orders TO reader;
    CREATE ROLE loader LOGIN PASSWORD 'loader'; GRANT INSERT ON orders TO loader`);
});

afterAll(async () => {
  await on.close();
  await secure.stop();
});

/** A file whose content is beside the point. */
const small = (): string => on.file("small.csv", "id,note\n1,x\n");
const wideFile = (columns: number): string => {
  const names = Array.from({ length: columns }, (_, field) => `c${field}`);
  return on.file("wide.csv", `${names.join(",")}\n${"1,".repeat(columns - 1)}1\n`);
};
const load = (path: string, ...args: readonly string[]): Promise<CliResult> =>
  loadInto("orders", path, ...args);
const loadInto = (table: string, path: string, ...args: readonly string[]): Promise<CliResult> =>
  rowmill(["load", path, "--into", table, ...args], on.server);
/** `small` into orders. */
const loadBy = (server: Reachable): Promise<CliResult> =>
  rowmill(["load", small(), "--into", "orders"], server);

function expectError(result: CliResult, exitCode: number, words: readonly RegExp[]): void {
  const said = result.stderr.slice(result.stderr.lastIndexOf("rowmill:"));
  expect(result.exitCode, result.stderr).toBe(exitCode);
  for (const word of words) expect(said).toMatch(word);
  // Two lines: what happened and where; the next step.
  expect(said.trimEnd().split("\n")).toHaveLength(2);
}

test.each<[string, () => Promise<CliResult>, readonly RegExp[]]>([
  ["no such file", () => load(join(on.folder, "nowhere.csv")), [/no file .*nowhere\.csv/i, /path/]],
  ["a directory", () => load(join(on.folder, "folder.csv")), [/is a folder/, /name one file/]],
  ["an empty file", () => load(on.file("empty.csv", "")), [/is empty/]],
  [
    "a header only",
    () => load(on.file("header.csv", "id,note\n")),
    [/holds a header and no record/, /--header no/],
  ],
  [
    "a table that is missing",
    () => loadInto("ordres", small()),
    [/no table ordres/i, /"public\.orders"/, /--create-table/],
  ],
  ["a view", () => loadInto("orders_view", small()), [/view/]],
  [
    "a required column is missing",
    () => loadInto("strict", on.file("b.csv", "id\n1\n")),
    [/"note" of public\.strict is NOT NULL/, /--columns/],
  ],
  [
    "a header that names no column",
    () => load(on.file("c.csv", "id,nota\n1,x\n"), "--header", "yes"),
    [/no column "nota"/, /did you mean "note"/],
  ],
  ["too many columns", () => load(wideFile(1_700)), [/1700 fields/, /1600/]],
  [
    "a new table of too many columns",
    () => loadInto("wide", wideFile(1_000_000), "--create-table"),
    [/wide\.csv has \d+ fields a record or more/, /1600/, /rowmill sniff/],
  ],
  ["no table named", () => rowmill(["load", small()], on.server), [/--into is missing/]],
  [
    "an option with a wrong value",
    () => load(small(), "--workers", "many"),
    [/--workers cannot be "many"/],
  ],
])("%s", async (_name, run, words) => {
  expectError(await run(), 2, words);
});

test("an option that does not exist", async () => {
  const { exitCode, stderr } = await load(small(), "--wrokers", "2");
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/--wrokers/);
});

test.skipIf(isRoot)("an unreadable file", async () => {
  const path = on.file("secret.csv", "id,note\n1,x\n");
  chmodSync(path, 0o000);
  expectError(await load(path), 2, [/cannot be read: permission denied/]);
});

test.each<[string, string, string, readonly RegExp[]]>([
  [
    "no privilege",
    "reader",
    "reader",
    [/Role reader may not insert into public\.orders/, /GRANT INSERT/],
  ],
  [
    "no right to make the ledger",
    "loader",
    "loader",
    [/Role loader may not create the ledger/, /GRANT CREATE ON DATABASE/],
  ],
  ["a wrong password", "postgres", "canary-wrong", [/password/i]],
])("%s", async (_name, role, password, words) => {
  await on.client.query("DROP SCHEMA IF EXISTS rowmill CASCADE");
  const result = await loadBy(asRole(on.server, role, password));
  expectError(result, 2, words);
  expect(result.stdout + result.stderr).not.toContain("canary");
});

test("a ledger that another role made", async () => {
  await on.client.query("DROP SCHEMA IF EXISTS rowmill CASCADE");
  expect((await loadBy(on.server)).exitCode).toBe(0);
  expectError(await loadBy(asRole(on.server, "loader")), 2, [
    /Role loader may not use the ledger/,
    /GRANT USAGE ON SCHEMA rowmill TO "loader"/,
  ]);
});

test("an UNLOGGED table is loaded with a warning", async () => {
  await on.client.query("CREATE UNLOGGED TABLE fleeting (id int, note text)");
  const result = await loadInto("fleeting", small());
  expect(result.exitCode, result.stderr).toBe(0);
  expect(result.stderr).toMatch(/warning: the table is UNLOGGED/);
});

test("a host that is down", async () => {
  const dsn = on.server.dsn.replace(`:${on.server.port}`, ":1");
  expectError(await loadBy({ ...on.server, dsn }), 3, [/127\.0\.0\.1:1/, /check host, port/]);
});

test("a server that takes only encrypted connections", async () => {
  const dsn = `${secure.dsn}?sslmode=disable`;
  expectError(await loadBy({ ...secure, dsn }), 2, [/only encrypted connections/, /sslmode/]);
});

test("a password in the arguments is refused and not repeated", async () => {
  const dsn = on.server.dsn.replace("@", ":canary-argument@");
  const result = await loadBy({ dsn, env: {} });
  expectError(result, 2, [/password on the command line/, /PGPASSWORD/]);
  expect(result.stderr).not.toContain("canary");
});

test("a field of 100 MB without an end names the record where it begins", async () => {
  const huge = Buffer.concat([
    Buffer.from('id,note\n1,x\n2,"'),
    Buffer.alloc(100 * 1_048_576, "y"),
  ]);
  expectError(await load(on.file("huge.csv", huge)), 2, [
    /longer than 16 MB/,
    /line 3, record 2/,
    /quote that is never closed/,
  ]);
});

test("NUL bytes cost their record", async () => {
  const result = await load(
    on.file("nul.csv", "id,note\n1,x\n2,a\0b\n3,z\n"),
    "--max-rejects",
    "1",
    "--json",
  );
  expect(result.exitCode, result.stderr).toBe(0);
  expect(jsonOf(result)).toMatchObject({ loaded: 2, rejected: 1, records: 3 });
});

test("the first bad record stops the load: file, line, record, column, SQLSTATE, next step", async () => {
  const result = await load(on.file("bad.csv", "id,note\n1,x\nzwei,y\n"));
  expectError(result, 1, [/line 3, record 2, column id/, /22P02/, /--max-rejects/]);
});

test.skipIf(!isRoot)("a full disk stops the load; with space it resumes", async () => {
  const disk = mkdtempSync(join(tmpdir(), "rowmill-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m,mode=0777", "tmpfs", disk]);
  try {
    chownSync(disk, statSync(on.server.dataDir).uid, statSync(on.server.dataDir).gid);
    await on.client.query(`CREATE TABLESPACE small LOCATION '${disk}'`);
    await on.client.query("CREATE TABLE full_disk (id int, note text) TABLESPACE small");
    const path = on.file(
      "full.csv",
      `id,note\n${Array.from({ length: 60_000 }, (_, i) => `${i},${"x".repeat(150)}`).join("\n")}\n`,
    );
    const run = () => loadInto("full_disk", path, "--batch-kb", "512", "--workers", "2", "--json");
    const stopped = await run();
    expect(stopped.exitCode, stopped.stderr).toBe(3);
    expect(jsonOf(stopped)).toMatchObject({
      status: "stopped",
      problem: { sqlstate: "53100" },
    });
    execFileSync("mount", ["-o", "remount,size=64m", disk]);
    const resumed = await run();
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    const counts = "SELECT count(*)::int, count(DISTINCT id)::int FROM full_disk";
    expect(await on.rows(counts)).toEqual([[60_000, 60_000]]);
  } finally {
    await on.client.query("DROP TABLE IF EXISTS full_disk").catch(() => undefined);
    await on.client.query("DROP TABLESPACE IF EXISTS small").catch(() => undefined);
    execFileSync("umount", ["-l", disk]);
  }
});
