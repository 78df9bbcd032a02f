// The packaged extension in a real VS Code: it installs, activates, and its main command is there.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { vsixPath } from "../../src/build/vsix.ts";
import { axe } from "./axe.ts";
import { keepPictures, openWorkbench, type Workbench } from "./workbench.ts";

const folder = mkdtempSync(join(tmpdir(), "rowmill-smoke-"));
let workbench: Workbench;
keepPictures(() => workbench);

beforeAll(async () => {
  writeFileSync(join(folder, "orders.csv"), "id,amount\n1,9.50\n2,3.25\n");
  workbench = await openWorkbench({ vsix: vsixPath(), folder });
});

afterAll(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true });
});

test("the palette offers the main command by its title", async () => {
  // What the palette shows before it has filtered is not yet an answer.
  await expect
    .poll(() => workbench.page.commandsFor("Rowmill: Load CSV"), { timeout: 20_000 })
    .toContain("Rowmill: Load CSV into table");
});

test("the installed extension activates", async () => {
  const isActive = await workbench.api(async (vscode) => {
    const rowmill = vscode.extensions.getExtension("rowmill.rowmill");
    await rowmill?.activate();
    return rowmill?.isActive;
  });
  expect(isActive).toBe(true);
});

test("the main command asks for a file first", async () => {
  await workbench.page.runCommand("Rowmill: Load CSV into table");
  await workbench.page.quickInput.widget.waitFor();
  await workbench.page.screenshot("load-csv-first-step");
  await workbench.page.quickInput.cancel();
});

test("the container shows its two views", async () => {
  await workbench.page.openContainer("Rowmill");
  await workbench.page.pane("Connections").waitFor();
  await workbench.page.pane("Loads").waitFor();
  await workbench.page.screenshot("rowmill-views");
});

test("the monitor opens without a load, and axe finds nothing", async () => {
  await workbench.page.runCommand("Rowmill: Open Throughput Monitor");
  const monitor = await workbench.page.webview("monitor");
  await monitor.locator("h1").first().waitFor();
  await workbench.page.screenshot("monitor-idle");
  expect(await axe(monitor)).toEqual([]);
});
