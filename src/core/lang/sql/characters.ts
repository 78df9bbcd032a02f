// Classes of characters, as a table for ASCII. What is not ASCII may stand in a name, as in PostgreSQL,
// but for the marks and spaces named here.

/** One value of host code that was put into the text: a placeholder. */
export const HOLE = 0xfffc;
const BYTE_ORDER_MARK = 0xfeff;

const SPACE = 1;
const NAME_START = 2;
const DIGIT = 4;
const OPERATOR = 8;

const classes = new Uint8Array(128);
for (const space of " \t\n\r\f\v\0") classes[space.charCodeAt(0)] = SPACE;
for (const operator of "+-*/<>=~!@#%^&|`?:\\{}$") classes[operator.charCodeAt(0)] = OPERATOR;
for (let code = 97; code <= 122; code++) classes[code] = classes[code - 32] = NAME_START;
for (let code = 48; code <= 57; code++) classes[code] = DIGIT;
classes[95] = NAME_START;

const classOf = (code: number): number => classes[code] ?? 0;

export const isSpace = (code: number): boolean =>
  code < 128 ? classOf(code) === SPACE : code === BYTE_ORDER_MARK;

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

export const isNameStart = (code: number): boolean =>
  code < 128
    ? classOf(code) === NAME_START
    : code >= 128 && code !== HOLE && code !== BYTE_ORDER_MARK;

/** What may follow in a name; never true for NaN, which is what lies behind the text. */
export const isNamePart = (code: number): boolean =>
  code < 128
    ? (classOf(code) & (NAME_START | DIGIT)) !== 0 || code === 36
    : code >= 128 && code !== HOLE && code !== BYTE_ORDER_MARK;

/** A character that may stand in an operator of several characters. */
export const isOperatorPart = (code: number): boolean =>
  code < 128 && (classOf(code) & OPERATOR) !== 0;

/** The first place at or behind `at` that is no white space. */
export function skipSpace(text: string, at: number, limit: number): number {
  while (at < limit && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The place behind the last character before `at` that is no white space. */
export function trimmedEnd(text: string, at: number, floor: number): number {
  while (at > floor && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

/** The end of the line that `at` is in: where its line feed stands, or `limit`. */
export function lineEnd(text: string, at: number, limit: number): number {
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
    at++;
  }
  return limit;
}
