// Walks one JSON object in a text without making values of it: numbers keep their digits, objects and arrays their
// own text. What is not JSON is a problem with its place; nothing is thrown.

/** What a member's value is; a "json" one is an array, or an object that is kept whole. */
export type JsonKind = "null" | "number" | "boolean" | "string" | "json" | "empty";

export interface JsonVisitor {
  /** Whether the members of the object at `path` are visited, rather than the object as a whole. */
  opens(path: string): boolean;
  /** The value is text[start, end); an object that is opened and has no member is "empty". */
  value(path: string, kind: JsonKind, start: number, end: number): void;
}

export interface JsonProblem {
  /** Offset in the text. */
  readonly at: number;
  readonly message: string;
}

/** Deeper texts are no data, but an attack on whatever reads them. */
export const JSON_DEPTH_MAX = 64;

/** Visits the members of the object that `text` is, in order; null when it was JSON to the end. */
export function walkObject(text: string, visitor: JsonVisitor): JsonProblem | null {
  return new Walker(text, visitor).walk();
}

/** The characters of the JSON string text[start, end), quotes included in the range. */
export function jsonString(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1);
  if (!inner.includes("\\")) return inner;
  return inner.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_whole, hex?: string, sign?: string) =>
    hex === undefined ? (ESCAPES[sign ?? ""] ?? "") : String.fromCharCode(parseInt(hex, 16)),
  );
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WORDS = [
  ["null", "null"],
  ["true", "boolean"],
  ["false", "boolean"],
] as const;

class Walker {
  readonly #text: string;
  readonly #visitor: JsonVisitor;
  #at = 0;
  #problem: JsonProblem | null = null;

  constructor(text: string, visitor: JsonVisitor) {
    this.#text = text;
    this.#visitor = visitor;
  }

  walk(): JsonProblem | null {
    if (this.#next() !== OPEN_BRACE) {
      this.#fail("the line is not a JSON object");
      return this.#problem;
    }
    this.#object("", 1, true);
    if (this.#problem === null && !Number.isNaN(this.#next()))
      this.#fail("something follows the JSON object");
    return this.#problem;
  }

  /** The object whose brace is next; its members are visited when it is `open`. False after a problem. */
  #object(path: string, depth: number, open: boolean): boolean {
    if (depth > JSON_DEPTH_MAX) return this.#fail(`nested deeper than ${JSON_DEPTH_MAX} levels`);
    const start = this.#at++;
    if (this.#next() === CLOSE_BRACE) {
      this.#at++;
      if (open) this.#visitor.value(path, "empty", start, this.#at);
      return true;
    }
    for (;;) {
      if (this.#next() !== QUOTE) return this.#fail("a key in quotes is expected");
      const keyStart = this.#at;
      if (!this.#string()) return false;
      const key = open ? jsonString(this.#text, keyStart, this.#at) : "";
      if (this.#next() !== COLON) return this.#fail("a colon is expected");
      this.#at++;
      if (!this.#member(path === "" ? key : `${path}.${key}`, depth, open)) return false;
      const sign = this.#next();
      if (sign !== COMMA && sign !== CLOSE_BRACE) return this.#fail("a comma or } is expected");
      this.#at++;
      if (sign === CLOSE_BRACE) return true;
    }
  }

  #member(path: string, depth: number, open: boolean): boolean {
    const isOpened = open && this.#next() === OPEN_BRACE && this.#visitor.opens(path);
    if (isOpened) return this.#object(path, depth + 1, true);
    this.#next();
    const start = this.#at;
    const kind = this.#value(depth + 1);
    if (kind === null) return false;
    if (open) this.#visitor.value(path, kind, start, this.#at);
    return true;
  }

  /** Passes over the value that is next; null after a problem. */
  #value(depth: number): JsonKind | null {
    const sign = this.#next();
    if (sign === QUOTE) return this.#string() ? "string" : null;
    if (sign === OPEN_BRACE) return this.#object("", depth, false) ? "json" : null;
    if (sign === OPEN_BRACKET) return this.#array(depth) ? "json" : null;
    for (const [word, kind] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return kind;
    }
    NUMBER.lastIndex = this.#at;
    if (!NUMBER.test(this.#text)) {
      this.#fail("a value is expected");
      return null;
    }
    this.#at = NUMBER.lastIndex;
    return "number";
  }

  #array(depth: number): boolean {
    if (depth > JSON_DEPTH_MAX) return this.#fail(`nested deeper than ${JSON_DEPTH_MAX} levels`);
    this.#at++;
    if (this.#next() === CLOSE_BRACKET) {
      this.#at++;
      return true;
    }
    for (;;) {
      if (this.#value(depth + 1) === null) return false;
      const sign = this.#next();
      if (sign !== COMMA && sign !== CLOSE_BRACKET) return this.#fail("a comma or ] is expected");
      this.#at++;
      if (sign === CLOSE_BRACKET) return true;
    }
  }

  /** Passes over the string whose quote is next. */
  #string(): boolean {
    for (let at = this.#at + 1; at < this.#text.length;) {
      const code = this.#text.charCodeAt(at);
      if (code === QUOTE) {
        this.#at = at + 1;
        return true;
      }
      if (code === BACKSLASH) {
        ESCAPE.lastIndex = at;
        if (!ESCAPE.test(this.#text)) return this.#fail("no such escape in a string", at);
        at = ESCAPE.lastIndex;
      } else if (code < 32) {
        return this.#fail("a control character in a string", at);
      } else at++;
    }
    return this.#fail("a string that is never closed");
  }

  /** The code of the next character that is no blank, NaN at the end; `#at` stands on it. */
  #next(): number {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 32 && code !== 9 && code !== 10 && code !== 13) return code;
      this.#at++;
    }
  }

  #fail(message: string, at = this.#at): false {
    this.#problem ??= { at, message };
    return false;
  }
}
