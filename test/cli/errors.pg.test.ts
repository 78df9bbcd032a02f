// What a user gets wrong, or the world does: one clear error with the place and the next step, and the exit code.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import { connectTo } from "../../src/build/server-client.ts";
import { rowmill, type CliResult } from "../support/rowmill.ts";

const isRoot = process.getuid?.() === 0;
let server: RunningServer;
let secure: RunningServer;
let client: Client;
let folder: string;

beforeAll(async () => {
  server = await startServer();
  secure = await startServer({ tls: true, hba: "hostssl all all 127.0.0.1/32 scram-sha-256\n" });
  folder = mkdtempSync(join(tmpdir(), "rowmill-errors-"));
  mkdirSync(join(folder, "folder.csv"));
  client = await connectTo(server);
  await client.query(`CREATE TABLE orders (id int, note text); CREATE TABLE orders_old (id int); CREATE VIEW orders_view AS SELECT * FROM orders;
    CREATE TABLE strict (id int NOT NULL, note text NOT NULL);
    CREATE ROLE reader LOGIN PASSWORD 'reader'; GRANT CREATE ON DATABASE postgres TO reader; GRANT SELECT ON orders TO reader;
    CREATE ROLE loader LOGIN PASSWORD 'loader'; GRANT INSERT ON orders TO loader`);
});

afterAll(async () => {
  await client.end();
  await server.stop();
  await secure.stop();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const load = (path: string, ...args: readonly string[]): Promise<CliResult> =>
  rowmill(["load", path, "--into", "orders", ...args], server);

function expectError(result: CliResult, exitCode: number, words: readonly RegExp[]): void {
  const said = result.stderr.slice(result.stderr.lastIndexOf("rowmill:"));
  expect(result.exitCode, result.stderr).toBe(exitCode);
  for (const word of words) expect(said).toMatch(word);
  // Two lines: what happened and where; the next step.
  expect(said.trimEnd().split("\n")).toHaveLength(2);
}

test.each<[string, () => Promise<CliResult>, number, readonly RegExp[]]>([
  ["no such file", () => load(join(folder, "nowhere.csv")), 2, [/no file .*nowhere\.csv/i, /path/]],
  ["a directory", () => load(join(folder, "folder.csv")), 2, [/is a folder/, /name one file/]],
  ["an empty file", () => load(file("empty.csv", "")), 2, [/is empty/]],
  [
    "a header only",
    () => load(file("header.csv", "id,note\n")),
    2,
    [/holds a header and no record/, /--header no/],
  ],
  [
    "a table that is missing",
    () => rowmill(["load", file("a.csv", "id,note\n1,x\n"), "--into", "ordres"], server),
    2,
    [/no table ordres/i, /"public\.orders"/, /--create-table/],
  ],
  [
    "a view",
    () => rowmill(["load", file("a.csv", "id,note\n1,x\n"), "--into", "orders_view"], server),
    2,
    [/view/],
  ],
  [
    "a required column is missing",
    () => rowmill(["load", file("b.csv", "id\n1\n"), "--into", "strict"], server),
    2,
    [/"note" of public\.strict is NOT NULL/, /--columns/],
  ],
  [
    "a header that names no column",
    () => load(file("c.csv", "id,nota\n1,x\n"), "--header", "yes"),
    2,
    [/no column "nota"/, /did you mean "note"/],
  ],
  [
    "too many columns",
    () =>
      rowmill(
        [
          "load",
          file(
            "many.csv",
            `${Array.from({ length: 1_700 }, (_, i) => `c${i}`).join(",")}\n${"1,".repeat(1_699)}1\n`,
          ),
          "--into",
          "orders",
        ],
        server,
      ),
    2,
    [/1700 fields/, /1600/],
  ],
  [
    "no table named",
    () => rowmill(["load", file("a.csv", "id,note\n1,x\n")], server),
    2,
    [/--into is missing/],
  ],
  [
    "an option with a wrong value",
    () => load(file("a.csv", "id,note\n1,x\n"), "--workers", "many"),
    2,
    [/--workers cannot be "many"/],
  ],
  [
    "an option that does not exist",
    () => load(file("a.csv", "id,note\n1,x\n"), "--wrokers", "2"),
    2,
    [/--wrokers/],
  ],
])("%s", async (name, run, exitCode, words) => {
  const result = await run();
  if (name.startsWith("an option that")) {
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toMatch(words[0] ?? /./);
  } else expectError(result, exitCode, words);
});

test.skipIf(isRoot)("an unreadable file", async () => {
  const path = file("secret.csv", "id,note\n1,x\n");
  chmodSync(path, 0o000);
  expectError(await load(path), 2, [/cannot be read: permission denied/]);
});

test.each<[string, Partial<RunningServer>, NodeJS.ProcessEnv, number, readonly RegExp[]]>([
  [
    "no privilege",
    { dsn: "reader" },
    { PGPASSWORD: "reader" },
    2,
    [/Role reader may not insert into public\.orders/, /GRANT INSERT/],
  ],
  [
    "no right to make the ledger",
    { dsn: "loader" },
    { PGPASSWORD: "loader" },
    2,
    [/Role loader may not create the ledger/, /GRANT CREATE ON DATABASE/],
  ],
  ["a wrong password", {}, { PGPASSWORD: "canary-wrong" }, 2, [/password/i]],
])("%s", async (_name, facts, env, exitCode, words) => {
  const role = facts.dsn;
  const dsn =
    role === undefined ? server.dsn : server.dsn.replace(`//${server.user}@`, `//${role}@`);
  await client.query("DROP SCHEMA IF EXISTS rowmill CASCADE");
  const result = await rowmill(
    ["load", file("p.csv", "id,note\n1,x\n"), "--into", "orders"],
    { ...server, dsn },
    env,
  );
  expectError(result, exitCode, words);
  expect(result.stdout + result.stderr).not.toContain("canary");
});

test("a ledger that another role made", async () => {
  await client.query("DROP SCHEMA IF EXISTS rowmill CASCADE");
  const path = file("p.csv", "id,note\n1,x\n");
  expect((await load(path)).exitCode).toBe(0);
  const dsn = server.dsn.replace(`//${server.user}@`, "//loader@");
  const result = await rowmill(
    ["load", path, "--into", "orders"],
    { ...server, dsn },
    { PGPASSWORD: "loader" },
  );
  expectError(result, 2, [
    /Role loader may not use the ledger/,
    /GRANT USAGE ON SCHEMA rowmill TO "loader"/,
  ]);
});

test("an UNLOGGED table is loaded with a warning", async () => {
  await client.query("CREATE UNLOGGED TABLE fleeting (id int, note text)");
  const result = await rowmill(
    ["load", file("p.csv", "id,note\n1,x\n"), "--into", "fleeting"],
    server,
  );
  expect(result.exitCode, result.stderr).toBe(0);
  expect(result.stderr).toMatch(/warning: the table is UNLOGGED/);
});

test("a host that is down", async () => {
  const dsn = server.dsn.replace(`:${server.port}`, ":1");
  const result = await rowmill(["load", file("p.csv", "id,note\n1,x\n"), "--into", "orders"], {
    ...server,
    dsn,
  });
  expectError(result, 3, [/127\.0\.0\.1:1/, /check host, port/]);
});

test("a server that takes only encrypted connections", async () => {
  const dsn = `${secure.dsn}?sslmode=disable`;
  const result = await rowmill(["load", file("p.csv", "id,note\n1,x\n"), "--into", "orders"], {
    ...secure,
    dsn,
  });
  expectError(result, 2, [/only encrypted connections/, /sslmode/]);
});

test("a password in the arguments is refused and not repeated", async () => {
  const dsn = server.dsn.replace("@", ":canary-argument@");
  const result = await rowmill(
    ["load", file("p.csv", "id,note\n1,x\n"), "--into", "orders", "--dsn", dsn],
    null,
  );
  expectError(result, 2, [/password on the command line/, /PGPASSWORD/]);
  expect(result.stderr).not.toContain("canary");
});

test("a field of 100 MB without an end names the record where it begins", async () => {
  const huge = Buffer.concat([
    Buffer.from('id,note\n1,x\n2,"'),
    Buffer.alloc(100 * 1_048_576, "y"),
  ]);
  expectError(await load(file("huge.csv", huge)), 2, [
    /longer than 16 MB/,
    /line 3, record 2/,
    /quote that is never closed/,
  ]);
});

test("NUL bytes cost their record", async () => {
  const result = await load(
    file("nul.csv", "id,note\n1,x\n2,a\0b\n3,z\n"),
    "--max-rejects",
    "1",
    "--json",
  );
  expect(result.exitCode, result.stderr).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({ loaded: 2, rejected: 1, records: 3 });
});

test("the first bad record stops the load: file, line, record, column, SQLSTATE, next step", async () => {
  const result = await load(file("bad.csv", "id,note\n1,x\nzwei,y\n"));
  expectError(result, 1, [/line 3, record 2, column id/, /22P02/, /--max-rejects/]);
});

test.skipIf(!isRoot)("a full disk stops the load; with space it resumes", async () => {
  const disk = mkdtempSync(join(tmpdir(), "rowmill-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m,mode=0777", "tmpfs", disk]);
  try {
    chownSync(disk, statSync(server.dataDir).uid, statSync(server.dataDir).gid);
    await client.query(`CREATE TABLESPACE small LOCATION '${disk}'`);
    await client.query("CREATE TABLE full_disk (id int, note text) TABLESPACE small");
    const path = file(
      "full.csv",
      `id,note\n${Array.from({ length: 60_000 }, (_, i) => `${i},${"x".repeat(150)}`).join("\n")}\n`,
    );
    const args = [
      "load",
      path,
      "--into",
      "full_disk",
      "--batch-kb",
      "512",
      "--workers",
      "2",
      "--json",
    ];
    const stopped = await rowmill(args, server);
    expect(stopped.exitCode, stopped.stderr).toBe(3);
    expect(JSON.parse(stopped.stdout)).toMatchObject({
      status: "stopped",
      problem: { sqlstate: "53100" },
    });
    execFileSync("mount", ["-o", "remount,size=64m", disk]);
    const resumed = await rowmill(args, server);
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    const counted = await client.query(
      "SELECT count(*)::int AS rows, count(DISTINCT id)::int AS ids FROM full_disk",
    );
    expect(counted.rows[0]).toEqual({ rows: 60_000, ids: 60_000 });
  } finally {
    await client.query("DROP TABLE IF EXISTS full_disk").catch(() => undefined);
    await client.query("DROP TABLESPACE IF EXISTS small").catch(() => undefined);
    execFileSync("umount", ["-l", disk]);
  }
});
