// An error on its way out: what happened, where, the next step; the exit code by its kind.
import { IngestError, type ErrorKind } from "../../core/base/ingest-error.ts";
import type { Problem } from "../../core/load/events.ts";
import { problemOf } from "../../core/load/report.ts";
import { problemText } from "../../core/load/report-text.ts";
import { EXIT, type ExitCode } from "../command.ts";

const EXIT_BY_KIND: Readonly<Record<ErrorKind, ExitCode>> = {
  user: EXIT.input,
  data: EXIT.refused,
  transient: EXIT.stopped,
  fatal: EXIT.stopped,
};

export function printError(error: unknown, isJson: boolean): ExitCode {
  if (error instanceof IngestError) {
    printProblem(problemOf(error), isJson);
    return EXIT_BY_KIND[error.kind];
  }
  if (
    error instanceof TypeError &&
    "code" in error &&
    String(error.code).startsWith("ERR_PARSE_ARGS")
  ) {
    process.stderr.write(`rowmill: ${error.message}\n`);
    return EXIT.input;
  }
  throw error;
}

export const exitCodeOf = (problem: Problem): ExitCode =>
  problem.code === "too-many-rejects" ? EXIT.refused : EXIT_BY_KIND[problem.kind];

export function printProblem(problem: Problem, isJson: boolean): void {
  if (isJson) process.stdout.write(`${JSON.stringify({ error: problem })}\n`);
  process.stderr.write(`rowmill: ${problemText(problem)}\n  ${problem.hint}\n`);
}
