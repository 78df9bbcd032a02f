// Where a statement stands among those of its document.
import type { SqlDocument } from "./document.ts";
import type { Statement } from "./statement.ts";

/** Index of the document's statement that holds the offset; the one before it where none does. */
export function indexAt(document: SqlDocument, offset: number): number {
  let low = 0;
  let high = document.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (document.rangeAt(middle).start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** True inside the body of DO or CREATE FUNCTION, which the server runs by itself. */
export function isInRoutine(document: SqlDocument, { range }: Statement): boolean {
  if (document.count === 0) return false;
  const kind = document.kindAt(indexAt(document, range.start));
  return kind === "do" || kind === "create-routine";
}
