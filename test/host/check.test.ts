// Findings while somebody types, in a real VS Code: a bad INSERT key by key, its fix through the quick fixes,
// the finding gone; the same in Python; and in a window that is not trusted.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { vsixPath } from "../../src/build/vsix.ts";
import { keepPictures, openWorkbench, type Workbench } from "./workbench.ts";

interface Shown {
  readonly code: string;
  /** "line:character-line:character", from 0. */
  readonly range: string;
  readonly severity: number;
  readonly source: string | undefined;
}

const folder = mkdtempSync(join(tmpdir(), "rowmill-checks-"));
const settings = {
  // What is typed must be what stands there.
  "editor.autoClosingBrackets": "never",
  "editor.autoClosingQuotes": "never",
  "editor.autoIndent": "none",
  "editor.quickSuggestions": { other: "off", strings: "off", comments: "off" },
  "editor.suggestOnTriggerCharacters": false,
  "editor.wordBasedSuggestions": "off",
  "editor.fontSize": 14,
};
let workbench: Workbench;
keepPictures(() => workbench);

const FILES = {
  "db/V1__orders.sql":
    "CREATE TABLE orders (id bigint PRIMARY KEY, at date NOT NULL, total numeric);\n",
  "load.sql": "",
  "partitions.sql": "",
  "load.py": "import psycopg2\n\n\n",
  "saved.sql": "",
};

beforeAll(async () => {
  mkdirSync(join(folder, "db"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  workbench = await openWorkbench({ vsix: vsixPath(), folder, settings });
});

afterAll(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

async function shownIn(name: string, bench = workbench): Promise<readonly Shown[]> {
  const shown = await bench.api(
    (vscode, path) => {
      const place = ({ line, character }: { line: number; character: number }) =>
        `${line}:${character}`;
      return vscode.languages.getDiagnostics(vscode.Uri.file(path)).map((one) => ({
        code: typeof one.code === "object" ? String(one.code.value) : String(one.code),
        range: `${place(one.range.start)}-${place(one.range.end)}`,
        severity: one.severity,
        source: one.source,
      }));
    },
    join(folder, name),
  );
  if (!isShown(shown)) throw new Error("the bridge gave no list");
  return shown;
}

const isShown = (value: unknown): value is readonly Shown[] => Array.isArray(value);

const codesIn = async (name: string, bench = workbench): Promise<readonly string[]> =>
  (await shownIn(name, bench)).map(({ code }) => code);

const textOf = async (name: string): Promise<string> =>
  String(
    await workbench.api(
      (vscode, path) =>
        vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === path)?.getText() ?? "",
      join(folder, name),
    ),
  );

/** Opens it with the cursor at its end. A key pressed before the editor has the focus would be lost. */
async function edit(name: string): Promise<void> {
  const { page } = workbench;
  await page.openFile(name);
  await workbench.api(
    async (vscode, path) => {
      const document = await vscode.workspace.openTextDocument(path);
      const end = document.lineAt(document.lineCount - 1).range.end;
      await vscode.window.showTextDocument(document, { selection: new vscode.Range(end, end) });
    },
    join(folder, name),
  );
  await page.page.locator(".monaco-editor.focused").waitFor();
}

test("a bad INSERT typed key by key: the finding is at the right range, and goes when it is mended", async () => {
  const { page } = workbench;
  await edit("load.sql");
  await page.typeText("INSERT INTO orders (id, total, id) VALUES (1, 9.50, 1);");
  await expect
    .poll(() => shownIn("load.sql"), { timeout: 20_000 })
    .toContainEqual({
      code: "sql/no-duplicate-column",
      range: "0:31-0:33",
      severity: 0,
      source: "rowmill",
    });
  await page.squiggle("error").first().waitFor();
  await page.screenshot("check-1-duplicate-column");
  for (let left = 0; left < ") VALUES (1, 9.50, 1);".length; left++)
    await page.page.keyboard.press("ArrowLeft");
  for (let left = 0; left < 2; left++) await page.page.keyboard.press("Backspace");
  await page.typeText("at");
  await expect
    .poll(() => textOf("load.sql"))
    .toBe("INSERT INTO orders (id, total, at) VALUES (1, 9.50, 1);");
  await expect.poll(() => codesIn("load.sql")).not.toContain("sql/no-duplicate-column");
});

test("single-row INSERTs typed one by one: the quick fix merges them, and the finding is gone", async () => {
  const { page } = workbench;
  await edit("load.sql");
  const rows = [1, 2, 3, 4, 5].map((id) => `INSERT INTO orders (id, total) VALUES (${id}, 9.50);`);
  await page.typeText(`\n${rows.join("\n")}`);
  const rule = "sql/no-single-row-insert-run";
  await expect.poll(() => codesIn("load.sql")).toContain(rule);
  const found = (await shownIn("load.sql")).find(({ code }) => code === rule);
  expect(found).toMatchObject({ range: "1:0-1:18", severity: 1 });
  await page.squiggle("warning").first().waitFor();
  await page.screenshot("check-2-insert-run");
  await page.page.keyboard.press("Control+Home");
  await page.page.keyboard.press("ArrowDown");
  const fixes = await page.openQuickFixes();
  await page.screenshot("check-3-quick-fixes");
  await fixes.filter({ hasText: "Merge into INSERTs of 5 rows" }).click();
  await expect.poll(() => textOf("load.sql")).toContain("  (5, 9.50);");
  expect((await textOf("load.sql")).match(/INSERT INTO/gu)).toHaveLength(2);
  await expect.poll(() => codesIn("load.sql")).not.toContain(rule);
  await page.screenshot("check-4-merged");
});

test("a finding says why, and leads to the page of its rule", async () => {
  const { page } = workbench;
  await edit("partitions.sql");
  await page.typeText(
    "CREATE TABLE p_2025 PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2025-12-31');",
  );
  await expect.poll(() => codesIn("partitions.sql")).toContain("sql/no-inclusive-upper-bound");
  for (let left = 0; left < 5; left++) await page.page.keyboard.press("ArrowLeft");
  await page.runCommand("Show or Focus Hover");
  const link = page.page.locator(".monaco-hover a", { hasText: "About this rule" });
  await link.waitFor();
  await page.screenshot("check-5-hover");
  await link.click();
  await page.page.getByRole("tab", { name: /Preview no-inclusive-upper-bound/u }).waitFor();
  await page.screenshot("check-6-rule-page");
  await page.runCommand("View: Close Editor");
});

test("a loop of INSERTs in Python: found while typing, mended by its fix, gone", async () => {
  const { page } = workbench;
  await edit("load.py");
  await page.typeText(
    [
      "def load(cur, rows):",
      "    for row in rows:",
      '        cur.execute("INSERT INTO orders (id, total) VALUES (%s, %s)", row)',
    ].join("\n"),
  );
  const rule = "python/no-insert-in-loop";
  await expect.poll(() => codesIn("load.py"), { timeout: 20_000 }).toContain(rule);
  const found = (await shownIn("load.py")).find(({ code }) => code === rule);
  expect(found).toMatchObject({ range: "5:12-5:19", severity: 1 });
  await page.squiggle("warning").first().waitFor();
  await page.page.keyboard.press("Home");
  for (let right = 0; right < "cur.ex".length; right++)
    await page.page.keyboard.press("ArrowRight");
  const fixes = await page.openQuickFixes();
  await page.screenshot("check-7-python");
  await fixes.filter({ hasText: "execute_values" }).first().click();
  await expect.poll(() => textOf("load.py")).toContain("execute_values(cur, ");
  await expect.poll(() => codesIn("load.py")).not.toContain(rule);
  await page.screenshot("check-8-python-mended");
});

test("safe fixes are made on save where the user asked for it", async () => {
  const { page } = workbench;
  await workbench.api((vscode) =>
    vscode.workspace
      .getConfiguration("editor")
      .update("codeActionsOnSave", { "source.fixAll.rowmill": "explicit" }, true),
  );
  await edit("saved.sql");
  await page.typeText(
    "CREATE TABLE p_2025 PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2025-12-31');\n",
  );
  await page.page.keyboard.press("Control+s");
  const saved = () => readFileSync(join(folder, "saved.sql"), "utf8");
  await expect.poll(saved, { timeout: 20_000 }).toContain("TO ('2026-01-01')");
});

test("switched off, nothing is shown; switched on, it is back", async () => {
  const enable = (isOn: boolean) =>
    workbench.api(
      (vscode, on) => vscode.workspace.getConfiguration("rowmill").update("check.enable", on, true),
      isOn,
    );
  await enable(false);
  await expect.poll(() => shownIn("partitions.sql")).toEqual([]);
  await enable(true);
  await expect
    .poll(() => codesIn("partitions.sql"), { timeout: 20_000 })
    .toContain("sql/no-inclusive-upper-bound");
});

test("a server that is killed is started again", async () => {
  const killed = await workbench.api(() => {
    const { execSync } = process.getBuiltinModule("node:child_process");
    const lines = execSync("ps -eo pid=,ppid=,args=").toString().split("\n");
    const ours = lines
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/u.exec(line) ?? [])
      .filter(
        ([, , parent, args]) => Number(parent) === process.pid && args?.includes("server.cjs"),
      );
    for (const [, pid] of ours) process.kill(Number(pid), "SIGKILL");
    return ours.length;
  });
  expect(killed).toBe(1);
  await edit("load.sql");
  await workbench.page.typeText("\nINSERT INTO orders (id, id) VALUES (1, 1);");
  await expect
    .poll(() => codesIn("load.sql"), { timeout: 30_000 })
    .toContain("sql/no-duplicate-column");
});

test("a window that is not trusted is checked too", async () => {
  writeFileSync(join(folder, "untrusted.sql"), "INSERT INTO orders (id, id) VALUES (1, 1);\n");
  const untrusted = await openWorkbench({
    vsix: vsixPath(),
    folder,
    settings: {
      "security.workspace.trust.enabled": true,
      "security.workspace.trust.startupPrompt": "never",
    },
  });
  try {
    await untrusted.page.openFile("untrusted.sql");
    await expect
      .poll(() => codesIn("untrusted.sql", untrusted), { timeout: 20_000 })
      .toContain("sql/no-duplicate-column");
  } finally {
    await untrusted.close();
  }
});
