// The data that follows COPY … FROM stdin in a psql script, up to the line \. ; found by searching, never
// by walking over it.
import { lineEnd } from "./characters.ts";
import { startsStatement } from "./statement-start.ts";

export interface CopyBlock {
  readonly start: number;
  /** Where the line \. starts, or where unterminated data ends. */
  readonly end: number;
  /** Where SQL goes on. */
  readonly stop: number;
  readonly hasTerminator: boolean;
}

/** Searches each part of a text once, however many COPYs have no data. */
export class CopyData {
  readonly #text: string;
  readonly #terminators: LineSearch;
  readonly #copies: readonly LineSearch[];

  constructor(text: string) {
    this.#text = text;
    this.#terminators = new LineSearch(text, "\\.", /^\\\.\s*$/u);
    this.#copies = ["copy ", "COPY ", "\\copy "].map(
      (word) => new LineSearch(text, word, fromStdin),
    );
  }

  /** The data of a COPY whose text ends at `stop`; undefined where none follows. */
  after(stop: number): CopyBlock | undefined {
    const text = this.#text;
    const rest = lineEnd(text, stop, text.length);
    const start = nextLine(text, rest);
    if (start === -1 || !/^\s*(?:--.*)?$/u.test(text.slice(stop, rest))) return undefined;
    const end = this.#terminators.next(start);
    if (end !== -1 && !this.#hasCopyBetween(start, end))
      return { start, end, stop: lineEnd(text, end, text.length), hasTerminator: true };
    return looksLikeData(text, start) ? unterminated(text, start) : undefined;
  }

  /** A COPY that fails has no data; the next \. is then that of a later COPY. */
  #hasCopyBetween(start: number, end: number): boolean {
    return this.#copies.some((copy) => {
      const at = copy.next(start);
      return at !== -1 && at < end;
    });
  }
}

const fromStdin = /\bfrom\s+(?:stdin|stdout)\b/iu;

/** Finds lines that begin with a word and match a pattern; asked in rising order, it walks the text once. */
class LineSearch {
  readonly #text: string;
  readonly #word: string;
  readonly #pattern: RegExp;
  /** The next line at or behind `from` is at `found`; -1 where there is none. */
  #from = Infinity;
  #found = -1;

  constructor(text: string, word: string, pattern: RegExp) {
    this.#text = text;
    this.#word = word;
    this.#pattern = pattern;
  }

  next(from: number): number {
    if (from < this.#from || (this.#found !== -1 && this.#found < from)) {
      this.#from = from;
      this.#found = this.#search(from);
    }
    return this.#found;
  }

  #search(from: number): number {
    const text = this.#text;
    const word = this.#word;
    let at = text.startsWith(word, from) ? from : text.indexOf(`\n${word}`, from) + 1;
    while (at > 0) {
      if (this.#pattern.test(text.slice(at, lineEnd(text, at, text.length)))) return at;
      at = text.indexOf(`\n${word}`, at) + 1;
    }
    return -1;
  }
}

function nextLine(text: string, end: number): number {
  const at = text.indexOf("\n", end);
  return at === -1 ? -1 : at + 1;
}

/** False where SQL goes on, or nothing. */
function looksLikeData(text: string, start: number): boolean {
  const line = text.slice(start, Math.min(lineEnd(text, start, text.length), start + 200));
  return line.trim() !== "" && !isSqlLine(line) && !startsStatement(text, start);
}

const sqlWords = [
  "select|insert|update|delete|begin|commit|end|rollback|abort|start|set|reset|show|with|drop|create",
  "alter|truncate|analyze|vacuum|copy|do|merge|explain|prepare|execute|savepoint|release|grant|revoke",
  "table|values|comment|lock|call|declare|fetch|close|reindex|cluster|checkpoint|refresh",
].join("|");
const sqlLine = new RegExp(String.raw`^\s*(?:${sqlWords})(?=[ ;(]|$)[^\t]*$`, "iu");

const isSqlLine = (line: string): boolean =>
  /^\s*(?:--|\/\*|\\[a-z]|\{[{%#])/u.test(line) || sqlLine.test(line);

/** As long as nothing looks like SQL again. */
function unterminated(text: string, start: number): CopyBlock {
  let end = start;
  for (let at = start; looksLikeData(text, at);) {
    const next = nextLine(text, lineEnd(text, at, text.length));
    end = next === -1 ? text.length : next;
    if (next === -1) break;
    at = next;
  }
  return { start, end, stop: end, hasTerminator: false };
}
