// The words of a command line wherever it is written: a shell script, a Dockerfile, a YAML scalar, a flow
// list or one item a line. Quotes group, brackets and the commas between them part, comments are left out.
import type { Range } from "../../text/range.ts";

export interface CommandWord {
  /** Without quotes. */
  readonly text: string;
  /** With quotes. */
  readonly range: Range;
  /** The text between quotes around the whole word; the range itself where there are none. */
  readonly inner: Range;
}

/** Words of a part of the text; line ends are blanks like others. */
export function* commandWords(text: string, part: Range): Generator<CommandWord, void> {
  let depth = 0;
  for (let at = part.start; at < part.end;) {
    const unit = text[at] ?? "";
    if (unit === "[") depth++;
    else if (unit === "]") depth = Math.max(0, depth - 1);
    else if (unit === "#" && isBlank(text[at - 1] ?? "\n")) {
      at = lineEnd(text, at, part.end);
      continue;
    } else if (!isBlank(unit) && unit !== ",") {
      const word = readWord(text, { start: at, end: part.end }, depth > 0);
      yield word;
      at = word.range.end;
      continue;
    }
    at++;
  }
}

function readWord(text: string, part: Range, isInList: boolean): CommandWord {
  const pieces: string[] = [];
  let at = part.start;
  let quoted: Range | undefined;
  while (at < part.end) {
    const unit = text[at] ?? "";
    if (isBlank(unit) || (isInList && (unit === "," || unit === "]"))) break;
    const close = unit === '"' || unit === "'" ? closingQuote(text, at, part.end) : -1;
    if (close === -1) {
      pieces.push(unit);
      at++;
      continue;
    }
    pieces.push(text.slice(at + 1, close));
    quoted = { start: at + 1, end: close };
    at = close + 1;
  }
  const range = { start: part.start, end: at };
  const isWhole = quoted?.start === range.start + 1 && quoted.end === range.end - 1;
  return { text: pieces.join(""), range, inner: isWhole && quoted ? quoted : range };
}

/** Longer quoted words are no settings; the limit keeps a hostile line linear. */
const QUOTED_MAX = 500;

/** A quote that is not closed on its line is an apostrophe. */
function closingQuote(text: string, open: number, end: number): number {
  const quote = text[open];
  const last = Math.min(end, open + QUOTED_MAX);
  for (let at = open + 1; at < last; at++) {
    const unit = text[at];
    if (unit === "\n") return -1;
    if (unit === "\\" && quote === '"') at++;
    else if (unit === quote) return at;
  }
  return -1;
}

function lineEnd(text: string, at: number, end: number): number {
  const feed = text.indexOf("\n", at);
  return feed === -1 ? end : Math.min(feed, end);
}

const isBlank = (unit: string): boolean =>
  unit === " " || unit === "\n" || unit === "\t" || unit === "\r";
