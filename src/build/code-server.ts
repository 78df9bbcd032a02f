// Starts code-server, a VS Code shown in a browser, with a profile of its own that looks the same
// on every machine: no gallery, no telemetry, no welcome page.
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { ensureCodeServer, type CodeServer } from "./ensure-vscode.ts";
import { freePort } from "./free-port.ts";
import { inRoot } from "./root.ts";

export interface Profile {
  readonly userDataDir: string;
  readonly extensionsDir: string;
}

export interface CodeServerOptions extends Profile {
  /** Written before the start, over the fixed ones; VS Code does not notice later changes. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What the extension host sees beside our own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningCodeServer {
  readonly url: string;
  readonly port: number;
  /** All it has printed. */
  output(): string;
  stop(): Promise<void>;
}

export async function startCodeServer(options: CodeServerOptions): Promise<RunningCodeServer> {
  const program = await ensureCodeServer();
  writeSettings(options);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const child = spawn(
    process.execPath,
    [inRoot("src/build/leash.mjs"), ...command(program, options, port)],
    {
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...noGallery, ...options.env },
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const gone = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const stop = async () => {
    child.stdin.end();
    await gone;
  };
  for (let left = 60_000; !(await answers(url)); left -= 100) {
    if (child.exitCode === null && left > 0) {
      await sleep(100);
      continue;
    }
    await stop();
    throw new Error(`code-server did not start:\n${output}`);
  }
  return { url, port, output: () => output, stop };
}

/** As a user would: the packaged extension, installed into the profile. */
export async function installVsix(vsix: string, profile: Profile): Promise<void> {
  const { node, entry } = await ensureCodeServer();
  const args = [entry, ...profileArguments(profile), "--install-extension", vsix];
  await promisify(execFile)(node, args, { env: { ...process.env, ...noGallery } });
}

const noGallery = {
  EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}',
};

function command({ node, entry }: CodeServer, profile: Profile, port: number): string[] {
  return [
    ...[node, entry, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`],
    ...["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"],
    ...["--disable-proxy", "--ignore-last-opened", ...profileArguments(profile)],
  ];
}

function profileArguments({ userDataDir, extensionsDir }: Profile): string[] {
  // The user's own code-server configuration must not reach in here.
  const config = join(userDataDir, "code-server.yaml");
  mkdirSync(userDataDir, { recursive: true });
  if (!existsSync(config)) writeFileSync(config, "");
  return ["--user-data-dir", userDataDir, "--extensions-dir", extensionsDir, "--config", config];
}

function writeSettings({ userDataDir, extensionsDir, settings }: CodeServerOptions): void {
  mkdirSync(extensionsDir, { recursive: true });
  mkdirSync(join(userDataDir, "User"), { recursive: true });
  const all = { ...fixedSettings, ...settings };
  writeFileSync(join(userDataDir, "User/settings.json"), JSON.stringify(all, null, 2));
}

const fixedSettings = {
  "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
};

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}healthz`)).ok;
  } catch {
    return false;
  }
}
