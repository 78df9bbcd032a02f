// Text with its expected ranges written into it: «range».
import { assert } from "../../src/core/base/assert.ts";
import type { Range } from "../../src/core/text/range.ts";

export interface Marked {
  readonly text: string;
  readonly ranges: readonly Range[];
}

export function unmarked(source: string): Marked {
  const ranges: Range[] = [];
  const open: number[] = [];
  let text = "";
  for (const unit of source) {
    if (unit === "«") open.push(text.length);
    else if (unit === "»") {
      const start = open.pop();
      assert(start !== undefined, `a « before each » in ${source}`);
      ranges.push({ start, end: text.length });
    } else text += unit;
  }
  assert(open.length === 0, `a » after each « in ${source}`);
  return { text, ranges: ranges.toSorted((a, b) => a.start - b.start || a.end - b.end) };
}

/** The inverse, for messages that a person can read. */
export function marked(text: string, ranges: readonly Range[]): string {
  const marks = ranges
    .flatMap(({ start, end }) => [
      { at: start, mark: "«" },
      { at: end, mark: "»" },
    ])
    .toSorted((a, b) => b.at - a.at || (a.mark === "«" ? -1 : 1));
  return marks.reduce((done, { at, mark }) => done.slice(0, at) + mark + done.slice(at), text);
}
