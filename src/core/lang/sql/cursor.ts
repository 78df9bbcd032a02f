// Walks over the tokens of a part of a text without making objects: one token in sight, its kind and its
// offsets as numbers. Comments are passed over. It can be set back to any token it has seen.
import type { Range } from "../../text/range.ts";
import {
  HOLE,
  isDigit,
  isNamePart,
  isNameStart,
  isOperatorPart,
  isSpace,
  skipSpace,
} from "./characters.ts";
import type { SqlDialect } from "./dialect.ts";
import { lexisOf, type Lexis } from "./lexis.ts";
import {
  dollarMark,
  endOfCommand,
  endOfComment,
  endOfMarked,
  endOfQuoted,
  endOfString,
  endOfTemplate,
} from "./quoted.ts";
import type { TokenKind } from "./tokens.ts";

/** `end` is behind the last token. */
type CursorKind = TokenKind | "end";

export class Cursor {
  readonly text: string;
  readonly lexis: Lexis;
  /** No token reaches beyond it. */
  readonly limit: number;
  kind: CursorKind = "end";
  /** Offsets of the token in sight. */
  start: number;
  end: number;
  /** End of the token before it. */
  lastEnd: number;

  constructor(text: string, dialect: SqlDialect, range: Range) {
    this.text = text;
    this.lexis = lexisOf(dialect);
    this.limit = range.end;
    this.start = this.end = this.lastEnd = range.start;
    this.next();
  }

  next(): void {
    this.lastEnd = this.end;
    this.start = skipTrivia(this.text, this.end, this.limit, this.lexis);
    if (this.start >= this.limit) {
      this.kind = "end";
      this.start = this.end = this.limit;
    } else this.#read();
  }

  /** Back, or on, to where a token starts. */
  moveTo(start: number): void {
    this.end = start;
    this.next();
  }

  /** What `read` answers; the cursor stays where it is. */
  peek<T>(read: () => T): T {
    const { start, lastEnd } = this;
    const answer = read();
    this.moveTo(start);
    this.lastEnd = lastEnd;
    return answer;
  }

  /** What `read` answers; the cursor stays where it is when that is undefined. */
  attempt<T>(read: () => T | undefined): T | undefined {
    const { start, lastEnd } = this;
    const answer = read();
    if (answer === undefined) {
      this.moveTo(start);
      this.lastEnd = lastEnd;
    }
    return answer;
  }

  atEnd(): boolean {
    return this.kind === "end";
  }

  get range(): Range {
    return { start: this.start, end: this.end };
  }

  /** As written. */
  get word(): string {
    return this.text.slice(this.start, this.end);
  }

  /** From `start` to the end of the token before the one in sight. */
  since(start: number): Range {
    return { start, end: Math.max(start, this.lastEnd) };
  }

  /** True where the token in sight is this unquoted word, in lower case, whatever its case in the text. */
  is(word: string): boolean {
    if (this.kind !== "word" || this.end - this.start !== word.length) return false;
    for (let index = 0; index < word.length; index++) {
      const code = this.text.charCodeAt(this.start + index);
      const lower = code >= 65 && code <= 90 ? code + 32 : code;
      if (lower !== word.charCodeAt(index)) return false;
    }
    return true;
  }

  isAny(...words: readonly string[]): boolean {
    return this.kind === "word" && words.some((word) => this.is(word));
  }

  /** True where the token in sight is this punctuation or operator. */
  isMark(mark: string): boolean {
    return (
      (this.kind === "punctuation" || this.kind === "operator") &&
      this.end - this.start === mark.length &&
      this.text.startsWith(mark, this.start)
    );
  }

  /** True, and past them, where these words come next; else it stays where it is. */
  take(...words: readonly string[]): boolean {
    const [first, ...others] = words;
    if (first === undefined || !this.is(first)) return false;
    const { start, lastEnd } = this;
    this.next();
    for (const word of others) {
      if (!this.is(word)) {
        this.moveTo(start);
        this.lastEnd = lastEnd;
        return false;
      }
      this.next();
    }
    return true;
  }

  takeMark(mark: string): boolean {
    if (!this.isMark(mark)) return false;
    this.next();
    return true;
  }

  /** Past the parenthesis or bracket in sight and what it encloses; to the end where it is open. */
  skipParens(): void {
    const open = this.isMark("[") ? "[" : "(";
    const close = open === "[" ? "]" : ")";
    let depth = 0;
    do {
      if (this.isMark(open)) depth++;
      else if (this.isMark(close)) depth--;
      this.next();
    } while (depth > 0 && !this.atEnd());
  }

  #read(): void {
    const { text, start, limit } = this;
    const code = text.charCodeAt(start);
    if (isNameStart(code)) this.#readWord(code);
    else if (isDigit(code) || isFraction(text, start))
      this.#became("number", endOfNumber(text, start));
    else if (code === 39 || code === 34 || code === 96) this.#readQuoted(start, code);
    else if (code === HOLE) this.#became("placeholder", start + 1);
    else if (isOperatorPart(code)) this.#readOperator(code);
    else this.#became("punctuation", start + 1);
    if (this.end > limit) this.end = limit;
  }

  #became(kind: CursorKind, end: number): void {
    this.kind = kind;
    this.end = end;
  }

  #readWord(code: number): void {
    const { text, start, limit } = this;
    let end = endOfName(text, start + 1, limit);
    // In orders_${day} the template starts at the dollar.
    const dollar = text.charCodeAt(end) === 123 && text.charCodeAt(end - 1) === 36;
    if (dollar && end - 1 > start) end--;
    const next = end < limit ? text.charCodeAt(end) : 0;
    if (next === 39 && isStringPrefix(text, start, end)) this.#readQuoted(end, next);
    else if (next === 38 && (code | 32) === 117 && end === start + 1) this.#readUnicode(end);
    else if (next === 34 && this.lexis.hasDoubleQuotedStrings && isStringPrefix(text, start, end))
      this.#readQuoted(end, next);
    else this.#became("word", end);
  }

  /** U&'…' and U&"…". */
  #readUnicode(at: number): void {
    const quote = this.text.charCodeAt(at + 1);
    if (quote === 39 || quote === 34) this.#readQuoted(at + 1, quote);
    else this.#became("word", at);
  }

  #readQuoted(at: number, code: number): void {
    const { text, limit, lexis } = this;
    const isString = code === 39 || (code === 34 && lexis.hasDoubleQuotedStrings);
    const isOperator = code === 96 && !lexis.hasBackticks;
    this.#became(
      isOperator ? "operator" : isString ? "string" : "name",
      endOfString(text, at, limit, lexis),
    );
  }

  #readOperator(code: number): void {
    const { text, start, limit, lexis } = this;
    const next = text.charCodeAt(start + 1);
    if (code === 36) {
      this.#readDollar(next);
      return;
    }
    if (code === 123 || (code === 35 && next === 123)) {
      const end = endOfTemplate(text, start, limit);
      this.#became(end > start ? "placeholder" : "operator", end > start ? end : start + 1);
      return;
    }
    const end = endOfParameter(text, start, limit);
    if (end > start) {
      const isPasted = code === 58 && (next === 39 || next === 34);
      this.#became(isPasted || text.charCodeAt(end - 1) === 64 ? "placeholder" : "parameter", end);
      return;
    }
    this.#became("operator", endOfOperator(text, start, limit, lexis));
  }

  #readDollar(next: number): void {
    const { text, start, limit, lexis } = this;
    if (next === 123) {
      const end = endOfTemplate(text, start, limit);
      this.#became(end > start ? "placeholder" : "operator", end > start ? end : start + 1);
    } else if (isDigit(next)) {
      let end = start + 1;
      while (isDigit(text.charCodeAt(end))) end++;
      this.#became("parameter", end);
    } else {
      const mark = lexis.hasDollarQuotes ? dollarMark(text, start, limit) : "";
      if (mark !== "") this.#became("string", endOfMarked(text, start + mark.length, limit, mark));
      else if (isNameStart(next)) this.#became("parameter", endOfName(text, start + 1, limit));
      else this.#became("operator", start + 1);
    }
  }
}

/** Past white space, comments, and psql commands such as \gset or \echo in or behind a statement. */
function skipTrivia(text: string, at: number, limit: number, lexis: Lexis): number {
  for (;;) {
    at = skipSpace(text, at, limit);
    if (at >= limit) return at;
    const isCommand = lexis.hasPsql && text.charCodeAt(at) === 92;
    const end = isCommand ? endOfCommand(text, at, limit) : endOfComment(text, at, limit, lexis);
    if (end === at) return at;
    at = end;
  }
}

/** e, b, x, n, and r and rb of Spark and BigQuery, and character sets such as _utf8. */
function isStringPrefix(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start);
  if (first === 95) return true;
  if (end - start > 2) return false;
  return /^(?:[ebxnr]|rb|br)$/iu.test(text.slice(start, end));
}

/** .5, but not the end of 1..5. */
const isFraction = (text: string, at: number): boolean =>
  text.charCodeAt(at) === 46 && isDigit(text.charCodeAt(at + 1)) && text.charCodeAt(at - 1) !== 46;

function endOfNumber(text: string, at: number): number {
  const isHex = text.charCodeAt(at) === 48 && (text.charCodeAt(at + 1) | 32) === 120;
  for (at += isHex ? 2 : 0; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 46) {
      // 1..10 is a range of PL/pgSQL.
      if (text.charCodeAt(at + 1) === 46) return at;
    } else if ((code | 32) === 101 && !isHex) {
      const sign = text.charCodeAt(at + 1);
      if (sign === 43 || sign === 45) at++;
    } else if (!isNamePart(code)) return at;
  }
}

/** ? %s %(x)s :x :'x' :"x" @x @x@ at `at`, or `at` itself where it is an operator. */
function endOfParameter(text: string, at: number, limit: number): number {
  const next = text.charCodeAt(at + 1);
  switch (text.charCodeAt(at)) {
    case 63:
      return isOperatorPart(next) ? at : endOfName(text, at + 1, limit);
    case 37:
      return endOfPercent(text, at, limit);
    case 58: {
      if (next === 39 || next === 34)
        return endOfQuoted(text, at + 2, limit, { quote: next, hasBackslashes: false });
      const isSlice = isNamePart(text.charCodeAt(at - 1)) || text.charCodeAt(at - 1) === 93;
      return isSlice || !isNamePart(next) ? at : endOfName(text, at + 1, limit);
    }
    case 64: {
      const from = next === 64 ? at + 2 : at + 1;
      if (!isNameStart(text.charCodeAt(from))) return at;
      const end = endOfName(text, from, limit);
      return text.charCodeAt(end) === 64 ? end + 1 : end;
    }
    default:
      return at;
  }
}

function endOfPercent(text: string, at: number, limit: number): number {
  const before = text.charCodeAt(at - 1);
  if (isNamePart(before) || before === 41) return at;
  let end = at + 1;
  if (text.charCodeAt(end) === 40) {
    end = endOfName(text, end + 1, limit);
    if (end === at + 2 || text.charCodeAt(end) !== 41) return at;
    end++;
  }
  const isFormat = text.charCodeAt(end) === 115 || text.charCodeAt(end) === 100;
  return isFormat && !isNamePart(text.charCodeAt(end + 1)) ? end + 1 : at;
}

function endOfName(text: string, at: number, limit: number): number {
  while (at < limit && isNamePart(text.charCodeAt(at))) at++;
  return at;
}

/** Stops before comments and before what starts a token of its own. */
function endOfOperator(text: string, at: number, limit: number, lexis: Lexis): number {
  const first = text.charCodeAt(at);
  if (first === 92) return at + 1;
  if (first === 58) return ":=".includes(text[at + 1] ?? " ") ? at + 2 : at + 1;
  let end = at + 1;
  while (end < limit) {
    const code = text.charCodeAt(end);
    if (!isOperatorPart(code) || code === 36 || code === 58 || code === 92 || code === 123) break;
    if (endOfComment(text, end, end + 3, lexis) !== end) break;
    if (code === 63 || code === 64 || code === 37 || code === 96) {
      if (isSpace(text.charCodeAt(end + 1))) {
        end++;
        continue;
      }
      if (endOfParameter(text, end, limit) !== end) break;
    }
    end++;
  }
  return end;
}
