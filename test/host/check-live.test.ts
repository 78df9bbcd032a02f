// The checks with a database chosen, in a real VS Code: what only its catalog can tell is found, the pointer is
// told of the table, and the catalog is read again on demand.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import { connectTo } from "../../src/build/server-client.ts";
import { vsixPath } from "../../src/build/vsix.ts";
import { keepPictures, openWorkbench, pgEnvironment, type Workbench } from "./workbench.ts";

const folder = mkdtempSync(join(tmpdir(), "rowmill-live-"));
const RULE = "live/too-many-indexes";
let server: RunningServer;
let client: Client;
let workbench: Workbench;
keepPictures(() => workbench);

beforeAll(async () => {
  server = await startServer();
  client = await connectTo(server);
  await client.query(`CREATE TABLE readings (id bigint PRIMARY KEY, a int, b int, c int, d int);
    CREATE INDEX ra ON readings (a); CREATE INDEX rb ON readings (b); CREATE INDEX rc ON readings (c);
    CREATE INDEX rd ON readings (d); CREATE INDEX rab ON readings (a, b);
    CREATE INDEX rcd ON readings (c, d); ANALYZE readings`);
  writeFileSync(
    join(folder, "load.sql"),
    "COPY readings (id, a, b, c, d) FROM STDIN;\n1\t1\t1\t1\t1\n\\.\n",
  );
  workbench = await openWorkbench({ vsix: vsixPath(), folder, env: pgEnvironment(server) });
});

afterAll(async () => {
  await workbench.close();
  await client.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const found = async (): Promise<string> =>
  String(
    await workbench.api(
      (vscode, path) =>
        vscode.languages
          .getDiagnostics(vscode.Uri.file(path))
          .map(({ code }) => (typeof code === "object" ? code.value : code))
          .join(" "),
      join(folder, "load.sql"),
    ),
  );

test("a chosen connection: findings, hover, age, and a new look when the database changed", async () => {
  const { page } = workbench;
  await page.openFile("load.sql");
  await page.runCommand("Rowmill: Use for Checks");
  await page.quickInput.pick("PG*", /PG\* environment/);
  await expect.poll(found, { timeout: 30_000 }).toContain(RULE);
  await page.page.keyboard.press("Control+Home");
  for (let right = 0; right < "COPY re".length; right++)
    await page.page.keyboard.press("ArrowRight");
  await page.runCommand("Show or Focus Hover");
  const hover = page.page.locator(".monaco-hover", { hasText: "public.readings" });
  await hover.first().waitFor();
  await page.screenshot("check-live-1-hover");
  expect(await hover.first().innerText()).toMatch(
    /PG\* environment · catalog read (now|1 minute ago)/u,
  );
  await page.page.keyboard.press("Escape");
  await page.page.locator(".editor-status-icon, #status\\.languageStatus").first().click();
  await page.screenshot("check-live-2-status");
  await page.page.keyboard.press("Escape");
  await client.query("DROP INDEX rab, rcd, rd");
  await page.runCommand("Rowmill: Refresh Catalog for Checks");
  await expect.poll(found, { timeout: 30_000 }).not.toContain(RULE);
});

test("chosen once, it is known again when the window opens", async () => {
  await client.query("CREATE INDEX rab ON readings (a, b); CREATE INDEX rcd ON readings (c, d)");
  await client.query("CREATE INDEX rd ON readings (d)");
  await workbench.page.page.reload();
  await workbench.page.page.locator(".tabs-container .tab").first().waitFor();
  await workbench.page.squiggle("warning").first().waitFor({ timeout: 60_000 });
  await workbench.page.screenshot("check-live-3-again");
});
