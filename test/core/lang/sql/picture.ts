// Everything a document says, as plain data that two documents can be compared by.
import type { SqlDocument } from "../../../../src/core/lang/sql/document.ts";

export const pictureOf = (document: SqlDocument) => ({
  text: document.text,
  statements: Array.from({ length: document.count }, (_, index) => ({
    kind: document.kindAt(index),
    range: document.rangeAt(index),
    isInTransaction: document.isInTransaction(index),
    statement: document.statementAt(index),
  })),
  runs: document.insertRuns().map(({ index, count, range }) => ({ index, count, range })),
});

/** Every range in what it says lies in the text and is no less than empty. */
export function rangesOutside(value: unknown, length: number): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if ("start" in value && "end" in value) {
    const { start, end } = value;
    if (typeof start !== "number" || typeof end !== "number") return [value];
    if (start < 0 || end < start || end > length) return [value];
  }
  return Object.values(value).flatMap((inner: unknown) => rangesOutside(inner, length));
}
