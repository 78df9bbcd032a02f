// Where an offset is, in lines and columns, for whoever shows it to a person.

export interface Position {
  /** From 0. */
  readonly line: number;
  /** In UTF-16 code units from 0. */
  readonly column: number;
}

/** Looks up positions in one text; made once per text, because it walks the whole of it. */
export class Lines {
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#starts = lineStarts(text);
  }

  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - (this.#starts[low] ?? 0) };
  }

  /** The offset where `line` (from 0) begins; the text's last line for one behind its end. */
  startOf(line: number): number {
    return this.#starts[Math.min(line, this.#starts.length - 1)] ?? 0;
  }

  get count(): number {
    return this.#starts.length;
  }
}

/** A line ends with LF, CRLF, or a lone CR, as editors count them. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  const hasReturns = text.includes("\r");
  if (!hasReturns) {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1))
      starts.push(at + 1);
    return starts;
  }
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || (unit === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}
