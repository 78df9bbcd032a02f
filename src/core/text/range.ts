// Half-open ranges of a text, in UTF-16 code units as JavaScript and the language server protocol count.

export interface Range {
  /** Offset of the first code unit. */
  readonly start: number;
  /** Offset after the last code unit; equal to `start` for an empty range. */
  readonly end: number;
}

export const isInside = (inner: Range, outer: Range): boolean =>
  inner.start >= outer.start && inner.end <= outer.end;

/** True where the two share a code unit, or one is empty and lies in or at the edge of the other. */
export const overlaps = (a: Range, b: Range): boolean =>
  a.start === a.end || b.start === b.end
    ? a.start <= b.end && b.start <= a.end
    : a.start < b.end && b.start < a.end;

export const contains = (range: Range, offset: number): boolean =>
  offset >= range.start && offset <= range.end;

export const shifted = (range: Range, by: number): Range => ({
  start: range.start + by,
  end: range.end + by,
});

/** From the start of the first to the end of the last. */
export const spanning = (first: Range, last: Range): Range => ({
  start: first.start,
  end: last.end,
});

export const textIn = (text: string, range: Range): string => text.slice(range.start, range.end);
