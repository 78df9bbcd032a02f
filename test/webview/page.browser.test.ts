// The page that ships, alone in a real Chromium: the host's HTML and policy, its own bundle, scripted messages.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";

import { source as axeSource } from "axe-core";
import { build } from "esbuild";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { startThroughput } from "../../src/core/load/throughput.ts";
import type { ToMonitor } from "../../src/protocol/monitor.ts";
import { monitorHtml } from "../../src/vscode/monitor-html.ts";
import {
  CANCELLING,
  LOADING,
  monitorFailure,
  monitorIdle,
  monitorReset,
  monitorUpdate,
  PREPARING,
} from "../../src/vscode/monitor-messages.ts";
import { LOAD, ScriptedLoad, SENTENCE } from "./scripted-load.ts";
import { THEMES, type Theme } from "./themes.ts";

const ROOT = join(import.meta.dirname, "../..");
const SCREENSHOTS = join(ROOT, "test-results/screenshots");
// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });
const executable = findChromium();
if (executable === null) console.warn("SKIPPED: no Chromium (CHROMIUM_PATH, or chromium on PATH)");

let server: Server;
let browser: Browser;
let origin = "";
let locale = "en";

beforeAll(async () => {
  if (executable === null) return;
  const files = await bundle();
  server = createServer((request, response) => {
    const file = files.get(request.url ?? "");
    response.setHeader("content-type", file?.type ?? "text/html; charset=utf-8");
    response.end(file?.text ?? html());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
  ];
  browser = await chromium.launch({ executablePath: executable, args });
  mkdirSync(SCREENSHOTS, { recursive: true });
}, 60_000);

afterAll(async () => {
  if (executable === null) return;
  await browser.close();
  server.close();
});

const inBrowser = test.skipIf(executable === null);

inBrowser("says ready, and shows that nothing runs", async () => {
  await withPage(dark(), async (page) => {
    expect(await posted(page)).toEqual([{ type: "ready" }]);
    await send(page, monitorIdle("en"));
    await shows(page, "No load is running", "Rowmill: Load CSV into table");
    expect(await page.locator("body").getAttribute("data-kind")).toBe("monitor");
    expect(await page.locator("h1").count()).toBeGreaterThan(0);
    await picture(page, "idle-dark");
  });
});

inBrowser("a load from the first message to the reconciliation", async () => {
  await withPage(dark(), async (page) => {
    const load = new ScriptedLoad();
    await send(page, load.reset(LOADING));
    await shows(page, "Loading", "0 bytes of 1.0 GB committed", "–");
    expect((await page.locator("h1:visible").innerText()).replace(/\s+/g, " ")).toBe(
      "orders.csv → into public.orders",
    );
    expect(await live(page)).toBe("Loading");
    load.run(30);
    await send(page, load.update(LOADING));
    await shows(page, "Loading", "30%", "300 MB of 1.0 GB committed", "committing", "64,000 rows");
    expect(await live(page)).toBe("30% loaded");
    load.run(12);
    await send(page, load.update(LOADING));
    await shows(page, "42%", "58s left · 42s elapsed", "mean 10.0 MB/s");
    expect(await live(page)).toBe("40% loaded");
    expect(await page.locator(".chart[role=img]").first().getAttribute("aria-label")).toMatch(
      /^Rows per second over time: now 8,000, mean 8,000, highest 8,000$/,
    );
    expect(await page.locator("canvas").count()).toBe(2);
    load.run(58);
    await send(page, load.finish());
    await shows(page, "Complete", SENTENCE, "mean of the load");
    expect(await live(page)).toBe(`Complete: ${SENTENCE}`);
    expect(await page.getByRole("button", { name: "Cancel Load" }).count()).toBe(0);
    await page.getByRole("button", { name: "Open Rejects" }).click();
    expect(await posted(page)).toEqual([{ type: "ready" }, { type: "open-rejects" }]);
  });
});

inBrowser("a load that fails before it has a plan", async () => {
  await withPage(dark(), async (page) => {
    await send(page, monitorReset(LOAD, PREPARING, startThroughput(0), 3000));
    await shows(page, "Preparing", "3s elapsed", "No worker has started yet");
    expect(await page.locator("progress").getAttribute("value")).toBeNull();
    expect(await page.locator("main").innerText()).not.toContain("0%");
    await picture(page, "preparing-dark");
    const failure = monitorFailure({
      message: "no connection to db:5432",
      hint: "check host and port",
    });
    await send(page, monitorUpdate(failure, startThroughput(0), 0, 4000));
    await shows(page, "Failed", "no connection to db:5432", "check host and port");
    expect(await live(page)).toBe("Failed: no connection to db:5432");
    await picture(page, "failed-dark");
  });
});

inBrowser("cancel is posted once, by keyboard, and then waits for the host", async () => {
  await withPage(dark(), async (page) => {
    const load = new ScriptedLoad();
    load.run(5);
    await send(page, load.reset(LOADING));
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await posted(page)).toEqual([{ type: "ready" }, { type: "cancel" }]);
    await send(page, load.update(CANCELLING));
    const cancel = page.getByRole("button", { name: "Cancel Load" });
    expect(await cancel.isDisabled()).toBe(true);
    await shows(page, "Cancelling");
    await send(page, load.stop());
    await shows(page, "Stopped", "50,000 records are committed", "Resume Load goes on from there");
    await picture(page, "stopped-dark");
  });
});

inBrowser("the table tells the charts' numbers", async () => {
  await withPage(dark(), async (page) => {
    const load = new ScriptedLoad();
    load.run(60);
    await send(page, load.reset(LOADING));
    await page.getByText("Show the charts as a table").click();
    const rows = page.getByRole("row");
    // The table is filled when the browser tells that the details are open, a task later.
    await rows.nth(20).waitFor();
    expect(await rows.count()).toBe(21);
    expect(await rows.first().getByRole("columnheader").allTextContents()).toEqual([
      ...["Time", "Rows per second", "Bytes per second"],
    ]);
    expect(await rows.last().getByRole("gridcell").allTextContents()).toEqual([
      "1:00",
      "8,000",
      "10.0 MB/s",
    ]);
    await picture(page, "table-dark");
  });
});

inBrowser("hidden and shown again: the answer to ready brings all of it back", async () => {
  await withPage(dark(), async (page) => {
    const load = new ScriptedLoad();
    load.run(20);
    await send(page, load.reset(LOADING));
    await page.reload();
    expect(await posted(page)).toEqual([{ type: "ready" }]);
    load.run(5);
    await send(page, load.reset(LOADING));
    await shows(page, "25%");
  });
});

inBrowser("names and server messages are text, whatever they hold", async () => {
  await withPage(dark(), async (page) => {
    const evil = `<img src=x onerror="document.title='run'">\u202Egnp.exe`;
    const load = new ScriptedLoad({ ...LOAD, file: `/tmp/${evil}`, table: evil });
    load.run(1);
    await send(
      page,
      load.reset(monitorFailure({ message: evil, hint: `<a href="javascript:1">x</a>` })),
    );
    await shows(page, "onerror=", "javascript:1");
    expect(await page.locator("img, a").count()).toBe(0);
    expect(await page.title()).toBe(LOAD.title);
  });
});

inBrowser("messages of another shape change nothing", async () => {
  await withPage(dark(), async (page) => {
    await send(page, monitorIdle("en"));
    await page.evaluate(
      `window.postMessage({ type: "reset", title: 7 }, "*"); window.postMessage("x", "*")`,
    );
    await settle(page);
    await shows(page, "No load is running");
  });
});

inBrowser("Brazilian Portuguese, words and numbers", async () => {
  locale = "pt-br";
  await withPage(dark(), async (page) => {
    const load = new ScriptedLoad({ ...LOAD, locale: "pt-br" });
    load.run(42);
    await send(page, load.reset(LOADING));
    await shows(page, "Carregando", "Cancelar carga", "336.000", "média 10,0 MB/s", "faltam 58 s");
    expect(await page.locator("html").getAttribute("lang")).toBe("pt-br");
    await picture(page, "loading-pt-br");
  }).finally(() => (locale = "en"));
});

inBrowser.each(THEMES)(
  "no axe finding in $name: idle, loading, complete, failed",
  async (theme) => {
    await withPage(theme, async (page) => {
      expect(await axe(page)).toEqual([]);
      await send(page, monitorIdle("en"));
      expect(await axe(page)).toEqual([]);
      const load = new ScriptedLoad();
      load.run(42);
      await send(page, load.reset(LOADING));
      await page.getByText("Show the charts as a table").click();
      expect(await axe(page)).toEqual([]);
      await page.getByText("Show the charts as a table").click();
      await picture(page, `loading-${theme.name}`);
      load.run(58);
      await send(page, load.finish());
      expect(await axe(page)).toEqual([]);
      await picture(page, `complete-${theme.name}`);
      await send(
        page,
        load.update(
          monitorFailure({
            message: "the disk of the server is full",
            hint: "make room, then resume",
          }),
        ),
      );
      expect(await axe(page)).toEqual([]);
    });
  },
);

inBrowser("a new theme reaches the charts", async () => {
  await withPage(dark(), async (page) => {
    const load = new ScriptedLoad();
    load.run(42);
    await send(page, load.reset(LOADING));
    const before = await lineColours(page);
    await page.evaluate(wear(themeNamed("light")));
    await settle(page);
    const after = await lineColours(page);
    expect(before).toContain("#3794ff");
    expect(after).not.toContain("#3794ff");
    expect(after).toContain("#1a85ff");
    await picture(page, "switched-light");
  });
});

inBrowser.each([320, 480])("fits a panel of %d px", async (width) => {
  await withPage(dark(), async (page) => {
    await page.setViewportSize({ width, height: 900 });
    const load = new ScriptedLoad();
    load.run(42);
    await send(page, load.reset(LOADING));
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    await picture(page, `narrow-${width}`);
  });
});

inBrowser("a hundred messages in a burst are drawn in a few frames", async () => {
  await withPage(dark(), async (page) => {
    const load = new ScriptedLoad();
    await send(page, load.reset(LOADING));
    load.run(42);
    const message = JSON.stringify(load.update(LOADING));
    await page.evaluate(`window.changes = 0;
      new MutationObserver(() => { window.changes += 1; }).observe(document.querySelector(".percent, .large"), { childList: true, characterData: true, subtree: true });
      for (let i = 0; i < 100; i += 1) window.postMessage(${message}, "*")`);
    await settle(page);
    await shows(page, "42%");
    expect(await page.evaluate("window.changes")).toBeLessThanOrEqual(2);
  });
});

function findChromium(): string | null {
  const named = process.env["CHROMIUM_PATH"];
  if (named !== undefined) return existsSync(named) ? named : null;
  try {
    return execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

async function bundle(): Promise<
  ReadonlyMap<string, { readonly type: string; readonly text: string }>
> {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: { monitor: "webview/monitor/main.ts" },
    ...{
      outdir: "out",
      bundle: true,
      write: false,
      platform: "browser",
      format: "iife",
      logLevel: "error",
    },
  });
  return new Map(
    result.outputFiles.map(({ path, text }) =>
      path.endsWith(".css")
        ? ["/monitor.css", { type: "text/css", text }]
        : ["/monitor.js", { type: "text/javascript", text }],
    ),
  );
}

const html = () =>
  monitorHtml({
    nonce: randomBytes(16).toString("base64url"),
    cspSource: origin,
    scriptUri: `${origin}/monitor.js`,
    styleUri: `${origin}/monitor.css`,
    locale,
  });

const themeNamed = (name: string): Theme => {
  const theme = THEMES.find((one) => one.name === name);
  if (theme === undefined) throw new Error(`no theme ${name}`);
  return theme;
};
const dark = () => themeNamed("dark");

/** What VS Code does to the page when it has a theme, as a script. */
const wear = ({ kind, variables }: Theme) => `
  for (const name of [...document.documentElement.style]) document.documentElement.style.removeProperty(name);
  for (const [name, value] of Object.entries(${JSON.stringify(variables)}))
    document.documentElement.style.setProperty("--vscode-" + name, value);
  document.body.className = ${JSON.stringify(kind)};
  document.body.dataset.vscodeThemeKind = ${JSON.stringify(kind)};`;

/** Opens the page, and demands in the end that no error and no violation of the policy was seen. */
async function withPage(theme: Theme, act: (page: Page) => Promise<void>): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  const trouble: string[] = [];
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.push(message.text());
  });
  try {
    await page.addInitScript(`
      window.posted = []; window.violations = [];
      window.acquireVsCodeApi = () => ({ postMessage: (message) => window.posted.push(message) });
      document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
      document.addEventListener("DOMContentLoaded", () => { ${wear(theme)} });`);
    await page.goto(origin);
    await settle(page);
    await act(page);
    expect(await page.evaluate("window.violations")).toEqual([]);
    expect(trouble).toEqual([]);
  } finally {
    await page.close();
  }
}

async function send(page: Page, message: ToMonitor): Promise<void> {
  await page.evaluate(`window.postMessage(${JSON.stringify(message)}, "*")`);
  await settle(page);
}

/** Two frames: one to draw, one for what the drawing caused. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(`new Promise((resolve) => setTimeout(() =>
    requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))), 20))`);
}

async function shows(page: Page, ...texts: readonly string[]): Promise<void> {
  const seen = (await page.locator("main").innerText()).replace(/[\u00a0\u202f]/g, " ");
  for (const text of texts) expect(seen).toContain(text);
}

const posted = (page: Page): Promise<unknown> => page.evaluate("window.posted");
const live = (page: Page) => page.locator("[role=status]").textContent();
const lineColours = (page: Page): Promise<unknown> =>
  page.evaluate(
    `[...document.querySelectorAll("canvas")].map((canvas) => canvas.getContext("2d").strokeStyle)`,
  );

async function axe(page: Page): Promise<unknown> {
  await page.waitForTimeout(250);
  await page.evaluate(axeSource);
  return page.evaluate(`axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) =>
    id + ": " + nodes.map(({ html, any }) => html.slice(0, 120) + " " + any.map(({ message }) => message).join("; ")).join(" | ")))`);
}

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(SCREENSHOTS, `monitor-${name}.png`), fullPage: true });
}
