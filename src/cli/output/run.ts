// Runs a load with its progress on stderr and its result on stdout.
import type { LoadEvent, LoadReport } from "../../core/load/events.ts";
import { reportText } from "../../core/load/report-text.ts";
import { EXIT, type CommandInput, type ExitCode } from "../command.ts";
import { exitCodeOf } from "./errors.ts";
import { startProgress } from "./progress.ts";

export async function runWithProgress(
  input: CommandInput,
  run: (emit: (event: LoadEvent) => void) => Promise<LoadReport>,
): Promise<ExitCode> {
  const progress = startProgress(input.err, input.isTerminal);
  let report: LoadReport;
  try {
    report = await run((event) => progress.note(event));
  } finally {
    progress.stop();
  }
  showReport(report, input);
  if (report.isCancelled) return EXIT.interrupted;
  return report.problem === null ? EXIT.fine : exitCodeOf(report.problem);
}

function showReport(report: LoadReport, { isJson, out, err }: CommandInput): void {
  const { message, hint } = reportText(report, "en");
  const rate = `${report.rowsPerSecond.toLocaleString("en")} rows/s, ${(report.bytesPerSecond / 1_048_576).toFixed(1)} MB/s`;
  const facts = `load ${report.loadId}, ${(report.elapsedMs / 1000).toFixed(1)} s, ${rate}, ${report.chunks} batches\n`;
  for (const warning of report.warnings) err(`warning: ${warning}\n`);
  if (report.problem === null) {
    const show = isJson ? err : out;
    show(hint === null ? `${message}\n${facts}` : `${message}\n${hint}\n${facts}`);
  } else {
    err(`${facts}rowmill: ${message}\n  ${hint ?? ""}\n`);
  }
  if (isJson) out(`${JSON.stringify(report)}\n`);
}
