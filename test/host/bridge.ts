// The near end of the bridge into the extension host: a small extension of its own, installed beside
// the one under test, that evaluates functions with the VS Code API (bridge/extension.cjs).
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createVSIX } from "@vscode/vsce";
import type * as vscode from "vscode";
import { inRoot } from "../../src/build/root.ts";

export async function makeBridgeVsix(folder: string): Promise<string> {
  const packagePath = join(folder, "bridge.vsix");
  await createVSIX({
    cwd: inRoot("test/host/bridge"),
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
    allowUnusedFilesPattern: true,
  });
  return packagePath;
}

export type Api = <A extends readonly unknown[]>(
  run: (api: typeof vscode, ...args: A) => unknown,
  ...args: A
) => Promise<unknown>;

/** Waits until the bridge has told, in that file, where it listens. */
export async function connectBridge(file: string): Promise<Api> {
  for (let left = 60_000; !existsSync(file); left -= 50) {
    if (left <= 0) throw new Error("the extension host did not start the bridge within 60 s");
    await sleep(50);
  }
  const { port, token } = parseAddress(readFileSync(file, "utf8"));
  return async (run, ...args) => {
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      headers: { authorization: token },
      body: JSON.stringify({ run: run.toString(), args }),
    });
    const answer: unknown = await response.json();
    if (typeof answer !== "object" || answer === null) throw new Error("the bridge gave no answer");
    if ("error" in answer) throw new Error(`in the extension host: ${String(answer.error)}`);
    return "value" in answer ? answer.value : undefined;
  };
}

function parseAddress(text: string): { readonly port: number; readonly token: string } {
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null && "port" in value && "token" in value) {
    const { port, token } = value;
    if (typeof port === "number" && typeof token === "string") return { port, token };
  }
  throw new Error(`the bridge wrote no address: ${text}`);
}
