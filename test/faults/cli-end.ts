// How a run of the CLI must have ended, and the few words of it that a failure needs.
import type { CliResult } from "../support/rowmill.ts";

/** Throws unless it ended with one of `allowed` and, where `words` are given, said them. */
export function requireEnd(result: CliResult, allowed: readonly number[], words?: RegExp): void {
  const { exitCode, stderr } = result;
  const isAllowed = exitCode !== null && allowed.includes(exitCode);
  if (isAllowed && (words?.test(stderr) ?? true)) return;
  const wanted = `${allowed.join(" or ")}${words === undefined ? "" : ` and ${String(words)}`}`;
  throw new Error(`the load ended with ${endText(result)}, not with ${wanted}`);
}

/** Exit code and last words. */
export function endText({ exitCode, stderr }: CliResult): string {
  const last = stderr.trim().split("\n").slice(-3).join(" | ");
  return `${exitCode ?? "a signal"} (${last.slice(0, 600)})`;
}
