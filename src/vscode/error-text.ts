// An error as one notification: what happened, where, the next step. Hints that name CLI options get the editor's.
import type { Problem } from "../core/load/events.ts";
import { capitalised, problemText } from "../core/load/report-text.ts";
import type { Translate } from "./translate.ts";

export function errorText(problem: Problem, t: Translate): string {
  return sentences(problemText(problem), hintText(problem, t));
}

/** The next step in the editor's words. */
export function hintText(problem: Problem, t: Translate): string {
  switch (problem.code) {
    case "too-many-rejects":
      return t(
        "Load with rejects: the rest is loaded, and the bad records go to a file to be mended",
      );
    case "file-changed":
    case "table-changed":
      return t("Put it back as it was and run Resume Load");
    case "load-unfinished":
      return t("Restore the file and run Resume Load");
    case "retries-used-up":
    case "not-reconciled":
    case "load-process-ended":
      return t("What is committed stays; run Resume Load to go on");
    case "table-exists":
      return t("Choose the existing table in the table step, or another name");
    case "password-wrong":
    case "password-missing":
      return t("Run Edit Connection and give the password");
    case "file-header-only":
      return t("Check how the file was written");
    default:
      return problem.hint;
  }
}

/** Parts as sentences: each begins with a capital and ends with a full stop. */
export function sentences(...parts: readonly (string | null)[]): string {
  return parts
    .filter((part): part is string => part !== null && part !== "")
    .map((part) => `${capitalised(part).replace(/[.\s]+$/u, "")}.`)
    .join(" ");
}
