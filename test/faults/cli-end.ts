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

/** Exit code and last words; of a crash the error and where it came from. */
export function endText({ exitCode, stderr }: CliResult): string {
  const lines = stderr.trim().split("\n");
  const crash = lines.findLastIndex((line) => /^\w*Error\b/.test(line));
  const last = lines.slice(crash < 0 ? -3 : crash).join(" | ");
  return `${exitCode ?? "a signal"} (${last.slice(0, 1_500)})`;
}
