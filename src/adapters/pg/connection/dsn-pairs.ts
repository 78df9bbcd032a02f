// "host=a dbname='my base'" -> pairs, quoting as in libpq: single quotes, backslash before any character.
import { errors } from "../../../core/base/errors.ts";

export interface DsnValues {
  readonly values: ReadonlyMap<string, string>;
  /** False when a badly quoted password may have spilled into the keywords. */
  readonly mayNameKeywords: boolean;
}

export function parsePairs(dsn: string): DsnValues {
  const values = new Map<string, string>();
  let mayNameKeywords = true;
  let at = skipSpaces(dsn, 0);
  while (at < dsn.length) {
    const key = /^[^=\s]*/.exec(dsn.slice(at))?.[0] ?? "";
    at = skipSpaces(dsn, at + key.length);
    if (dsn.charAt(at) !== "=") {
      throw errors.dsnInvalid(
        `word ${values.size + 1} has no "=": put single quotes around a value that holds spaces`,
      );
    }
    const start = skipSpaces(dsn, at + 1);
    const { value, end } =
      dsn.charAt(start) === "'" ? readQuoted(dsn, start + 1) : readBare(dsn, start);
    values.set(key, value);
    if (/password|secret/i.test(key)) mayNameKeywords = false;
    at = skipSpaces(dsn, end);
  }
  return { values, mayNameKeywords };
}

const isSpace = (text: string, at: number) => /\s/.test(text.charAt(at));

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text, at)) at++;
  return at;
}

function readQuoted(text: string, start: number): { value: string; end: number } {
  let value = "";
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "'") return { value, end: at + 1 };
    value += char === "\\" ? text.charAt(++at) : char;
  }
  throw errors.dsnInvalid("a single quote in it is never closed");
}

function readBare(text: string, start: number): { value: string; end: number } {
  let value = "";
  let at = start;
  for (; at < text.length && !isSpace(text, at); at++) {
    value += text.charAt(at) === "\\" ? text.charAt(++at) : text.charAt(at);
  }
  return { value, end: at };
}
