// Runs the built CLI as its own process, as a user's shell does.
import { spawn, type ChildProcess, type ChildProcessByStdio } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { inRoot } from "../../src/build/root.ts";

/** The built programs; a run of hours takes a copy, so that a build meanwhile does not change what is tested. */
export const programs = process.env["ROWMILL_TEST_DIST"] ?? inRoot("dist");
export const cli = join(programs, "cli.mjs");

/** What a client needs of a server. */
export interface Reachable {
  readonly dsn: string;
  readonly env: Readonly<Record<string, string>>;
}

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

/** Starts `rowmill ARGS`; with a server, connected to it; `under` is a command that starts it in its turn. */
export function startRowmill(
  args: readonly string[],
  server: Reachable | null,
  env: NodeJS.ProcessEnv = {},
  under: readonly string[] = [],
): CliRun {
  const dsn = server === null ? [] : ["--dsn", server.dsn];
  const words = [...under, process.execPath, cli, ...args, ...dsn];
  const child = spawn(words[0] ?? process.execPath, words.slice(1), {
    env: { ...process.env, ...server?.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { child, result: resultOf(child) };
}

/** What a process says until it ends. */
export function resultOf(child: ChildProcessByStdio<Writable | null, Readable, Readable>) {
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise<CliResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

export const rowmill = (
  args: readonly string[],
  server: Reachable | null,
  env: NodeJS.ProcessEnv = {},
): Promise<CliResult> => startRowmill(args, server, env).result;

/** The one object that --json prints. */
export function jsonOf(result: CliResult): Record<string, unknown> {
  const value: unknown = JSON.parse(result.stdout);
  if (typeof value !== "object" || value === null) throw new Error(`no object: ${result.stdout}`);
  return { ...value };
}
