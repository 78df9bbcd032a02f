// Changes of a text as plain data: what a fix is made of.
import { assert } from "../base/assert.ts";
import { overlaps, type Range } from "./range.ts";

/** Replaces what is in `range` by `text`; an empty range inserts. */
export interface Edit {
  readonly range: Range;
  readonly text: string;
}

/** The text after all of `edits`, whose ranges are those of the text before and must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const edit of inOrder(edits)) {
    assert(edit.range.start >= at && edit.range.end <= text.length, "edits that do not overlap");
    pieces.push(text.slice(at, edit.range.start), edit.text);
    at = edit.range.end;
  }
  return pieces.join("") + text.slice(at);
}

/** True where doing both could mean two things: shared text, or two insertions at one place. */
export const collide = (some: readonly Edit[], others: readonly Edit[]): boolean =>
  some.some((a) => others.some((b) => overlaps(a.range, b.range)));

const inOrder = (edits: readonly Edit[]): readonly Edit[] =>
  edits.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
