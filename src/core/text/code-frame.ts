// Lines of a text with what is meant underlined, for terminals and pages.
import type { Lines } from "./lines.ts";
import type { Range } from "./range.ts";

/** Wider lines are cut around what is meant. */
const WIDTH_MAX = 100;
/** Of a range over more lines only the first are shown. */
const LINES_MAX = 2;

/**
 *   3 | INSERT INTO orders (id, id) VALUES (1, 1);
 *     |                         ^^
 */
export function codeFrame(text: string, lines: Lines, range: Range): string {
  const first = lines.positionAt(range.start);
  const last = lines.positionAt(Math.max(range.start, range.end - 1));
  const shown = Math.min(last.line, first.line + LINES_MAX - 1);
  const gutter = String(shown + 1).length;
  const framed: string[] = [];
  for (let line = first.line; line <= shown; line++) {
    const start = lines.startOf(line);
    const source = lineText(text, lines, line);
    const from = Math.max(range.start - start, 0);
    const to = Math.min(range.end - start, source.length);
    const cut = window(source, from, to);
    framed.push(`${String(line + 1).padStart(gutter)} | ${cut.source}`);
    framed.push(`${" ".repeat(gutter)} | ${cut.indent}${"^".repeat(cut.width)}`);
  }
  if (last.line > shown) framed.push(`${" ".repeat(gutter)} | … to line ${last.line + 1}`);
  return framed.map((line) => line.trimEnd()).join("\n");
}

function lineText(text: string, lines: Lines, line: number): string {
  const end = line + 1 < lines.count ? lines.startOf(line + 1) : text.length;
  return text.slice(lines.startOf(line), end).replace(/[\r\n]+$/u, "");
}

/** Carets stand under code points; control characters become blanks, so that nothing moves the cursor. */
function window(source: string, from: number, to: number) {
  const start = source.length <= WIDTH_MAX ? 0 : Math.max(0, from - WIDTH_MAX / 4);
  const end = Math.min(source.length, start + WIDTH_MAX);
  const before = visible(source.slice(start, from));
  const meant = visible(source.slice(from, Math.min(to, end)));
  const after = visible(source.slice(Math.max(from, Math.min(to, end)), end));
  const head = start > 0 ? "…" : "";
  return {
    source: `${head}${before}${meant}${after}${end < source.length ? "…" : ""}`,
    indent: " ".repeat(count(head + before)),
    width: Math.max(1, count(meant)),
  };
}

const visible = (text: string): string => text.toWellFormed().replaceAll(CONTROL, " ");
// Controls and what turns text around: none of them may reach a terminal.
const CONTROL = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const count = (text: string): number => Array.from(text).length;
