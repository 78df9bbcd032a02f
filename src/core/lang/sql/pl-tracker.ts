// Reads a PL/pgSQL body: its statements, and which loops, conditions and blocks each of them is inside of.
// It looks at tokens only, so a body that somebody is typing is read as far as it goes.
import type { Range } from "../../text/range.ts";
import { Cursor } from "./cursor.ts";
import { PlFrames } from "./pl-frames.ts";
import type { PlBody, PlLoop, PlStatement } from "./plpgsql.ts";
import { readPlLoop } from "./pl-loop.ts";
import { recognise } from "./recognise.ts";
import type { Statement } from "./statement.ts";

export class PlTracker {
  readonly #text: string;
  readonly #body: Range;
  readonly #cursor: Cursor;
  readonly #frames = new PlFrames();
  readonly #statements: PlStatement[] = [];
  readonly #loops: PlLoop[] = [];
  /** Of the <<label>> before the cursor. */
  #labelStart: number | undefined;
  #isDeclaring = false;
  #hasBlock = false;

  constructor(text: string, body: Range) {
    this.#text = text;
    this.#body = body;
    this.#cursor = new Cursor(text, "postgresql", body);
  }

  track(): PlBody {
    const cursor = this.#cursor;
    while (cursor.takeMark("#")) this.#skipOption();
    while (!cursor.atEnd()) {
      const { start } = cursor;
      this.#readOne();
      // Whatever stands there, the next turn begins behind it.
      if (cursor.start === start && !cursor.atEnd()) cursor.next();
    }
    const isClosed = this.#hasBlock && this.#frames.depth === 0;
    this.#frames.closeAll(this.#body.end);
    return { range: this.#body, statements: this.#statements, loops: this.#loops, isClosed };
  }

  /** #variable_conflict use_column and its kind. */
  #skipOption(): void {
    this.#cursor.next();
    this.#cursor.next();
  }

  #readOne(): void {
    const cursor = this.#cursor;
    if (cursor.takeMark(";")) return;
    if (cursor.isMark("<<")) {
      this.#readLabel();
      return;
    }
    if (cursor.take("declare")) this.#isDeclaring = true;
    else if (cursor.is("begin")) this.#readBegin();
    else if (this.#isDeclaring) this.#skipStatement();
    else if (!this.#readStructure()) this.#readStatement();
    this.#labelStart = undefined;
  }

  #readLabel(): void {
    const cursor = this.#cursor;
    this.#labelStart = cursor.start;
    while (!cursor.atEnd() && !cursor.isMark(">>") && !cursor.isMark(";")) cursor.next();
    cursor.takeMark(">>");
  }

  #readBegin(): void {
    const keyword = this.#cursor.range;
    const caught: string[] = [];
    this.#cursor.next();
    this.#isDeclaring = false;
    this.#frames.push({
      kind: "block",
      block: { range: { ...keyword }, keyword: { ...keyword }, hasHandler: false, caught },
      caught,
      isOutermost: !this.#hasBlock,
    });
    this.#hasBlock = true;
  }

  /** True where the cursor was at a word that opens, divides or closes something. */
  #readStructure(): boolean {
    const cursor = this.#cursor;
    if (cursor.isAny("for", "foreach", "while", "loop")) this.#readLoop();
    else if (cursor.is("if")) this.#openBranches("if");
    else if (cursor.is("case")) this.#openBranches("case");
    else if (cursor.isAny("elsif", "elseif")) this.#readTest();
    else if (cursor.is("else")) this.#readElse();
    else if (cursor.is("when")) this.#readWhen();
    else if (cursor.is("exception")) this.#readException();
    else if (cursor.is("end")) this.#readEnd();
    else return false;
    return true;
  }

  #readLoop(): void {
    const loop = readPlLoop(this.#cursor, this.#labelStart);
    if (loop === undefined) return;
    this.#loops.push(loop);
    this.#frames.push({ kind: "loop", loop });
  }

  #openBranches(kind: "if" | "case"): void {
    const cursor = this.#cursor;
    this.#frames.push({ kind, start: cursor.start, branches: [] });
    if (kind === "if") this.#readTest();
    else this.#skipUntil("when");
  }

  /** IF or ELSIF or WHEN, a condition, THEN. */
  #readTest(): void {
    const cursor = this.#cursor;
    cursor.next();
    const { start } = cursor;
    this.#skipUntil("then");
    this.#frames.branch(cursor.since(start));
    cursor.take("then");
  }

  #readElse(): void {
    const { end } = this.#cursor;
    this.#cursor.next();
    this.#frames.branch({ start: end, end });
  }

  #readWhen(): void {
    const { top } = this.#frames;
    if (top?.kind === "block") this.#readHandler(top.caught);
    else this.#readTest();
  }

  /** WHEN unique_violation OR SQLSTATE '23505' THEN. */
  #readHandler(caught: string[]): void {
    const cursor = this.#cursor;
    cursor.next();
    const { start } = cursor;
    this.#skipUntil("then");
    const { end } = cursor.since(start);
    const names = this.#text
      .slice(start, end)
      .toLowerCase()
      .split(/\s+or\s+/u);
    caught.push(...names.map((name) => name.replace(/^sqlstate\s*|'/gu, "").trim()));
    cursor.take("then");
  }

  #readException(): void {
    const { top } = this.#frames;
    this.#cursor.next();
    if (top?.kind === "block") top.block.hasHandler = true;
  }

  #readEnd(): void {
    const cursor = this.#cursor;
    const frames = this.#frames;
    const { start } = cursor;
    cursor.next();
    const kind = cursor.take("if")
      ? "if"
      : cursor.take("case")
        ? "case"
        : cursor.take("loop")
          ? "loop"
          : "block";
    const { end } = cursor.since(start);
    frames.close(kind, end, start);
    // The label behind.
    if (cursor.kind === "word" && !cursor.isAny("end", "exception", "elsif", "else", "when"))
      cursor.next();
  }

  /** Up to the word at paren depth 0, but not past the statement. */
  #skipUntil(word: string): void {
    const cursor = this.#cursor;
    let depth = 0;
    while (!cursor.atEnd() && !cursor.isMark(";") && (depth > 0 || !cursor.is(word))) {
      if (cursor.isMark("(")) depth++;
      else if (cursor.isMark(")")) depth--;
      cursor.next();
    }
  }

  #readStatement(): void {
    const cursor = this.#cursor;
    const { start } = cursor;
    const kind = kindOf(cursor);
    const isTerminated = this.#skipStatement();
    const range = cursor.since(start);
    if (isTerminated) cursor.next();
    const statement = kind === "sql" ? this.#recognised(range, isTerminated) : undefined;
    const { loops, conditions, blocks } = this.#frames.surroundings;
    this.#statements.push({ kind, range, statement, loops, conditions, blocks });
  }

  #recognised(range: Range, isTerminated: boolean): Statement {
    const data = { stop: range.end, hasData: false, hasTerminator: false };
    return recognise(this.#text, "postgresql", { range, isTerminated, ...data });
  }

  /** To its semicolon, or to what can only end what it is in; true where a semicolon stands. */
  #skipStatement(): boolean {
    const cursor = this.#cursor;
    while (!cursor.atEnd()) {
      if (cursor.isMark(";")) return true;
      if (cursor.is("end") && isEndOfMore(cursor)) return false;
      cursor.next();
    }
    return false;
  }
}

const isEndOfMore = (cursor: Cursor): boolean =>
  cursor.peek(() => cursor.take("end", "loop") || cursor.take("end", "if"));

function kindOf(cursor: Cursor): PlStatement["kind"] {
  if (cursor.is("execute")) return "execute";
  if (cursor.is("commit")) return "commit";
  if (cursor.is("rollback")) return "rollback";
  return cursor.kind === "word" && sqlWords.has(cursor.word.toLowerCase()) && !isAssigned(cursor)
    ? "sql"
    : "other";
}

const isAssigned = (cursor: Cursor): boolean =>
  cursor.peek(() => {
    cursor.next();
    return cursor.isMark(":=") || cursor.isMark("=");
  });

const sqlWords: ReadonlySet<string> = new Set(
  [
    "insert update delete merge select with values table copy create alter drop truncate analyze",
    "analyse vacuum lock set reset grant revoke refresh reindex comment cluster notify listen do",
    "explain prepare deallocate security import discard checkpoint unlisten reassign declare load",
  ].flatMap((line) => line.split(" ")),
);
