// Walks over a quoted string or a dollar quote of a whole text, and notes the signs that it was never
// closed: a line inside that can only start a statement, and what stands behind the mark that closes it.
import { isNamePart } from "./characters.ts";
import { endOfMarked } from "./quoted.ts";
import { startsStatement, wordBefore } from "./statement-start.ts";

export interface Quoted {
  /** Behind the closing mark; the text's length where there is none. */
  readonly end: number;
  readonly isClosed: boolean;
  /** The first line inside that starts a statement; -1 without any. */
  readonly swallowed: number;
  /** True where what closes it is more likely what opens the next one. */
  readonly isDoubtful: boolean;
}

/** `at` is behind the opening quote. */
export function walkQuoted(
  text: string,
  at: number,
  { quote, hasBackslashes }: { readonly quote: number; readonly hasBackslashes: boolean },
): Quoted {
  let swallowed = -1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (text.charCodeAt(at + 1) !== quote) {
        const isDoubtful = swallowed !== -1 && goesOn(text.charCodeAt(at + 1));
        return { end: at + 1, isClosed: true, swallowed, isDoubtful };
      }
      at++;
    } else if (code === 92 && hasBackslashes) at++;
    else if (code === 10 && swallowed === -1 && startsStatement(text, at + 1)) swallowed = at + 1;
    at++;
  }
  return { end: text.length, isClosed: false, swallowed, isDoubtful: false };
}

/** Characters that nothing may have right behind a string, but that many strings begin with. */
const goesOn = (code: number): boolean => isNamePart(code) || '({["\\#$@./`'.includes(charOf(code));

/** Empty behind the text. */
const charOf = (code: number): string => (code > 0 ? String.fromCharCode(code) : "\n");

/** `at` is behind the opening mark, such as $$ or $body$. */
export function walkMarked(text: string, at: number, mark: string): Quoted {
  const end = endOfMarked(text, at, text.length, mark);
  const isClosed = end < text.length || (end - mark.length >= at && text.endsWith(mark));
  const opener = isClosed ? wordBefore(text, end - mark.length, at) : "";
  const isDoubtful = opener === "as" || opener === "do" || opener === "plpgsql";
  const swallowed = isDoubtful || !isClosed ? nextStatement(text, at, end) : -1;
  return { end, isClosed, swallowed, isDoubtful: isDoubtful && swallowed !== -1 };
}

/** In a function's body only what no body holds, or what stands behind a blank line, starts a statement. */
function nextStatement(text: string, from: number, end: number): number {
  for (let at = text.indexOf("\n", from); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) {
    if (!startsStatement(text, at + 1)) continue;
    const isOutside = /^(?:create|do|copy)\b/iu.test(text.slice(at + 1, at + 8));
    if (isOutside || /\n[ \t\r]*$/u.test(text.slice(Math.max(from, at - 80), at))) return at + 1;
  }
  return -1;
}
