// What the editor says and offers when a load ends. Pure: the runner shows it.
import type { LoadReport, Problem } from "../core/load/events.ts";
import { capitalised, problemText, reportText } from "../core/load/report-text.ts";
import { errorText, hintText, sentences } from "./error-text.ts";
import type { Translate } from "./translate.ts";

export type EndAction =
  "open-rejects" | "show-monitor" | "show-log" | "resume" | "load-with-rejects" | "go-to-record";

export interface LoadEndMessage {
  readonly severity: "info" | "warning" | "error";
  readonly text: string;
  /** For the monitor: the text in its two parts. */
  readonly message: string;
  readonly hint: string | null;
  readonly actions: readonly EndAction[];
}

export function reportEnd(report: LoadReport, locale: string, t: Translate): LoadEndMessage {
  const { message, hint: coreHint } = reportText(report, locale);
  const hint = hintOf(report, coreHint, t);
  const text = { text: sentences(message, hint), message, hint };
  if (report.isCancelled) {
    return { ...text, severity: "warning", actions: ["resume", "show-monitor"] };
  }
  if (report.problem !== null) {
    return { ...text, severity: "error", actions: problemActions(report.problem) };
  }
  if (report.status !== "complete" || !report.reconciled) {
    return { ...text, severity: "error", actions: ["resume", "show-log"] };
  }
  const hasRejects = report.rejected > 0 && report.rejectsFile !== null;
  return {
    ...text,
    severity: hasRejects ? "warning" : "info",
    actions: hasRejects ? ["open-rejects", "show-monitor"] : ["show-monitor"],
  };
}

function hintOf(report: LoadReport, coreHint: string | null, t: Translate): string | null {
  if (report.problem !== null) return capitalised(hintText(report.problem, t));
  if (report.isAlreadyLoaded) {
    return t("To load the same content once more on purpose, run rowmill load with --load-id NAME");
  }
  return coreHint === null ? null : capitalised(coreHint);
}

/** The end of a load that has no report: it could not begin, or its process died. */
export function problemEnd(problem: Problem, t: Translate): LoadEndMessage {
  return {
    severity: "error",
    text: errorText(problem, t),
    message: problemText(problem),
    hint: capitalised(hintText(problem, t)),
    actions: problem.code === "load-process-ended" ? ["resume", "show-log"] : ["show-log"],
  };
}

function problemActions(problem: Problem): readonly EndAction[] {
  if (problem.code === "too-many-rejects") {
    return problem.place.line === undefined
      ? ["load-with-rejects", "show-log"]
      : ["load-with-rejects", "go-to-record", "show-log"];
  }
  return problem.kind === "transient" || problem.kind === "fatal"
    ? ["resume", "show-log"]
    : ["show-log"];
}
