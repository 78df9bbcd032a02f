// Answers to the command line that @vscode/test-electron gives the VS Code executable, but runs
// code-server with a headless Chromium. Exit code: the suite's; 95 page crashed, 98 time-out.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { format, parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { startCodeServer } from "../../src/build/code-server.ts";
import { openBrowser } from "./browser.ts";

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    "user-data-dir": { type: "string" },
    "extensions-dir": { type: "string" },
    extensionDevelopmentPath: { type: "string", multiple: true },
    extensionTestsPath: { type: "string" },
  },
});
const limitMs = Number(process.env["ROWMILL_HOST_LIMIT_MS"] ?? 600_000);

// What the workbench always says; the rest is the suite's own.
const noise =
  /^(Creating a socket|Resolv|\[AccountPolicyGate\]|\[AgentHost|Ignoring fetching|Creation of workbench contribution|\[reconnection-grace|Updating additional builtin|\[Service Worker\]|Timed out waiting for authentication|ChatSessionStore)/;
const workbenchTrace = "/workbench/workbench.js:";

const temporary = mkdtempSync(join(tmpdir(), "rowmill-host-"));
const server = await startCodeServer({
  userDataDir: folderOption("user-data-dir"),
  extensionsDir: folderOption("extensions-dir"),
  settings: { "security.workspace.trust.enabled": !("disable-workspace-trust" in values) },
});
const browser = await openBrowser();
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
let code = 98;
try {
  code = await runIn(page);
} finally {
  await browser.close();
  await server.stop();
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(code);

async function runIn(target: Page): Promise<number> {
  await target.addInitScript({ content: nameExtensions(developmentOptions()) });
  const ended = new Promise<number>((end) => {
    void target.exposeFunction("codeAutomationExit", (exitCode: number) => end(exitCode));
    target.on("crash", () => end(95));
    setTimeout(() => {
      console.error(`the suite did not end within ${limitMs} ms`);
      end(98);
    }, limitMs).unref();
  });
  await target.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) => {
    const text = format(...args);
    if (!noise.test(text) && !text.includes(workbenchTrace)) console.log(text);
  });
  const folder = positionals[0];
  const what = folder === undefined ? "ew=true" : `folder=${encodeURIComponent(resolve(folder))}`;
  await target.goto(`${server.url}?${what}`);
  return ended;
}

/**
 * Runs in the page, before anything of VS Code: puts the extension and its suite into the
 * configuration that the workbench reads from an attribute. VS Code has an address parameter for
 * it, but that one switches toasts off.
 */
function nameExtensions(options: object): string {
  return `{
  const read = Element.prototype.getAttribute;
  Element.prototype.getAttribute = function (name) {
    const value = read.call(this, name);
    if (name !== "data-settings" || this.id !== "vscode-workbench-web-configuration") return value;
    return JSON.stringify({ ...JSON.parse(value), developmentOptions: ${JSON.stringify(options)} });
  };
}`;
}

function developmentOptions() {
  const remote = (path: unknown) => ({
    scheme: "vscode-remote",
    authority: `127.0.0.1:${server.port}`,
    path: resolve(String(path)),
  });
  const { extensionDevelopmentPath: extensions, extensionTestsPath: suite } = values;
  return {
    extensions: (Array.isArray(extensions) ? extensions : []).map(remote),
    ...(suite !== undefined && { extensionTestsPath: remote(suite) }),
  };
}

function folderOption(name: "user-data-dir" | "extensions-dir"): string {
  const given = values[name];
  return typeof given === "string" ? resolve(given) : join(temporary, name);
}
