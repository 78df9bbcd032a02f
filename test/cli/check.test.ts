// `rowmill check`, `rules` and `explain` as their own processes, over folders made here.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, linkSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cli, resultOf } from "../support/rowmill.ts";
import { resultsOf, sarifProblems } from "../support/sarif.ts";
import { makeFolder, type TestFolder } from "../support/test-folder.ts";

const isRoot = process.getuid?.() === 0;
const TWICE = "INSERT INTO t (a, b, a) VALUES (1, 2, 3);\n";
const RUN = `BEGIN;\n${Array.from({ length: 8 }, (_, id) => `INSERT INTO t (id, name) VALUES (${id}, 'x');`).join("\n")}\nCOMMIT;\n`;
const CLEAN = "INSERT INTO t (a, b) VALUES (1, 2);\n";

let folder: TestFolder;

beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

const put: TestFolder["files"] = (contents) => folder.files(contents);
const text = (name: string): string => readFileSync(join(folder.path, name), "utf8");

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function rowmill(
  args: readonly string[],
  options: {
    readonly input?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly cwd?: string;
  } = {},
): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: options.cwd ?? folder.path,
    encoding: "utf8",
    input: options.input ?? "",
    env: { ...process.env, LC_ALL: "C", ...options.env },
    maxBuffer: 1 << 28,
  });
  return { code: status, stdout, stderr };
}

const check = (...args: readonly string[]): Run => rowmill(["check", ...args]);

test.each([
  ["an error", TWICE, [], 1],
  ["a warning", RUN, [], 1],
  ["a warning below the threshold", RUN, ["--fail-on", "error"], 0],
  ["an error that fails nothing", TWICE, ["--fail-on", "never"], 0],
  ["nothing to say", CLEAN, [], 0],
])("%s gives its exit code", (_what, content, args, code) => {
  put({ "a.sql": content });
  expect(check(...args).code).toBe(code);
});

test("a finding is printed with its place, and the last line counts", () => {
  put({ "db/a.sql": TWICE });
  const { stdout, stderr } = check();
  expect(stdout).toContain("db/a.sql:1:22: error sql/no-duplicate-column\n");
  expect(stdout).toContain("INSERT INTO t (a, b, a) VALUES");
  expect(stdout).toMatch(/\n1 error.* in 1 of 1 file/);
  expect(stderr).toBe("");
});

test("messages follow the language of the environment", () => {
  put({ "a.sql": TWICE });
  const { stdout } = rowmill(["check"], { env: { LC_ALL: "pt_BR.UTF-8" } });
  expect(stdout).toContain("erro sql/no-duplicate-column");
  expect(stdout).toContain("aparece duas vezes");
});

test("json is one object", () => {
  put({ "a.sql": TWICE, "b.sql": CLEAN });
  const { stdout, code } = check("--format", "json");
  expect(JSON.parse(stdout)).toMatchObject({
    findings: [{ file: "a.sql", rule: "sql/no-duplicate-column", start: { line: 1, column: 22 } }],
    files: { checked: 2, skipped: [], fixed: [] },
    summary: { errors: 1, warnings: 0 },
  });
  expect(code).toBe(1);
  expect(check("--json").stdout).toBe(stdout);
});

test("sarif of real findings is valid, suppressions included", () => {
  put({
    "a.sql": `${TWICE}${RUN}`,
    "é 1.sql": `-- rowmill-disable-next-line sql/no-duplicate-column: a test of the server\n${TWICE}`,
    "load.py": 'for r in rows:\n    cur.execute("INSERT INTO t (a, a) VALUES (%s, %s)", r)\n',
    "broken.sql": Buffer.from([0, 1, 2]),
  });
  const log: unknown = JSON.parse(check("--format", "sarif").stdout);
  expect(sarifProblems(log)).toBe("");
  const suppressed = resultsOf(log).filter((result) => "suppressions" in result);
  expect(suppressed).toMatchObject([{ suppressions: [{ justification: "a test of the server" }] }]);
});

test("the output is the same whichever thread judges what", () => {
  const files = Array.from({ length: 120 }, (_, index) => [
    `m${index % 7}/${index}.sql`,
    index % 3 === 0 ? TWICE : index % 3 === 1 ? RUN : CLEAN,
  ]);
  put(Object.fromEntries(files) as Record<string, string>);
  const first = check("--format", "json").stdout;
  expect(check("--format", "json").stdout).toBe(first);
  // Few enough files to be judged without a thread.
  const alone = check("--format", "json", "m0/0.sql", "m0/7.sql").stdout;
  const findings = (output: string): readonly { readonly file: string }[] =>
    (JSON.parse(output) as { readonly findings: readonly { readonly file: string }[] }).findings;
  expect(findings(alone)).toEqual(
    findings(first).filter(({ file }) => ["m0/0.sql", "m0/7.sql"].includes(file)),
  );
});

test("tables are known from the DDL of other files, also of those that are not checked", () => {
  put({
    "rowmill.yaml": "version: 1\n",
    "schema.sql":
      "CREATE TABLE sale (id int PRIMARY KEY, day date NOT NULL) ;\nCREATE TABLE t (a int PRIMARY KEY, b int);\n",
    "load/upsert.sql": "INSERT INTO t (a, b) VALUES (1, 2) ON CONFLICT (b) DO NOTHING;\n",
  });
  const { stdout } = check("load/upsert.sql");
  expect(stdout).toContain("load/upsert.sql:1:49: error sql/require-conflict-target-index");
});

test("rowmill.yaml decides severities and what is ignored; names stay relative to where one is", () => {
  put({
    "rowmill.yaml": "rules:\n  sql/no-duplicate-column: info\nignore:\n  - generated/**\n",
    "db/a.sql": TWICE,
    "generated/b.sql": TWICE,
  });
  expect(check().stdout).toMatch(/^db\/a\.sql:1:22: info .*\n[^]* in 1 of 1 file/);
  expect(rowmill(["check"], { cwd: join(folder.path, "db") }).stdout).toMatch(/^a\.sql:1:22: info/);
  expect(check("generated/b.sql").stdout).toMatch(/^generated\/b\.sql:1:22: info/);
});

test.each([
  ["a path that is not there", ["nowhere.sql"], {}, /No file .*nowhere\.sql/i],
  ["an unknown format", ["--format", "xml"], {}, /--format cannot be "xml"/],
  ["an unknown severity", ["--fail-on", "fatal"], {}, /--fail-on cannot be "fatal"/],
  ["an unknown flag", ["--fixx"], {}, /--fixx/],
  ["a wrong rowmill.yaml", [], { "rowmill.yaml": "rules:\n  sql/no-x: off\n" }, /line 2.*no-x/],
  ["a database that is not there", ["--dsn", "host=127.0.0.1 port=1"], {}, /no connection/i],
  ["--fix of standard input", ["-", "--fix"], {}, /standard input/],
])("%s is the user's input: exit code 2", (_what, args, files, words) => {
  put({ "a.sql": CLEAN, ...files });
  const { code, stderr, stdout } = check(...args);
  expect(stderr).toMatch(words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

test("standard input is checked under the name it is given", () => {
  const { stdout, code } = rowmill(["check", "-"], { input: TWICE });
  expect(stdout).toMatch(/^stdin\.sql:1:22: error/);
  expect(code).toBe(1);
  const named = rowmill(["check", "-", "--stdin-filename", "db/x.py"], { input: TWICE });
  expect(named.stdout).toBe("no findings in 1 file\n");
});

test("files that are no text cost a line each, and nothing else", () => {
  put({
    "binary.sql": Buffer.from(Array.from({ length: 4_000 }, (_, index) => index % 256)),
    "empty.sql": "",
    "latin.sql": Buffer.from("-- preço\nINSERT INTO t (a, a) VALUES (1, 1);\n", "latin1"),
    "nul.sql": `${"-- x\n".repeat(2_000)}\0${TWICE}`,
    "open.sql": "INSERT INTO t (a, a) VALUES ('never closed",
    "surrogate.sql": Buffer.concat([Buffer.from(TWICE), Buffer.from([0xed, 0xa0, 0x80])]),
  });
  const { stdout, stderr, code } = check();
  expect(stderr).toBe("binary.sql: not checked: a binary file\n");
  expect(stdout).toMatch(/latin\.sql:2:19: error/);
  expect(code).toBe(1);
});

test.skipIf(isRoot)("a file that may not be read is named, and is no success", () => {
  put({ "a.sql": CLEAN, "secret.sql": TWICE });
  chmodSync(join(folder.path, "secret.sql"), 0);
  const { stderr, code } = check();
  expect(stderr).toMatch(/^secret\.sql: not checked: .*permission denied\n$/);
  expect(code).toBe(2);
});

test("one line of 10 MB and a deep nest end in time", () => {
  put({
    "long.sql": `INSERT INTO t (a) VALUES ${"(1), ".repeat(2_000_000)}(1);`,
    "deep.sql": `INSERT INTO t (a) VALUES (${"(".repeat(5_000)}1${")".repeat(5_000)});`,
  });
  const started = performance.now();
  expect([0, 1]).toContain(check().code);
  expect(performance.now() - started).toBeLessThan(30_000);
});

test("an interrupt ends it with 130, and nothing is reported", async () => {
  // So much that no machine is done with it in a second.
  put({ "0.sql": "INSERT INTO t (id, name) VALUES (1, 'x');\n".repeat(500_000) });
  for (let copy = 1; copy < 60; copy++)
    linkSync(join(folder.path, "0.sql"), join(folder.path, `${copy}.sql`));
  const child = spawn(process.execPath, [cli, "check"], { cwd: folder.path });
  setTimeout(() => child.kill("SIGINT"), 1_000);
  expect(await resultOf(child)).toEqual({
    exitCode: 130,
    stdout: "",
    stderr: "interrupted: nothing is reported\n",
  });
});

test("--fix applies the safe fixes, says so, and changes nothing the second time", () => {
  put({ "a.sql": RUN, "crlf.sql": RUN.replaceAll("\n", "\r\n"), "clean.sql": CLEAN });
  chmodSync(join(folder.path, "a.sql"), 0o640);
  const { stderr } = check("--fix");
  expect(stderr).toBe("a.sql: 1 fix applied\ncrlf.sql: 1 fix applied\n");
  expect(text("a.sql").match(/INSERT INTO/g)).toHaveLength(1);
  expect(text("crlf.sql").replaceAll("\r\n", "\n")).toBe(text("a.sql"));
  expect(text("crlf.sql").match(/(?<!\r)\n/)).toBeNull();
  const names = ["a.sql", "crlf.sql", "clean.sql"];
  const before = names.map(text);
  const again = check("--fix");
  expect(again.stderr).toBe("");
  expect(names.map(text)).toEqual(before);
  expect(again.stdout).not.toContain("can be fixed");
});

test("--fix leaves a file alone whose bytes it could not keep", () => {
  const bytes = Buffer.from(`-- preço\n${RUN}`, "latin1");
  put({ "latin.sql": bytes });
  const { stderr } = check("--fix");
  expect(stderr).toBe("latin.sql: not fixed: it is not UTF-8\n");
  expect(readFileSync(join(folder.path, "latin.sql")).equals(bytes)).toBe(true);
});

test("rules lists every rule, and explain shows the page of each", () => {
  const rules = JSON.parse(rowmill(["rules", "--json"]).stdout) as readonly {
    readonly id: string;
    readonly severity: string;
  }[];
  expect(rules.map(({ id }) => id)).toContain("sql/no-duplicate-column");
  expect(rowmill(["rules"]).stdout.trimEnd().split("\n")).toHaveLength(rules.length);
  const { stdout, code } = rowmill(["explain", "sql/no-duplicate-column"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^sql\/no-duplicate-column\n/);
  expect(stdout).toContain('error: Column "id" stands twice in the list.');
});

test("explain of a name that is not there suggests one", () => {
  expect(rowmill(["explain", "sql/no-duplicat-column"]).stderr).toContain(
    'did you mean "sql/no-duplicate-column"?',
  );
  expect(rowmill(["explain", "no-duplicate-column"])).toMatchObject({ code: 2 });
  expect(rowmill(["explain"]).code).toBe(2);
});
