// Runs the built CLI as its own process, as a user's shell does.
import { spawn, type ChildProcess } from "node:child_process";
import { inRoot } from "../../src/build/root.ts";
import type { RunningServer } from "../../src/build/server.ts";

export interface CliResult {
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliRun {
  readonly child: ChildProcess;
  readonly result: Promise<CliResult>;
}

/** Starts `rowmill ARGS`; with a server, connected to it. */
export function startRowmill(
  args: readonly string[],
  server: RunningServer | null,
  env: NodeJS.ProcessEnv = {},
): CliRun {
  const dsn = server === null ? [] : ["--dsn", server.dsn];
  const child = spawn(process.execPath, [inRoot("dist/cli.mjs"), ...args, ...dsn], {
    env: { ...process.env, ...server?.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const result = new Promise<CliResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return { child, result };
}

export const rowmill = (
  args: readonly string[],
  server: RunningServer | null,
  env: NodeJS.ProcessEnv = {},
): Promise<CliResult> => startRowmill(args, server, env).result;

/** The one object that --json prints. */
export function jsonOf(result: CliResult): Record<string, unknown> {
  const value: unknown = JSON.parse(result.stdout);
  if (typeof value !== "object" || value === null) throw new Error(`no object: ${result.stdout}`);
  return { ...value };
}
