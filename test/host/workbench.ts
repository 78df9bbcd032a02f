// Opens a real VS Code with the packaged extension installed, the way a user has it, and hands out
// the page to drive and, on demand, the extension host's API through a bridge.
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import type * as vscode from "vscode";
import { installVsix, startCodeServer } from "../../src/build/code-server.ts";
import type { RunningServer } from "../../src/build/server.ts";
import { connectBridge, makeBridgeVsix } from "./bridge.ts";
import { openBrowser } from "./browser.ts";
import { WorkbenchPage } from "./workbench-page.ts";

export interface WorkbenchOptions {
  /** The packaged extension under test. */
  readonly vsix: string;
  /** The workspace; without it an empty window opens. */
  readonly folder?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What the extension host sees beside our own environment, PGPASSWORD for one. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Workbench {
  readonly page: WorkbenchPage;
  /** Runs a function in the extension host; it may use nothing but its arguments, which are JSON. */
  api<A extends readonly unknown[]>(
    run: (api: typeof vscode, ...args: A) => unknown,
    ...args: A
  ): Promise<unknown>;
  close(): Promise<void>;
}

/** Call it at the top of a test file: a failed test leaves a picture of the window. */
export function keepPictures(workbench: () => Workbench): void {
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench().page.screenshot(`failed ${task.name}`);
  });
}

/** What psql would need to connect without arguments. */
export const pgEnvironment = (server: RunningServer): Readonly<Record<string, string>> => ({
  PGHOST: server.host,
  PGPORT: String(server.port),
  PGUSER: server.user,
  PGDATABASE: server.database,
  ...server.env,
});

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const temporary = mkdtempSync(join(tmpdir(), "rowmill-workbench-"));
  const profile = {
    userDataDir: join(temporary, "user-data"),
    extensionsDir: join(temporary, "extensions"),
  };
  const closers: (() => Promise<void>)[] = [
    () => rm(temporary, { recursive: true, force: true, maxRetries: 5 }),
  ];
  const close = async () => {
    for (const end of closers.reverse()) await end();
  };
  try {
    for (const vsix of [options.vsix, await makeBridgeVsix(temporary)])
      await installVsix(vsix, profile);
    const bridgeFile = join(temporary, "bridge.json");
    const env = { ...options.env, ROWMILL_BRIDGE_FILE: bridgeFile };
    const server = await startCodeServer({ ...profile, settings: options.settings ?? {}, env });
    closers.push(() => server.stop());
    const browser = await openBrowser();
    closers.push(() => browser.close());
    const page = new WorkbenchPage(
      await browser.newPage({ viewport: { width: 1280, height: 800 } }),
    );
    await page.open(server.url, options.folder);
    const bridge = await connectBridge(bridgeFile);
    return { page, api: bridge, close };
  } catch (error) {
    await close();
    throw error;
  }
}
