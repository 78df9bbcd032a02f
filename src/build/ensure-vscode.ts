// A VS Code to test in, where none can be downloaded from its makers: the npm package code-server
// holds the same workbench and a Node extension host. Installed once into .vscode-test.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { npm } from "./npm.ts";
import { inRoot } from "./root.ts";

/** 4.N is VS Code 1.N; it wants exactly this Node, which npm carries too. */
const codeServerVersion = "4.139.1";
const nodeVersion = "24.21.0";

export interface CodeServer {
  readonly node: string;
  readonly entry: string;
}

export async function ensureCodeServer(): Promise<CodeServer> {
  const folder = inRoot(".vscode-test/code-server");
  const stamp = join(folder, `.complete-${codeServerVersion}-${nodeVersion}`);
  const nodePackage = `node-${process.platform}-${process.arch}`;
  const nodeFolder = join(folder, "node_modules", nodePackage);
  if (!existsSync(stamp)) {
    console.error(
      `installing code-server ${codeServerVersion} into .vscode-test (a minute or two)`,
    );
    await install(folder, nodePackage, nodeFolder);
    writeFileSync(stamp, "");
  }
  return {
    node: join(nodeFolder, "bin/node"),
    entry: join(folder, "node_modules/code-server/out/node/entry.js"),
  };
}

async function install(folder: string, nodePackage: string, nodeFolder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  await npm(["install", "--ignore-scripts", `${nodePackage}@${nodeVersion}`], folder);
  // Node's own headers, not those some npm configuration of this machine names.
  const env = {
    PATH: `${join(nodeFolder, "bin")}${delimiter}${process.env["PATH"] ?? ""}`,
    npm_config_nodedir: nodeFolder,
  };
  await npm(["install", "--ignore-scripts", `code-server@${codeServerVersion}`], folder, env);
  const inner = join(folder, "node_modules/code-server/lib/vscode");
  await npm(["install", "--omit=dev", "--ignore-scripts"], inner, env);
  await npm(["rebuild", "@vscode/spdlog", "@vscode/native-watchdog"], inner, env).catch(() => {
    console.error("no compiler for two native modules: code-server only logs more noise without");
  });
}
