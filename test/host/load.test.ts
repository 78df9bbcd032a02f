// The main command in a real VS Code, driven by keyboard as a user does: into an existing table, into a new one,
// cancelled, and refused in a window that is not trusted. The checker reads file and table only.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import { createOrdersTable, writeOrders } from "../../src/build/sample.ts";
import { vsixPath } from "../../src/build/vsix.ts";
import { compareTables, fillExpected } from "../support/oracle.ts";
import { connectTo } from "../../src/build/server-client.ts";
import { axe } from "./axe.ts";
import { keepPictures, openWorkbench, pgEnvironment, type Workbench } from "./workbench.ts";

const RECORDS = 200_000;
const COMMAND = "Rowmill: Load CSV into table";

const folder = mkdtempSync(join(tmpdir(), "rowmill-editor-"));
const file = join(folder, "orders.csv");
let server: RunningServer;
let client: Client;
let workbench: Workbench;
keepPictures(() => workbench);

const environment = () => pgEnvironment(server);

beforeAll(async () => {
  server = await startServer();
  client = await connectTo(server);
  await writeOrders(file, { records: RECORDS });
  await client.query(createOrdersTable);
  await client.query("CREATE TABLE expected (LIKE orders)");
  await fillExpected(client, "expected", file, new Set());
  // Slow enough to be watched: each COPY waits before its first row.
  await client.query(`CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(current_setting('test.wait', true)::float); RETURN NULL; END $$;
    CREATE TRIGGER wait BEFORE INSERT ON orders FOR EACH STATEMENT EXECUTE FUNCTION wait()`);
  // One worker: batches are committed one after the other, and the numbers move between them.
  const settings = { "rowmill.load.workers": "1" };
  workbench = await openWorkbench({ vsix: vsixPath(), folder, env: environment(), settings });
});

afterAll(async () => {
  await workbench.close();
  await client.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => client.query("TRUNCATE orders; DROP SCHEMA IF EXISTS rowmill CASCADE"));

const waitEach = (seconds: number) =>
  client.query(`ALTER DATABASE "${server.database}" SET test.wait = '${seconds}'`);

/** Palette, file dialog, connection, table: keys only. Leaves the review on the screen. */
async function stepsTo(table: string, pictures: string): Promise<void> {
  const { page } = workbench;
  await page.runCommand(COMMAND);
  // The file dialog fills its box itself once it has listed the folder.
  await page.quickInput.item("orders.csv").waitFor();
  await page.quickInput.type(file);
  await page.quickInput.accept();
  await page.quickInput.waitForTitle(/Load orders\.csv into table/);
  await page.screenshot(`${pictures}-1-connection`);
  await page.quickInput.pick("PG*", /PG\* environment/);
  await page.quickInput.item(/New table/).waitFor();
  await page.screenshot(`${pictures}-2-table`);
  await page.quickInput.pick(table, table);
}

async function accept(pictures: string): Promise<void> {
  const { page } = workbench;
  await page.quickInput
    .item(/^.*Load .* into /)
    .first()
    .waitFor();
  await page.screenshot(`${pictures}-3-review`);
  await page.quickInput.accept();
}

/** Numbers of the page, as they change. */
async function rowsShown(): Promise<number> {
  const monitor = await workbench.page.webview("monitor");
  const text = await monitor.locator("main").innerText();
  const match = /Loaded\s+([\d,]+)/i.exec(text);
  return Number(match?.[1]?.replaceAll(",", "") ?? 0);
}

test("into an existing table: reconciled, every row there, the monitor's numbers move and stay", async () => {
  const { page } = workbench;
  await waitEach(1.5);
  await stepsTo("public.orders", "existing");
  await accept("existing");
  const seen = new Set<number>();
  const done = page.toast(/all accounted for/);
  while (!(await done.isVisible())) {
    seen.add(await rowsShown());
    if (seen.size === 2) await page.screenshot("existing-4-loading");
    await page.page.waitForTimeout(100);
  }
  await page.screenshot("existing-5-complete");
  expect(await page.toastText(/all accounted for/)).toContain(
    "200,000 of 200,000 records loaded into public.orders",
  );
  // Zero, and at least two batches on the way: a busy machine may not show every one.
  expect(seen.size).toBeGreaterThanOrEqual(3);
  expect(await rowsShown()).toBe(RECORDS);
  expect(await axe(await page.webview("monitor"))).toEqual([]);
  expect(await compareTables(client, "expected", "orders")).toEqual({ missing: 0, extra: 0 });
  await page.dismissToasts();
});

test("the monitor hidden and shown again has the final numbers", async () => {
  const { page } = workbench;
  await page.runCommand("View: Close All Editors");
  await page.runCommand("Rowmill: Open Throughput Monitor");
  await expect.poll(rowsShown).toBe(RECORDS);
});

test("into a new table: the DDL is shown, the types are found, every row is there", async () => {
  const { page } = workbench;
  await stepsTo("New table", "new");
  await page.quickInput.message(/Name of the new table/).waitFor();
  await page.quickInput.type("public.orders_new");
  await page.quickInput.accept();
  await page.quickInput
    .item(/^.*Load .* into /)
    .first()
    .waitFor();
  await page.quickInput.choose(/CREATE TABLE/);
  await page.tab("orders_new.sql").waitFor();
  await page.screenshot("new-4-ddl");
  await page.quickInput.choose(/Load .* into /);
  await page.toast(/all accounted for/).waitFor({ timeout: 60_000 });
  await page.screenshot("new-5-complete");
  const types = await client.query<{
    type: string;
  }>(`SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute
    WHERE attrelid = 'orders_new'::regclass AND attnum > 0 ORDER BY attnum`);
  expect(types.rows.map((row) => row.type).slice(0, 7)).toEqual([
    "bigint",
    "timestamp with time zone",
    "timestamp with time zone",
    "bigint",
    "bigint",
    "bigint",
    "numeric",
  ]);
  await client.query(
    "CREATE TABLE typed (LIKE orders); INSERT INTO typed SELECT * FROM orders_new",
  );
  expect(await compareTables(client, "expected", "typed")).toEqual({ missing: 0, extra: 0 });
  await page.dismissToasts();
});

test("cancel stops it, states what was committed, and resume completes it", async () => {
  const { page } = workbench;
  await waitEach(3);
  await stepsTo("public.orders", "cancel");
  await accept("cancel");
  const committed = async (): Promise<number> =>
    (await client.query<{ rows: number }>("SELECT count(*)::int AS rows FROM orders")).rows[0]
      ?.rows ?? 0;
  await expect.poll(committed, { timeout: 30_000 }).toBeGreaterThan(0);
  await page.runCommand("Rowmill: Cancel Load");
  const stopped = page.toast(/Stopped: [\d,]+ records committed into public\.orders/);
  await stopped.waitFor();
  await page.screenshot("cancel-4-stopped");
  const stated = /Stopped: ([\d,]+) records/.exec(await page.toastText(/Stopped:/));
  const rows = await committed();
  expect(Number(stated?.[1]?.replaceAll(",", ""))).toBe(rows);
  expect(rows).toBeLessThan(RECORDS);
  await waitEach(0);
  await page.clickToast(/Stopped:/, "Resume Load");
  await page.toast(/all accounted for/).waitFor({ timeout: 60_000 });
  expect(await compareTables(client, "expected", "orders")).toEqual({ missing: 0, extra: 0 });
  await page.dismissToasts();
});

test("a window that is not trusted offers no load", async () => {
  const settings = {
    "security.workspace.trust.enabled": true,
    "security.workspace.trust.startupPrompt": "never",
  };
  const untrusted = await openWorkbench({ vsix: vsixPath(), folder, env: environment(), settings });
  try {
    expect(await untrusted.page.commandsFor(COMMAND, "untrusted-palette")).not.toContain(COMMAND);
  } finally {
    await untrusted.close();
  }
});
