// Reads the value of a PostgreSQL literal, and writes it as a field of COPY's text format. What is more
// than one plain literal (a cast, a call, two strings side by side) has no value here.
import type { Token } from "../tokens.ts";

export type Literal =
  | { readonly kind: "null" }
  | { readonly kind: "boolean" | "number" | "text"; readonly text: string };

/** The value of an expression that is one literal; undefined for any other, and for templates. */
export function readLiteral(tokens: readonly Token[]): Literal | undefined {
  const [first, second] = tokens;
  if (first === undefined || tokens.length > 2) return undefined;
  if (second !== undefined)
    return isSign(first) && second.kind === "number"
      ? readNumber(second.text, first.text)
      : undefined;
  if (first.kind === "word") return WORDS.get(first.text.toLowerCase());
  if (first.kind === "number") return readNumber(first.text, "+");
  return first.kind === "string" ? readString(first.text) : undefined;
}

/** Two literals that are one value in a column of any type. NULL equals nothing. */
export const isSameValue = (a: Literal, b: Literal): boolean =>
  a.kind !== "null" && b.kind !== "null" && a.kind === b.kind && a.text === b.text;

/** As a field of COPY's text format, with `\N` for NULL. */
export function copyField(literal: Literal): string {
  if (literal.kind === "null") return "\\N";
  return literal.text.replaceAll(/[\\\b\f\n\r\t\v]/gu, (sign) => FIELD_ESCAPES.get(sign) ?? sign);
}

const WORDS: ReadonlyMap<string, Literal> = new Map([
  ["null", { kind: "null" }],
  // Not t and f, which a column of text would keep.
  ["true", { kind: "boolean", text: "true" }],
  ["false", { kind: "boolean", text: "false" }],
]);

const FIELD_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
]);

const isSign = ({ kind, text }: Token): boolean =>
  kind === "operator" && (text === "-" || text === "+");

/** Hexadecimal, exponents and leading zeros are left out: as text they are not what they are as numbers. */
function readNumber(text: string, sign: string): Literal | undefined {
  if (!/^(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)$/u.test(text)) return undefined;
  return { kind: "number", text: sign === "-" ? `-${text}` : text };
}

function readString(text: string): Literal | undefined {
  const value = stringValue(text);
  return value === undefined || isTemplated(value) ? undefined : { kind: "text", text: value };
}

/** True where a template or the host program will put something else into the text. */
const isTemplated = (value: string): boolean => /\uFFFC|\{\{|\$\{|%[sd(]|^\{\w+\}$|<%/u.test(value);

/**
 * What the server reads where a script writes 'x', E'\t' or $$x$$, with `standard_conforming_strings` on.
 * Undefined for other spellings, and for escapes that only the server's encoding explains.
 */
export function stringValue(written: string): string | undefined {
  if (written.startsWith("$")) return /^(\$[^$]*\$)([^]*)\1$/u.exec(written)?.[2];
  const prefix = /^[en]?'/iu.exec(written)?.[0];
  if (prefix === undefined || !written.endsWith("'") || written.length <= prefix.length)
    return undefined;
  const inside = written.slice(prefix.length, -1);
  return /^e/iu.test(prefix) ? unescaped(inside) : inside.replaceAll("''", "'");
}

function unescaped(inside: string): string | undefined {
  const unknown: string[] = [];
  const value = inside.replaceAll(ESCAPE, (escape, code: string | undefined) => {
    if (escape === "''") return "'";
    if (code === undefined) return STRING_ESCAPES.get(escape.slice(1)) ?? escape.slice(1);
    const point = codePoint(code);
    if (point !== undefined) return String.fromCodePoint(point);
    unknown.push(escape);
    return "";
  });
  return unknown.length === 0 ? value : undefined;
}

const ESCAPE = /''|\\(?:(u[\da-fA-F]{4}|U[\da-fA-F]{8}|x[\da-fA-F]{1,2}|[0-7]{1,3})|[^])/gu;

const STRING_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** Bytes above ASCII and halves of surrogate pairs are no character by themselves. */
function codePoint(code: string): number | undefined {
  const isUnicode = /^u/iu.test(code);
  const point = Number.parseInt(
    /^[ux]/iu.test(code) ? code.slice(1) : code,
    isOctal(code) ? 8 : 16,
  );
  const isCharacter = point > 0 && point < (isUnicode ? 0x11_0000 : 0x80);
  return isCharacter && !(point >= 0xd800 && point <= 0xdfff) ? point : undefined;
}

const isOctal = (code: string): boolean => /^[0-7]/u.test(code);
