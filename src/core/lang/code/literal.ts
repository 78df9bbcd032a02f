// A string literal taken apart: the characters it stands for, each with its place in the file, and the
// holes where values are spliced in.
import type { Range } from "../../text/range.ts";
import type { Source } from "./source.ts";
import { childAt, childOf, partsOf, type SyntaxNode } from "./syntax.ts";

export type Piece =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly range: Range;
      /** False for an escape: its characters are not those of the file. */
      readonly isExact: boolean;
    }
  | {
      readonly kind: "hole";
      readonly expression: string;
      readonly range: Range;
      /** True where the library binds or quotes the value: tagged templates, psycopg.sql. */
      readonly isBound: boolean;
    };

export function literalPieces(source: Source, node: SyntaxNode): readonly Piece[] {
  const opening = OPENING.exec(node.text);
  if (opening === null) return [];
  const [start = "", prefix = "", quote = ""] = opening;
  const isClosed = node.text.length >= start.length + quote.length && node.text.endsWith(quote);
  const end = isClosed ? node.end - quote.length : node.end;
  const special = specialOf(source, prefix, quote);
  const isBound = isTag(source, prefix) || isTagged(node);
  const pieces: Piece[] = [];
  let at = node.start + start.length;
  for (const hole of holesOf(source, node)) {
    decode(source.text, { start: at, end: hole.start }, special, pieces);
    pieces.push({ kind: "hole", expression: expressionOf(hole), range: hole, isBound });
    at = hole.end;
  }
  decode(source.text, { start: at, end }, special, pieces);
  return pieces;
}

const OPENING = /^([A-Za-z_]\w*|[@$]+)?("{3,}|'''|["'`])/u;

/** Scala's own interpolators splice values in; others, as in sql"…", bind them. */
const isTag = ({ language }: Source, prefix: string): boolean =>
  language === "scala" && prefix !== "" && !["s", "f", "raw"].includes(prefix);

/** sql`INSERT … ${value}`: the library makes a parameter of each value; String.raw does not. */
const isTagged = (node: SyntaxNode): boolean =>
  node.type === "template_string" &&
  node.field === "arguments" &&
  !/\b(?:raw|dedent|outdent|stripIndent|oneLine)$/u.test(
    childAt(node.parent, "function")?.text ?? "",
  );

function holesOf({ profile }: Source, node: SyntaxNode): readonly SyntaxNode[] {
  const inner = childOf(node, "interpolated_string") ?? node;
  return inner.children.filter(({ type }) => profile.interpolations.has(type));
}

/** Without the braces and the format behind a colon. */
function expressionOf(hole: SyntaxNode): string {
  const inner = partsOf(hole).find(({ type }) => type !== "interpolation_brace");
  const text = inner?.text ?? hole.text;
  return inner?.type === "block" ? text.slice(1, -1).trim() : text;
}

const BACKSLASH = String.raw`\\(?:u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|x[\da-fA-F]{2}|[0-7]{1,3}|\r\n|[^])`;

/** What stands for other characters than those written, in a literal with this prefix and quote. */
function specialOf({ language }: Source, prefix: string, quote: string): RegExp | undefined {
  const isRaw =
    (language === "python" && /r/iu.test(prefix)) ||
    (language === "go" && quote === "`") ||
    (language === "scala" && (prefix === "raw" || (prefix === "" && quote === '"""'))) ||
    (language === "csharp" && quote.startsWith('"""'));
  const parts: string[] = [];
  if (language === "csharp" && prefix.includes("@")) parts.push('""');
  else if (!isRaw) parts.push(BACKSLASH);
  const hasBraces =
    (language === "python" && /f/iu.test(prefix)) ||
    (language === "csharp" && prefix.includes("$") && quote === '"');
  if (hasBraces) parts.push(String.raw`\{\{`, String.raw`\}\}`);
  if (language === "scala" && prefix !== "") parts.push(String.raw`\$\$`);
  return parts.length === 0 ? undefined : new RegExp(parts.join("|"), "gu");
}

function decode(text: string, range: Range, special: RegExp | undefined, into: Piece[]): void {
  const written = text.slice(range.start, range.end);
  let at = 0;
  const upTo = (end: number): void => {
    if (end > at) into.push(exact(written.slice(at, end), range.start + at));
  };
  for (const match of special === undefined ? [] : written.matchAll(special)) {
    upTo(match.index);
    at = match.index + match[0].length;
    const place = { start: range.start + match.index, end: range.start + at };
    into.push({ kind: "text", text: unescaped(match[0]), range: place, isExact: false });
  }
  upTo(written.length);
}

const exact = (text: string, start: number): Piece => ({
  kind: "text",
  text,
  range: { start, end: start + text.length },
  isExact: true,
});

const LETTERS: Readonly<Record<string, string>> = {
  ...{ n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", a: "\u0007", e: "\u001b", s: " " },
  ...{ "\n": "", "\r\n": "", "\r": "" },
};

function unescaped(escape: string): string {
  if (!escape.startsWith("\\")) return escape.slice(0, 1);
  const body = escape.slice(1);
  if (/^[0-7]+$/u.test(body)) return String.fromCharCode(Number.parseInt(body, 8));
  const hex = /^[uUx]\{?([\da-fA-F]+)/u.exec(body)?.[1];
  if (hex === undefined) return LETTERS[body] ?? body;
  const code = Number.parseInt(hex, 16);
  return code > 0x10_ffff ? "\ufffd" : String.fromCodePoint(code);
}
