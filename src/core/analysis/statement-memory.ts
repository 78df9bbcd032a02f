// What was found in each statement of a document, kept while the statement stays as it is, so that a
// keystroke costs the statement it changes and not the 100,000 around it.
import type { Edit } from "../text/edit.ts";
import { shifted } from "../text/range.ts";
import type { Finding, ReportedFinding } from "./finding.ts";
import { SUPPRESSION_MARK } from "./suppress.ts";

interface Kept {
  /** Where the statement started when it was judged. */
  readonly start: number;
  readonly findings: readonly ReportedFinding[];
}

/** By statement index. Rules that read values are kept apart: inside a run they alone are asked. */
export class StatementMemory {
  /** True once the text was seen to silence nothing; to look through a dump for that at each keystroke takes too long. */
  silencesNothing = false;
  #whole: (Kept | undefined)[] = [];
  #values: (Kept | undefined)[] = [];

  /** Statements were replaced: the numbers that `editSql` gives. */
  splice(from: number, removed: number, added: number): void {
    this.#whole = spliced(this.#whole, from, removed, added);
    this.#values = spliced(this.#values, from, removed, added);
  }

  /** The text between the two offsets is new. */
  noteEdit(text: string, start: number, end: number): void {
    const around = SUPPRESSION_MARK.length;
    const nearby = text.slice(Math.max(0, start - around), end + around);
    if (nearby.includes(SUPPRESSION_MARK)) this.silencesNothing = false;
  }

  /** What is known of tables, the settings, or the rules changed. */
  forget(): void {
    this.#whole = [];
    this.#values = [];
    this.silencesNothing = false;
  }

  /** True where the statement was judged and nothing was found: most of them, so it must cost nothing. */
  isClean(part: "whole" | "values", index: number): boolean {
    return (part === "whole" ? this.#whole : this.#values)[index] === CLEAN;
  }

  /** The findings of a statement that starts at `start` now; judged by `judge` when they are not known. */
  recall(
    part: "whole" | "values",
    index: number,
    start: number,
    judge: () => readonly ReportedFinding[],
  ): readonly ReportedFinding[] {
    const kept = part === "whole" ? this.#whole : this.#values;
    const known = kept[index];
    if (known === undefined) {
      const findings = judge().map(asPlainData);
      kept[index] = findings.length === 0 ? CLEAN : { start, findings };
      return findings;
    }
    if (known.findings.length === 0 || known.start === start) return known.findings;
    return known.findings.map((finding) => moved(finding, start - known.start));
  }
}

const CLEAN: Kept = { start: 0, findings: [] };

function spliced(
  kept: (Kept | undefined)[],
  from: number,
  removed: number,
  added: number,
): (Kept | undefined)[] {
  if (removed === added) {
    kept.fill(undefined, from, from + added);
    return kept;
  }
  // By hand and not with splice(...): an argument for each of 100,000 statements overflows the stack.
  const after = kept.slice(from + removed);
  kept.length = Math.min(kept.length, from);
  while (kept.length < from + added) kept.push(undefined);
  return kept.concat(after);
}

/** A fix made on demand holds the document it was found in: kept, it would keep each version alive. */
const asPlainData = (finding: ReportedFinding): ReportedFinding => ({
  ...finding,
  fixes: finding.fixes ?? [],
});

/** The same finding of a text in which it stands `by` code units later. */
export const moved = <F extends Finding>(finding: F, by: number): F => ({
  ...finding,
  range: shifted(finding.range, by),
  fixes: (finding.fixes ?? []).map((fix) => ({
    ...fix,
    edits: fix.edits.map((edit): Edit => ({ ...edit, range: shifted(edit.range, by) })),
  })),
  related: (finding.related ?? []).map((related) =>
    related.file === undefined ? { ...related, range: shifted(related.range, by) } : related,
  ),
});
