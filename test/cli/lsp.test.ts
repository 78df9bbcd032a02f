// `rowmill lsp` as Neovim or Helix start it: a process on stdin and stdout, with few capabilities of its own.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LspClient, type Published } from "../support/lsp-client.ts";
import { makeFolder, type TestFolder } from "../support/test-folder.ts";

let folder: TestFolder;
let client: LspClient;
const uriOf = (name: string) => pathToFileURL(join(folder.path, name)).href;

beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => {
  client.kill();
  folder.remove();
});

const codes = ({ diagnostics }: Published) => diagnostics.map(({ code }) => code);
const RUN = Array.from({ length: 5 }, (_, id) => `INSERT INTO city (id) VALUES (${id});\n`).join(
  "",
);

test("initialize, open, findings, a fix, its result, shutdown", async () => {
  client = new LspClient();
  const result = await client.initialize({ locale: "en" });
  expect(result).toMatchObject({
    serverInfo: { name: "rowmill" },
    capabilities: { textDocumentSync: { change: 2 }, hoverProvider: true },
  });
  const uri = uriOf("load.sql");
  const found = client.published(uri);
  client.open(uri, "sql", RUN);
  const published = await found;
  expect(published.version).toBe(1);
  expect(published.diagnostics).toContainEqual(
    expect.objectContaining({
      code: "sql/no-single-row-insert-run",
      severity: 2,
      source: "rowmill",
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 16 } },
    }),
  );
  // An editor that cannot ask for the edit later gets it at once.
  const at = { line: 0, character: 3 };
  const actions = await client.request("textDocument/codeAction", {
    textDocument: { uri },
    range: { start: at, end: at },
    context: { diagnostics: [], only: ["quickfix"] },
  });
  expect(actions).toContainEqual(
    expect.objectContaining({
      title: "Merge into INSERTs of 5 rows",
      isPreferred: true,
      edit: {
        documentChanges: [
          {
            textDocument: { uri, version: 1 },
            edits: [
              {
                range: { start: { line: 0, character: 0 }, end: { line: 4, character: 32 } },
                newText: expect.stringContaining("(4)") as string,
              },
            ],
          },
        ],
      },
    }),
  );
  const merged = client.published(uri, ({ version }) => version === 2);
  client.notify("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: "INSERT INTO city (id) VALUES (0), (1), (2), (3), (4);\n" }],
  });
  expect(codes(await merged)).toEqual([]);
  expect(await client.stop()).toBe(0);
  expect(client.stderr).toBe("");
});

test("the editor's own language: messages in Brazilian Portuguese", async () => {
  client = new LspClient();
  await client.initialize({ locale: "pt-br" });
  const uri = uriOf("load.sql");
  const found = client.published(uri);
  client.open(uri, "sql", "INSERT INTO t (id, id) VALUES (1, 1);");
  expect((await found).diagnostics[0]?.message).toMatch(/aparece duas vezes/u);
});

test("the workspace's DDL and its rowmill.yaml decide", async () => {
  const schema = "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);\n";
  folder.file("schema.sql", schema);
  folder.file("rowmill.yaml", "rules:\n  sql/no-duplicate-column: off\n");
  client = new LspClient();
  await client.initialize({ rootUri: pathToFileURL(folder.path).href });
  const uri = uriOf("load.sql");
  const rule = "sql/require-conflict-target-index";
  const found = client.published(uri, (published) => codes(published).includes(rule));
  client.open(
    uri,
    "sql",
    "INSERT INTO orders (total, total) VALUES (1, 2) ON CONFLICT (total) DO NOTHING;",
  );
  const published = await found;
  expect(codes(published)).not.toContain("sql/no-duplicate-column");
});

test("a mistake in rowmill.yaml is shown in it", async () => {
  folder.file("rowmill.yaml", "version: 1\nrules:\n  sql/no-such-rule: off\n");
  client = new LspClient();
  const found = client.published(uriOf("rowmill.yaml"));
  await client.initialize({ rootUri: pathToFileURL(folder.path).href });
  const { diagnostics } = await found;
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]).toMatchObject({ severity: 1, range: { start: { line: 2 } } });
});

test("an editor that goes away takes the server with it", async () => {
  client = new LspClient();
  await client.initialize();
  const { exit } = client;
  client.child.stdin.end();
  expect(await exit).toBe(1);
});
