// Finds where statements start and end, in one walk over the characters. It never fails: what is not
// closed ends at the next line that can only start a statement, or with the text.
import { HOLE, isNamePart, lineEnd, skipSpace, trimmedEnd } from "./characters.ts";
import { bodyStep } from "./bare-body.ts";
import { type CopyBlock, CopyData } from "./copy-data.ts";
import { Cursor } from "./cursor.ts";
import type { Lexis } from "./lexis.ts";
import { type Quoted, walkMarked, walkQuoted } from "./quote-walk.ts";
import {
  dollarMark,
  endOfCommand,
  endOfComment,
  endOfMarked,
  endOfTemplate,
  isEscapeString,
  quoteAt,
  TEMPLATE_MAX,
} from "./quoted.ts";
import {
  type Opening,
  openingOf,
  START_REACH,
  startsStatement,
  wordBefore,
} from "./statement-start.ts";

/** All looking ahead behind cut statements together; past it nothing is cut, so that time stays linear. */
export const LOOK_AHEAD_MAX = 32_000_000;

const interesting = new Uint8Array(128);
for (const mark of "'\"`$-/#();\\{\n") interesting[mark.charCodeAt(0)] = 1;
/** Where words count too: BEGIN, CASE and END in a body without quotes. */
const bodyInteresting = interesting.slice();
for (const letter of "bBcCeE") bodyInteresting[letter.charCodeAt(0)] = 1;

export class Splitter {
  /** Of the statement found: its first token, the end of its last, and where the next may start. */
  start = 0;
  end = 0;
  stop: number;
  /** It would be found the same whatever changes at or behind this offset. */
  reach = 0;
  isTerminated = false;
  data: CopyBlock | undefined;
  lookedAhead = 0;
  /** What ends a statement; other than a semicolon behind a DELIMITER command. */
  delimiter = ";";

  readonly #text: string;
  readonly #lexis: Lexis;
  readonly #copyData: CopyData;
  #opening: Opening = "plain";
  #depth = 0;
  #bodyDepth = 0;
  #isFinished = false;
  /** Of the last comment inside: its end, and the end of the last token before it. */
  #commentEnd = -1;
  #beforeComment = -1;
  /** Where to cut if the statement turns out unsound: a line that a string swallowed. */
  #suspect = -1;

  constructor(text: string, lexis: Lexis, from: number) {
    this.#text = text;
    this.#lexis = lexis;
    this.stop = from;
    this.#copyData = new CopyData(text);
  }

  /** Takes it as ended there, by who has read it already. */
  endAt(end: number, stop: number): void {
    this.#finish(end, stop, true);
  }

  /** From there to the statement's end. */
  toEnd(): void {
    if (this.#lexis.hasDelimiters && this.#readDelimiter()) return;
    this.#opening = openingOf(this.#text, this.start);
    let at = this.start;
    while (!this.#isFinished) at = this.#step(this.#skipPlain(at));
    if (this.#opening === "copy" && this.#lexis.hasPsql && this.isTerminated) this.#findData();
  }

  /** Goes to the first token of the next statement; false where there is none. */
  toStart(): boolean {
    const start = this.#skipBetween(this.stop);
    this.start = start;
    this.reach = start;
    this.data = undefined;
    this.#isFinished = false;
    this.#depth = this.#bodyDepth = 0;
    this.#commentEnd = this.#beforeComment = this.#suspect = -1;
    if (start < this.#text.length) return true;
    this.stop = this.#text.length;
    return false;
  }

  /** The mysql client's DELIMITER command: a line of its own. */
  #readDelimiter(): boolean {
    const { start } = this;
    const text = this.#text;
    const line = lineEnd(text, start, Math.min(text.length, start + 80));
    const mark = /^delimiter\s+(\S+)/iu.exec(text.slice(start, line))?.[1];
    if (mark === undefined) return false;
    this.delimiter = mark;
    this.#finish(trimmedEnd(text, line, start), line, true);
    return true;
  }

  /** Past white space, comments, semicolons and templates. */
  #skipBetween(at: number): number {
    const text = this.#text;
    const lexis = this.#lexis;
    for (;;) {
      at = skipSpace(text, at, text.length);
      if (at >= text.length) return at;
      const code = text.charCodeAt(at);
      let end = endOfComment(text, at, text.length, lexis);
      if (end === at && code === 123) end = endOfTemplate(text, at, text.length);
      if (end === at && (code === 59 || code === HOLE)) end = at + 1;
      if (end === at && text.startsWith(this.delimiter, at)) end = at + this.delimiter.length;
      if (end === at) return at;
      at = end;
    }
  }

  #skipPlain(at: number): number {
    const text = this.#text;
    const isBody =
      this.#opening === "routine" && (this.#lexis.hasPsql || this.#lexis.hasBareBodies);
    const table = isBody ? bodyInteresting : interesting;
    const other = this.delimiter === ";" ? -1 : this.delimiter.charCodeAt(0);
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if ((code < 128 && table[code] === 1) || code === other) return at;
      at++;
    }
    return at;
  }

  /** Past what stands at `at`, which is an interesting character or the end. */
  #step(at: number): number {
    const text = this.#text;
    const lexis = this.#lexis;
    if (at >= text.length) return this.#endOfText();
    if (this.delimiter !== ";" && text.startsWith(this.delimiter, at))
      return this.#finish(this.#trimmed(at), at + this.delimiter.length, true);
    const code = text.charCodeAt(at);
    switch (code) {
      case 10:
        return this.#newLine(at);
      case 39:
      case 34:
      case 96:
        return this.#quoted(at, code);
      case 36:
        return this.#dollar(at);
      case 40:
        this.#depth++;
        return at + 1;
      case 41:
        if (this.#depth > 0) this.#depth--;
        return at + 1;
      case 59:
        return this.#semicolon(at);
      case 92:
        return lexis.hasPsql ? this.#command(at) : at + 1;
      case 45:
      case 47:
      case 35:
      case 123:
        return this.#commentOrTemplate(at, code);
      default: {
        const step = bodyStep(text, at, lexis);
        this.#bodyDepth = Math.max(0, this.#bodyDepth + step.depth);
        return step.end;
      }
    }
  }

  #commentOrTemplate(at: number, code: number): number {
    const text = this.#text;
    const end = endOfComment(text, at, text.length, this.#lexis);
    if (end > at) return this.#comment(at, end);
    if (code !== 123 && !(code === 35 && text.charCodeAt(at + 1) === 123)) return at + 1;
    const templateEnd = endOfTemplate(text, at, text.length);
    if (templateEnd > at) return templateEnd;
    this.#examined(at + TEMPLATE_MAX);
    return at + 1;
  }

  #comment(at: number, end: number): number {
    this.#beforeComment = this.#trimmed(at);
    this.#commentEnd = trimmedEnd(this.#text, end, at);
    return end;
  }

  /** The end of the last token before `at`. */
  #trimmed(at: number): number {
    const end = trimmedEnd(this.#text, at, this.start);
    return end === this.#commentEnd ? this.#beforeComment : end;
  }

  #newLine(at: number): number {
    const text = this.#text;
    if (this.#opening === "free" || this.#bodyDepth > 0) return at + 1;
    const isCopy =
      this.#lexis.hasPsql &&
      text.charCodeAt(at + 1) === 92 &&
      /^\\copy\b/iu.test(text.slice(at + 1, at + 7));
    if (!isCopy && !startsStatement(text, at + 1)) return at + 1;
    this.#examined(at + 1 + START_REACH);
    if (!isCopy && (this.#isContinued(at) || !this.#mayCut)) return at + 1;
    return this.#cut(at + 1);
  }

  /** True where the words before the line's end want a statement to follow. */
  #isContinued(at: number): boolean {
    const before = wordBefore(this.#text, this.#trimmed(at), this.start);
    if (/^(?:\(|as|do|then|else|also|instead|atomic|grant|revoke)$/u.test(before)) return true;
    return this.#opening === "verb-later" && (this.#depth > 0 || !this.#hasVerb(at));
  }

  /** True where WITH, EXPLAIN or PREPARE has come to its INSERT, SELECT and the like before `limit`. */
  #hasVerb(limit: number): boolean {
    const cursor = new Cursor(this.#text, this.#lexis.dialect, { start: this.start, end: limit });
    while (!cursor.atEnd()) {
      if (cursor.isMark("(")) cursor.skipParens();
      else if (cursor.isAny("insert", "update", "delete", "merge", "select", "values")) return true;
      else cursor.next();
    }
    return false;
  }

  #quoted(at: number, code: number): number {
    const text = this.#text;
    const lexis = this.#lexis;
    if (code === 96 && !lexis.hasBackticks) return at + 1;
    const quote = quoteAt(text, at, lexis);
    return quote.tripled === ""
      ? this.#judge(at, walkQuoted(text, at + 1, quote))
      : endOfMarked(text, at + 3, text.length, quote.tripled);
  }

  #dollar(at: number): number {
    const text = this.#text;
    if (text.charCodeAt(at + 1) === 123) {
      const end = endOfTemplate(text, at, text.length);
      if (end === at) this.#examined(at + TEMPLATE_MAX);
      return Math.max(end, at + 1);
    }
    const mark = this.#lexis.hasDollarQuotes ? dollarMark(text, at, text.length) : "";
    if (mark === "") return at + 1;
    const found = walkMarked(text, at + mark.length, mark);
    this.#examined(found.isClosed ? found.end : text.length + 1);
    if (found.swallowed !== -1 && this.#mayCut) return this.#cut(found.swallowed);
    return found.isClosed ? found.end : this.#endOfText();
  }

  /** Whether a string is taken as it seems, or as one that was never closed. */
  #judge(at: number, found: Quoted): number {
    this.#examined(found.isClosed ? found.end + 1 : this.#text.length + 1);
    if (found.swallowed !== -1 && this.#mayCut && !this.#holdsSql(at)) {
      if (found.isDoubtful)
        return this.#cut(this.#suspect === -1 ? found.swallowed : this.#suspect);
      if (this.#suspect === -1) this.#suspect = found.swallowed;
    }
    return found.isClosed ? found.end : this.#endOfText();
  }

  #holdsSql(at: number): boolean {
    if (this.#opening === "holder" || this.#opening === "routine") return true;
    const prefix = isEscapeString(this.#text, at) ? at - 1 : at;
    return /^(?:as|do|is|execute)$/u.test(wordBefore(this.#text, prefix, this.start));
  }

  #semicolon(at: number): number {
    if (this.delimiter !== ";" || this.#bodyDepth > 0) return at + 1;
    if (this.#depth === 0) return this.#finish(this.#trimmed(at), at + 1, true);
    if (this.#opening === "free") return at + 1;
    // Inside parentheses it ends only what the next line does not go on with.
    const text = this.#text;
    const line = lineEnd(text, at + 1, text.length);
    this.#examined(line + 1);
    if (text.slice(at + 1, line).trim() !== "" || !this.#mayCut) return at + 1;
    const next = this.#skipBetween(line);
    this.#examined(next + START_REACH);
    const isStart = next >= text.length || this.#isLineStart(next);
    if (!isStart || (next < text.length && !startsStatement(text, next))) return at + 1;
    return this.#suspect === -1
      ? this.#finish(this.#trimmed(at), at + 1, true)
      : this.#cut(this.#suspect);
  }

  #isLineStart(at: number): boolean {
    return at === 0 || this.#text.charCodeAt(at - 1) === 10;
  }

  /** A backslash outside quotes: a psql command, which may end the statement. */
  #command(at: number): number {
    const text = this.#text;
    if (text.charCodeAt(at + 1) === 59) return this.#finish(this.#trimmed(at), at + 2, true);
    let end = at + 1;
    while (isNamePart(text.charCodeAt(end))) end++;
    const name = text.slice(at + 1, end);
    const line = lineEnd(text, at, text.length);
    this.#examined(line + 1);
    if (at === this.start) return this.#metaCommand(name, line);
    if (/^(?:g|gx|gset|gexec|gdesc|watch|crosstabview)$/u.test(name))
      return this.#finish(this.#trimmed(at), line, true);
    return this.#comment(at, endOfCommand(text, at, text.length));
  }

  #metaCommand(name: string, line: number): number {
    const text = this.#text;
    this.#finish(trimmedEnd(text, line, this.start), line, true);
    if (/^copy$/iu.test(name)) this.#findData();
    return line;
  }

  #findData(): void {
    const { start, end } = this;
    const text = this.#text;
    const cursor = new Cursor(text, "postgresql", {
      start: text.charCodeAt(start) === 92 ? start + 1 : start,
      end,
    });
    while (!cursor.atEnd() && !cursor.is("from")) {
      if (cursor.isMark("(")) cursor.skipParens();
      else cursor.next();
    }
    cursor.next();
    if (!cursor.isAny("stdin", "stdout")) return;
    this.data = this.#copyData.after(this.stop);
    this.stop = this.data?.stop ?? this.stop;
    // Where nothing closes the data, a terminator anywhere behind would.
    this.#examined(this.data?.hasTerminator === true ? this.stop + 1 : text.length + 1);
  }

  #endOfText(): number {
    const { length } = this.#text;
    this.#examined(length + 1);
    if (this.#suspect !== -1 && this.#mayCut) return this.#cut(this.#suspect);
    return this.#finish(this.#trimmed(length), length, false);
  }

  /** Ends the statement before `at`, whatever of it is open. */
  #cut(at: number): number {
    this.#finish(this.#trimmed(at), at, false);
    this.lookedAhead += Math.max(0, this.reach - at);
    return at;
  }

  get #mayCut(): boolean {
    return this.lookedAhead < LOOK_AHEAD_MAX && this.delimiter === ";";
  }

  #finish(end: number, stop: number, isTerminated: boolean): number {
    this.end = end;
    this.stop = stop;
    this.isTerminated = isTerminated;
    this.#isFinished = true;
    this.#examined(stop);
    return stop;
  }

  #examined(to: number): void {
    if (to > this.reach) this.reach = to;
  }
}
