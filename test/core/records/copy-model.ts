// How PostgreSQL's COPY (FORMAT csv) reads text, from its documentation and from measurements on 13 to 18: a quote
// toggles wherever it stands, the first line fixes the line end, and `\.` alone ends the data (up to 17).
import type { Dialect } from "../../../src/core/records/dialect.ts";
import { copyQuote } from "../../../src/core/records/dialect-bytes.ts";

export function copyReads(text: string, dialect: Dialect): (string | null)[][] | "refused" {
  if (text.includes("\0")) return "refused";
  const lines = copyLines(text, dialect);
  if (lines === "refused") return "refused";
  return lines.map((line) => copyFields(line, dialect));
}

type LineEnd = "lf" | "crlf" | "cr";

function copyLines(text: string, dialect: Dialect): string[] | "refused" {
  const [quote, ownEscape] = signs(dialect);
  // Doubled quotes are two toggles to it.
  const escape = ownEscape === quote ? null : ownEscape;
  const lines: string[] = [];
  let [start, isQuoted, wasEscape] = [0, false, false];
  let style: LineEnd | null = null;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (isQuoted && sign === escape) wasEscape = !wasEscape;
    if (sign === quote && !wasEscape) isQuoted = !isQuoted;
    if (sign !== escape) wasEscape = false;
    if (isQuoted || (sign !== "\r" && sign !== "\n")) continue;
    const isPair: boolean =
      sign === "\r" && text[at + 1] === "\n" && (style === null || style === "crlf");
    const found: LineEnd = isPair ? "crlf" : sign === "\r" ? "cr" : "lf";
    if (style !== null && style !== found) return "refused";
    style = found;
    const line = text.slice(start, at);
    if (line === "\\.") return lines;
    lines.push(line);
    if (isPair) at++;
    start = at + 1;
  }
  if (isQuoted) return "refused";
  const rest = text.slice(start);
  return rest === "" || rest === "\\." ? lines : [...lines, rest];
}

function copyFields(line: string, dialect: Dialect): (string | null)[] {
  const [quote, escape] = signs(dialect);
  const fields: (string | null)[] = [];
  let [value, isQuoted, hasQuote] = ["", false, false];
  const close = () => {
    fields.push(!hasQuote && value === dialect.nullText ? null : value);
    [value, hasQuote] = ["", false];
  };
  for (let at = 0; at < line.length; at++) {
    const sign = line[at] ?? "";
    const next = line[at + 1];
    if (isQuoted && sign === escape && (next === quote || next === escape)) {
      value += next;
      at++;
    } else if (sign === quote) {
      isQuoted = !isQuoted;
      hasQuote = true;
    } else if (sign === dialect.delimiter && !isQuoted) close();
    else value += sign;
  }
  close();
  return fields;
}

const signs = (dialect: Dialect): readonly [string, string] => {
  const quote = copyQuote(dialect);
  return [quote, dialect.escape ?? quote];
};
