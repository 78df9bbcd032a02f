// A text that is edited. All changes since it was last taken are kept as the one edit that they come to, and
// where lines begin is kept up to date: a file of millions of characters is neither copied nor walked over at
// each keystroke. Lines end as the protocol counts: LF, CRLF, or a lone CR.
import type { Edit } from "../core/text/edit.ts";

export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

export class EditedText {
  /** As it was when it was last taken. */
  #base: string;
  #edit: Edit = NO_EDIT;
  #starts: number[];
  #length: number;
  #whole: string | undefined;

  constructor(text: string) {
    this.#base = text;
    this.#length = text.length;
    this.#starts = [0, ...lineStarts(text, 0)];
  }

  get text(): string {
    const base = this.#base;
    const edit = this.#edit;
    if (edit === NO_EDIT) return base;
    const { range, text } = edit;
    return (this.#whole ??= base.slice(0, range.start) + text + base.slice(range.end));
  }

  /** What came since the text was last taken, as an edit of what it was then. */
  get changes(): Edit | undefined {
    return this.#edit === NO_EDIT ? undefined : this.#edit;
  }

  /** Forgets the changes. Whoever made the new text from them hands it over, so that it is held once. */
  take(text = this.text): void {
    this.#base = text;
    this.#edit = NO_EDIT;
    this.#whole = undefined;
  }

  /** Puts `inserted` in place of what is between the two offsets. */
  replace(start: number, end: number, inserted: string): void {
    this.#moveLines(start, end, inserted);
    const { range, text } = this.#edit === NO_EDIT ? nothingAt(start) : this.#edit;
    const editEnd = range.start + text.length;
    const from = Math.min(range.start, start);
    const to = Math.max(editEnd, end);
    this.#edit = {
      range: { start: from, end: range.end + to - editEnd },
      text: this.#slice(from, start) + inserted + this.#slice(end, to),
    };
    this.#length += inserted.length - (end - start);
    this.#whole = undefined;
  }

  positionAt(offset: number): LinePosition {
    const at = Math.max(0, Math.min(offset, this.#length));
    const line = this.#lineOf(at);
    return { line, character: Math.min(at, this.#lineEnd(line)) - this.#startOf(line) };
  }

  /** Behind the end of a line is its end; behind the last line is the end of the text. */
  offsetAt({ line, character }: LinePosition): number {
    if (line >= this.#starts.length) return this.#length;
    return Math.min(this.#startOf(line) + character, this.#lineEnd(line));
  }

  /** A part of the text as it is now, made without making the whole. */
  #slice(from: number, to: number): string {
    const base = this.#base;
    const edit = this.#edit;
    const { range, text } = edit;
    const editEnd = range.start + text.length;
    const by = range.end - editEnd;
    return (
      base.slice(Math.min(from, range.start), Math.min(to, range.start)) +
      text.slice(Math.max(0, from - range.start), Math.max(0, to - range.start)) +
      base.slice(Math.max(range.end, from + by), Math.max(range.end, to + by))
    );
  }

  #startOf(line: number): number {
    return this.#starts[line] ?? this.#length;
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#startOf(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Before the characters that end it. */
  #lineEnd(line: number): number {
    const end = this.#startOf(line + 1);
    if (line + 1 >= this.#starts.length) return end;
    const ending = this.#slice(Math.max(this.#startOf(line), end - 2), end);
    return end - (ending === "\r\n" ? 2 : 1);
  }

  /** A CR and an LF may come to stand side by side, or apart: the lines at both borders are looked at anew. */
  #moveLines(start: number, end: number, inserted: string): void {
    const starts = this.#starts;
    const first = Math.max(0, this.#lineOf(start) - 1);
    const last = Math.min(this.#lineOf(end) + 2, starts.length);
    const from = this.#startOf(first);
    const changed = this.#slice(from, start) + inserted + this.#slice(end, this.#startOf(last));
    const by = inserted.length - (end - start);
    const between = lineStarts(changed, from);
    // The line behind begins where the changed ones end; it moves with the rest.
    if (last < starts.length) between.pop();
    this.#starts = spliced(starts, first + 1, last, between);
    const behind = first + 1 + between.length;
    if (by !== 0) moveFrom(this.#starts, behind, by);
  }
}

const nothingAt = (offset: number): Edit => ({ range: { start: offset, end: offset }, text: "" });

const NO_EDIT = nothingAt(0);

/** Offsets behind each line end of `text`, which itself begins at `from`. */
function lineStarts(text: string, from: number): number[] {
  const starts: number[] = [];
  if (!text.includes("\r")) {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1))
      starts.push(from + at + 1);
    return starts;
  }
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || (unit === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(from + at + 1);
  }
  return starts;
}

function spliced(starts: number[], from: number, to: number, between: readonly number[]): number[] {
  if (between.length !== to - from) return starts.slice(0, from).concat(between, starts.slice(to));
  between.forEach((start, index) => (starts[from + index] = start));
  return starts;
}

function moveFrom(starts: number[], from: number, by: number): void {
  for (let line = from; line < starts.length; line++) starts[line] = (starts[line] ?? 0) + by;
}
