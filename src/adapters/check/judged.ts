// What became of one file in a check.
import type { FileFindings } from "../../core/analysis/analyse-file.ts";
import type { FoundFile } from "./find-files.ts";
import type { SourceText, TextRead } from "./read-text.ts";
import type { CheckedFile, FixedFile, RuleFailure, Skipped } from "./report.ts";
import { checkedFile } from "./to-report.ts";

/** `bytes` is 0 for a file that was not judged. */
export interface Judged {
  readonly bytes: number;
  readonly found: CheckedFile | undefined;
  readonly skipped: Skipped | undefined;
  readonly failures: readonly RuleFailure[];
  /** What `--fix` did to it, or could not do. */
  readonly fixed: FixedFile | undefined;
  /** True where a fix changed DDL, which the findings of other files may depend on. */
  readonly changesTables: boolean;
}

/** Undefined findings are those of code that is too long to be parsed. */
export function judgedAs(
  { file }: FoundFile,
  { text, bytes }: SourceText,
  outcome: {
    readonly findings: FileFindings | undefined;
    readonly failures: readonly RuleFailure[];
  },
): Judged {
  const { findings, failures } = outcome;
  if (findings === undefined) return left(file, "too long to be parsed", false);
  return { ...LEFT, bytes, failures, found: checkedFile(file, text, findings) };
}

export const unjudged = ({ file }: FoundFile, read: Exclude<TextRead, SourceText>): Judged =>
  "unreadable" in read ? left(file, read.unreadable, true) : left(file, read.binary, false);

/** A bug in Rowmill costs the file it shows in. */
export const broken = ({ file }: FoundFile, error: unknown): Judged =>
  left(file, `the check broke off: ${String(error)}`, true);

const left = (file: string, reason: string, isUnreadable: boolean): Judged => ({
  ...LEFT,
  skipped: { file, reason, isUnreadable },
});

const LEFT: Judged = {
  bytes: 0,
  found: undefined,
  skipped: undefined,
  failures: [],
  fixed: undefined,
  changesTables: false,
};
