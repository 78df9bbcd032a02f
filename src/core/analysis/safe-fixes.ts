// The safe fixes of a document that can be made at once. Two that touch each other cannot: the later one waits until
// the text was judged anew.
import type { Edit } from "../text/edit.ts";
import { overlaps, type Range } from "../text/range.ts";
import type { Fix, ReportedFinding } from "./finding.ts";

/** The first safe fix of each finding, as far as they do not collide. */
export function safeFixes(findings: readonly ReportedFinding[]): readonly Fix[] {
  const taken = new TakenRanges();
  return findings.flatMap((finding) => {
    const fix = finding.fixes?.find(({ safety, edits }) => safety === "safe" && edits.length > 0);
    return fix !== undefined && taken.take(fix.edits) ? [fix] : [];
  });
}

/** Ranges in order, none of them touching another, so that a neighbour is found by halving. */
class TakenRanges {
  readonly #ranges: Range[] = [];

  /** Takes all of them, or none where one collides with what is taken. */
  take(edits: readonly Edit[]): boolean {
    if (edits.some(({ range }) => this.#collides(range))) return false;
    for (const { range } of edits) this.#ranges.splice(this.#indexAfter(range), 0, range);
    return true;
  }

  #collides(range: Range): boolean {
    const at = this.#indexAfter(range);
    return [this.#ranges[at - 1], this.#ranges[at]].some(
      (neighbour) => neighbour !== undefined && overlaps(neighbour, range),
    );
  }

  #indexAfter({ start }: Range): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle]?.start ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
