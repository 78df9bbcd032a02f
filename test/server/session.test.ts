// A session over a pair of streams in one process: what an editor sends, what it gets. The parsers, rules and
// files are the real ones.
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import {
  createConnection,
  createProtocolConnection,
  type CodeAction,
  type CodeLens,
  type Hover,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";

import { GRAMMAR_FILES } from "../../src/adapters/files/grammars.ts";
import { inRoot } from "../../src/build/root.ts";
import { present } from "../../src/core/base/assert.ts";
import { SNAPSHOT_MESSAGE } from "../../src/core/config/check-settings.ts";
import { emptySnapshot, snapshotTable } from "../../src/core/lang/sql/schema/snapshot-table.ts";
import { serve } from "../../src/server/main.ts";
import { makeFolder, type TestFolder } from "../support/test-folder.ts";

const wasmFolder = (file: string) =>
  join(inRoot("node_modules"), present(GRAMMAR_FILES[file], file), file);

let folder: TestFolder;
let client: ProtocolConnection;
let published: PublishDiagnosticsParams[];
let applied: unknown[];
let settings: unknown;

const uriOf = (name: string) => pathToFileURL(join(folder.path, name)).href;

beforeAll(() => {
  vi.stubGlobal("ROWMILL_VERSION", "0.0.0");
});

beforeEach(() => {
  folder = makeFolder();
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const server = createConnection(
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  serve(server, { wasmFolder });
  client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  [published, applied, settings] = [[], [], {}];
  client.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
    published.push(params);
  });
  client.onRequest("workspace/configuration", () => [settings]);
  client.onRequest("client/registerCapability", () => null);
  client.onRequest("workspace/applyEdit", (params: unknown) => {
    applied.push(params);
    return { applied: true };
  });
  client.listen();
});

afterEach(async () => {
  await client.sendRequest("shutdown");
  client.dispose();
  folder.remove();
});

async function start(more: Record<string, unknown> = {}): Promise<void> {
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder.path).href, name: "w" }],
    capabilities: { workspace: { configuration: true, workspaceFolders: true } },
    ...more,
  });
  await client.sendNotification("initialized", {});
}

const open = (name: string, text: string, languageId = "sql") =>
  client.sendNotification("textDocument/didOpen", {
    textDocument: { uri: uriOf(name), languageId, version: 1, text },
  });

const change = (name: string, version: number, text: string) =>
  client.sendNotification("textDocument/didChange", {
    textDocument: { uri: uriOf(name), version },
    contentChanges: [{ text }],
  });

/** Rule ids of the newest findings of that file. */
const codes = (name: string): readonly unknown[] =>
  published
    .filter(({ uri }) => uri === uriOf(name))
    .at(-1)
    ?.diagnostics.map(({ code }) => code) ?? [];

const eventually = (name: string) => expect.poll(() => codes(name), { timeout: 10_000 });

const at = (line: number, character: number) => ({ line, character });
const BAD = "INSERT INTO orders (id, id) VALUES (1, 1);\n";
const RUN = (count: number) =>
  Array.from({ length: count }, (_, id) => `INSERT INTO city (id) VALUES (${id});\n`).join("");

const actionsAt = (name: string, character: number, only?: readonly string[]) =>
  client.sendRequest<CodeAction[]>("textDocument/codeAction", {
    textDocument: { uri: uriOf(name) },
    range: { start: at(0, character), end: at(0, character) },
    context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
  });

test("a closed text has no findings", async () => {
  await start();
  await open("a.sql", BAD);
  await eventually("a.sql").toEqual(["sql/no-duplicate-column"]);
  await client.sendNotification("textDocument/didClose", { textDocument: { uri: uriOf("a.sql") } });
  await eventually("a.sql").toEqual([]);
});

test("a text is judged by the language that the editor gives it", async () => {
  await start();
  await open("notes.txt", BAD, "plaintext");
  await open("query.txt", BAD, "postgres");
  await eventually("query.txt").toEqual(["sql/no-duplicate-column"]);
  expect(codes("notes.txt")).toEqual([]);
});

test("server settings are judged by the name of their file", async () => {
  await start();
  await open("postgresql.conf", "fsync = off\n", "properties");
  await eventually("postgresql.conf").toContain("pgconf/no-unsafe-durability");
});

test("tables come from the workspace's files, change with them, and with what is typed into them", async () => {
  const insert = "INSERT INTO orders (id, at) VALUES (1, now()) ON CONFLICT (at) DO NOTHING;\n";
  const rule = "sql/require-conflict-target-index";
  const table = "CREATE TABLE orders (id bigint PRIMARY KEY, at timestamptz NOT NULL";
  folder.files({ "db/schema.sql": `${table});\n` });
  await start();
  await open("load.sql", insert);
  await eventually("load.sql").toContain(rule);
  // On disk, as a pull would do it.
  folder.files({ "db/schema.sql": `${table} UNIQUE);\n` });
  const changes = [{ uri: uriOf("db/schema.sql"), type: 2 }];
  await client.sendNotification("workspace/didChangeWatchedFiles", { changes });
  await eventually("load.sql").not.toContain(rule);
  // In the editor, not saved.
  await open("db/schema.sql", `${table});\n`);
  await eventually("load.sql").toContain(rule);
  // Thrown away: the file on disk counts again.
  const closed = { textDocument: { uri: uriOf("db/schema.sql") } };
  await client.sendNotification("textDocument/didClose", closed);
  await eventually("load.sql").not.toContain(rule);
});

test("DDL that is typed above a statement counts for it at once", async () => {
  const insert = "INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO NOTHING;\n";
  await start();
  await open("a.sql", `CREATE TABLE t (id int PRIMARY KEY);\n${insert}`);
  await change("a.sql", 2, `CREATE TABLE t (id int, k int PRIMARY KEY);\n${insert}`);
  await eventually("a.sql").toContain("sql/require-conflict-target-index");
});

test("rowmill.yaml decides, and is read again when it changes", async () => {
  folder.files({ "rowmill.yaml": "rules:\n  sql/no-duplicate-column: info\n" });
  await start();
  await open("a.sql", BAD);
  await eventually("a.sql").toEqual(["sql/no-duplicate-column"]);
  expect(published.at(-1)?.diagnostics[0]?.severity).toBe(3);
  folder.files({ "rowmill.yaml": "rules:\n  sql/no-duplicate-column: off\n" });
  const changes = [{ uri: uriOf("rowmill.yaml"), type: 2 }];
  await client.sendNotification("workspace/didChangeWatchedFiles", { changes });
  await eventually("a.sql").toEqual([]);
});

test("switched off by its setting, it finds nothing", async () => {
  settings = { enable: false };
  await start();
  await open("a.sql", BAD);
  await eventually("a.sql").toEqual([]);
  settings = { enable: true };
  await client.sendNotification("workspace/didChangeConfiguration", { settings: {} });
  await eventually("a.sql").toEqual(["sql/no-duplicate-column"]);
});

test("an editor that pushes its settings is heard", async () => {
  await start({ capabilities: {} });
  await open("a.sql", BAD);
  await eventually("a.sql").toEqual(["sql/no-duplicate-column"]);
  const off = { rowmill: { check: { enable: false } } };
  await client.sendNotification("workspace/didChangeConfiguration", { settings: off });
  await eventually("a.sql").toEqual([]);
});

test("fixes: the safe one first and preferred, then those that silence, each for one version", async () => {
  await start();
  await open("a.sql", RUN(5));
  const actions = await actionsAt("a.sql", 0, ["quickfix"]);
  expect(actions.map(({ title, isPreferred }) => [title, isPreferred === true])).toEqual(
    expect.arrayContaining([
      ["Merge into INSERTs of 5 rows", true],
      ["Turn into COPY … FROM stdin, for psql", false],
      ["Disable sql/no-single-row-insert-run for this line", false],
      ["Disable sql/no-single-row-insert-run for this file", false],
    ]),
  );
  for (const { edit } of actions)
    expect(edit?.documentChanges?.[0]).toMatchObject({ textDocument: { version: 1 } });
});

test("an editor that can ask later gets the edit of a fix when it is chosen", async () => {
  const codeAction = { resolveSupport: { properties: ["edit"] } };
  await start({ capabilities: { textDocument: { codeAction } } });
  await open("a.sql", RUN(5));
  const [merge] = await actionsAt("a.sql", 0);
  expect(merge?.edit).toBeUndefined();
  const resolved = await client.sendRequest<CodeAction>("codeAction/resolve", merge);
  expect(JSON.stringify(resolved.edit)).toContain("(4)");
  await change("a.sql", 2, `\n${RUN(5)}`);
  const late = await client.sendRequest<CodeAction>("codeAction/resolve", merge);
  expect(late.edit).toBeUndefined();
});

test("all safe fixes at once, only where they are asked for", async () => {
  const partition = (year: number) =>
    `CREATE TABLE p${year} PARTITION OF p FOR VALUES FROM ('${year}-01-01') TO ('${year}-12-31');\n`;
  await start();
  await open("a.sql", partition(2025) + partition(2026));
  for (const only of [["source.fixAll"], ["source.fixAll.rowmill"], ["source"]]) {
    const actions = await actionsAt("a.sql", 0, only);
    expect(actions.map(({ title }) => title)).toEqual(["Make all 2 safe Rowmill fixes"]);
    expect(JSON.stringify(actions[0]?.edit)).toMatch(/2026-01-01.*2027-01-01/u);
  }
  expect(await actionsAt("a.sql", 0, ["source.organizeImports"])).toEqual([]);
  expect(await actionsAt("a.sql", 0, ["refactor"])).toEqual([]);
});

test("a comment that silences is one that the next check obeys", async () => {
  await start();
  await open("a.sql", BAD);
  const actions = await actionsAt("a.sql", 25);
  const silence = actions.find(({ title }) => title.endsWith("for this line"));
  const edit = JSON.stringify(silence?.edit);
  expect(edit).toContain("-- rowmill-disable-next-line sql/no-duplicate-column: the reason");
  await change("a.sql", 2, `-- rowmill-disable-next-line sql/no-duplicate-column: why\n${BAD}`);
  await eventually("a.sql").toEqual([]);
});

test("a comment that silences works from its last letter on, and no longer without one of them", async () => {
  await start();
  await open("a.sql", BAD);
  await eventually("a.sql").toEqual(["sql/no-duplicate-column"]);
  const comment = "-- rowmill-disable-next-line sql/no-duplicate-column: on purpose";
  const typed = (
    text: string,
    version: number,
    range = { start: at(0, version - 2), end: at(0, version - 2) },
  ) =>
    client.sendNotification("textDocument/didChange", {
      textDocument: { uri: uriOf("a.sql"), version },
      contentChanges: [{ range, text }],
    });
  let version = 1;
  for (const letter of Array.from(`${comment}\n`)) await typed(letter, ++version);
  await eventually("a.sql").toEqual([]);
  const place = comment.indexOf("disable") + 2;
  await typed("", ++version, { start: at(0, place), end: at(0, place + 1) });
  await eventually("a.sql").toEqual(["sql/no-duplicate-column"]);
  await typed("s", ++version, { start: at(0, place), end: at(0, place) });
  await eventually("a.sql").toEqual([]);
});

test("hover: why, and a link where the editor can follow it", async () => {
  await start({ initializationOptions: { opensRulePages: true } });
  await open("a.sql", BAD);
  const hover = await client.sendRequest<Hover | null>("textDocument/hover", {
    textDocument: { uri: uriOf("a.sql") },
    position: at(0, 25),
  });
  const text = JSON.stringify(hover?.contents);
  expect(text).toContain("SQLSTATE 42701");
  expect(text).toContain("command:rowmill.openRulePage?%5B%22sql%2Fno-duplicate-column%22%5D");
  await eventually("a.sql").toEqual(["sql/no-duplicate-column"]);
  expect(published.at(-1)?.diagnostics[0]?.codeDescription?.href).toBe(
    "rowmill-rule:/sql/no-duplicate-column.md",
  );
});

const snapshot = emptySnapshot({
  takenAt: new Date(Date.now() - 300_000).toISOString(),
  isReadOnly: true,
  tables: [snapshotTable("orders")],
});

test("a snapshot of the catalog counts from its arrival until it is taken back", async () => {
  await start();
  await open("a.sql", "INSERT INTO orders (id) VALUES (1);\n");
  await eventually("a.sql").toEqual([]);
  await client.sendNotification(SNAPSHOT_MESSAGE, snapshot);
  await eventually("a.sql").toContain("live/read-only-server");
  const hover = await client.sendRequest<Hover | null>("textDocument/hover", {
    textDocument: { uri: uriOf("a.sql") },
    position: at(0, 14),
  });
  expect(JSON.stringify(hover?.contents)).toMatch(
    /public\.orders.*warehouse · catalog read 5 minutes ago/u,
  );
  await client.sendNotification(SNAPSHOT_MESSAGE, null);
  await eventually("a.sql").toEqual([]);
});

test("a lens counts a long run, and mends it", async () => {
  await start();
  await open("a.sql", RUN(30));
  const params = { textDocument: { uri: uriOf("a.sql") } };
  const lenses = await client.sendRequest<CodeLens[]>("textDocument/codeLens", params);
  expect(lenses).toHaveLength(1);
  const lens = await client.sendRequest<CodeLens>("codeLens/resolve", lenses[0]);
  expect(lens.command?.title).toBe("30 single-row INSERTs: Merge into INSERTs of 30 rows");
  await client.sendRequest("workspace/executeCommand", {
    command: lens.command?.command,
    arguments: lens.command?.arguments,
  });
  expect(JSON.stringify(applied)).toContain("(29)");
});

test("no lens over a short run, nor where the setting says so", async () => {
  settings = { codeLens: false };
  await start();
  await open("a.sql", RUN(30));
  await eventually("a.sql").toContain("sql/no-single-row-insert-run");
  const params = { textDocument: { uri: uriOf("a.sql") } };
  expect(await client.sendRequest("textDocument/codeLens", params)).toEqual([]);
});

test("a question about a text that is not open has no answer", async () => {
  await start();
  expect(await actionsAt("gone.sql", 0)).toEqual([]);
  const place = { textDocument: { uri: uriOf("gone.sql") }, position: at(0, 0) };
  expect(await client.sendRequest("textDocument/hover", place)).toBeNull();
});

test.each([
  ["a binary file", "PK\u0003\u0004\0\0\uFFFD\uD800"],
  ["an open dollar quote", "DO $$ BEGIN INSERT INTO t VALUES ("],
  ["deep parentheses", `INSERT INTO t VALUES ${"(".repeat(5_000)}`],
])("%s has no findings outside of it, and ends nothing", async (_name, text) => {
  await start();
  await open("a.sql", text);
  await expect.poll(() => published.length, { timeout: 10_000 }).toBeGreaterThan(0);
  const lines = text.split("\n").length;
  for (const { range } of published.flatMap(({ diagnostics }) => diagnostics))
    expect(range.end.line).toBeLessThanOrEqual(lines);
  await change("a.sql", 2, BAD);
  await eventually("a.sql").toEqual(["sql/no-duplicate-column"]);
});
