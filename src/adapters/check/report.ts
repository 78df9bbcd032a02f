// What a check found, as plain data with lines and columns: it crosses threads, and every format prints it.
import type { Severity } from "../../core/analysis/finding.ts";
import type { Words } from "../../core/base/words.ts";
import type { Position } from "../../core/text/lines.ts";
import type { Range } from "../../core/text/range.ts";

export interface CheckReport {
  /** Files with something to say of, sorted by name. */
  readonly files: readonly CheckedFile[];
  readonly filesChecked: number;
  readonly bytesChecked: number;
  readonly skipped: readonly Skipped[];
  /** Files that `--fix` changed, sorted by name. */
  readonly fixed: readonly FixedFile[];
  /** Rules that threw: each once, with the first file. */
  readonly failures: readonly RuleFailure[];
}

export interface CheckedFile {
  readonly file: string;
  /** In the order of the text. */
  readonly findings: readonly CheckedFinding[];
  /** What comments in the file silence. */
  readonly silenced: readonly { readonly finding: CheckedFinding; readonly reason: string }[];
}

/** A part of a text; lines and columns from 0. */
export interface Place {
  readonly range: Range;
  readonly start: Position;
  readonly end: Position;
}

export interface CheckedFinding extends Place {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: Words;
  /** The lines with what is meant underlined. */
  readonly frame: string;
  /** The beginning of what is meant, blanks folded: it stays when lines move. */
  readonly excerpt: string;
  readonly fixes: readonly CheckedFix[];
  /** The rule may offer one, but in a text of that length it was not made. */
  readonly mayHaveFix: boolean;
  readonly related: readonly CheckedRelated[];
}

export interface CheckedFix {
  readonly title: Words;
  readonly safety: "safe" | "unsafe";
  readonly edits: readonly (Place & { readonly text: string })[];
}

export interface CheckedRelated {
  readonly file: string;
  readonly message: Words;
  /** Undefined where the other file cannot be read any more. */
  readonly place: Place | undefined;
}

export interface Skipped {
  readonly file: string;
  readonly reason: string;
  /** True where its findings are unknown though it should have been judged. */
  readonly isUnreadable: boolean;
}

export interface FixedFile {
  readonly file: string;
  readonly fixes: number;
  /** Why it was left as it is. */
  readonly problem: string | undefined;
}

export interface RuleFailure {
  readonly rule: string;
  readonly file: string;
  readonly error: string;
}

export const countBySeverity = (files: readonly CheckedFile[]): Record<Severity, number> => {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { findings } of files) for (const { severity } of findings) counts[severity]++;
  return counts;
};

/** True where `--fix` would change something. */
export const isFixable = ({ fixes }: CheckedFinding): boolean =>
  fixes.some(({ safety }) => safety === "safe");
