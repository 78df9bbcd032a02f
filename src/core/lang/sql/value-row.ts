// One row of VALUES, walked over character by character: lists of a hundred thousand rows are common.
import { HOLE, isSpace } from "./characters.ts";
import type { Lexis } from "./lexis.ts";
import { dollarMark, endOfComment, endOfMarked, endOfString, endOfTemplate } from "./quoted.ts";
import type { ValuesRow } from "./statement.ts";

const interesting = new Uint8Array(128);
for (const mark of "'\"`$-/#(){,[]") interesting[mark.charCodeAt(0)] = 1;

/** `at` is at the opening parenthesis. */
export function readRow(text: string, start: number, limit: number, lexis: Lexis): ValuesRow {
  let at = start;
  let end = limit;
  let commas = 0;
  let isClosed = false;
  let hasPlaceholder = false;
  let depth = 0;
  let brackets = 0;
  let isEmpty = true;
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code < 128 ? interesting[code] === 0 : code !== HOLE) {
      isEmpty &&= isSpace(code);
      at++;
    } else if (code === 40) {
      if (++depth > 1) isEmpty = false;
      at++;
    } else if (code === 44) {
      if (depth === 1 && brackets === 0) commas++;
      isEmpty = false;
      at++;
    } else if (code === 91 || code === 93) {
      // The commas of ARRAY[1, 2] are none of the row's.
      if (depth === 1) brackets = Math.max(0, brackets + (code === 91 ? 1 : -1));
      isEmpty = false;
      at++;
    } else if (code === 41) {
      at++;
      if (--depth > 0) continue;
      isClosed = true;
      end = at;
      break;
    } else {
      const behind = code === 39 ? at : endOfComment(text, at, limit, lexis);
      if (behind === at) {
        isEmpty = false;
        if (depth === 1) hasPlaceholder ||= startsTemplate(text, at, code);
        at = endOfSpecial(text, at, limit, lexis);
      } else at = behind;
    }
  }
  const valueCount = isEmpty ? 0 : commas + 1;
  return { range: { start, end }, valueCount, isClosed, hasPlaceholder };
}

const startsTemplate = (text: string, at: number, code: number): boolean =>
  code === HOLE ||
  code === 123 ||
  ((code === 36 || code === 35) && text.charCodeAt(at + 1) === 123);

/** Behind the string, template or single sign at `at`. */
function endOfSpecial(text: string, at: number, limit: number, lexis: Lexis): number {
  const code = text.charCodeAt(at);
  if (code === 39 || code === 34 || code === 96) return endOfString(text, at, limit, lexis);
  if (code === 123 || ((code === 36 || code === 35) && text.charCodeAt(at + 1) === 123))
    return Math.max(endOfTemplate(text, at, limit), at + 1);
  const mark = code === 36 && lexis.hasDollarQuotes ? dollarMark(text, at, limit) : "";
  return mark === "" ? at + 1 : endOfMarked(text, at + mark.length, limit, mark);
}
