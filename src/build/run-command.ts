// Runs a program of the checkout with this Node, either passing its output on or keeping it.
import { spawn } from "node:child_process";
import { inRoot } from "./root.ts";

export interface CommandEnd {
  readonly code: number;
  readonly output: string;
}

/** `script` is relative to the checkout; the output is kept only with `isQuiet`. */
export async function runNode(
  script: string,
  args: readonly string[],
  options: { readonly isQuiet?: boolean; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<CommandEnd> {
  const { isQuiet = false, env } = options;
  const child = spawn(process.execPath, [inRoot(script), ...args], {
    cwd: inRoot(),
    env: { ...process.env, ...env },
    stdio: ["ignore", isQuiet ? "pipe" : "inherit", isQuiet ? "pipe" : "inherit"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject).on("close", (exitCode) => resolve(exitCode ?? 1));
  });
  return { code, output };
}
