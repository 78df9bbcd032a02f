// Bodies that stand without quotes in CREATE PROCEDURE, FUNCTION or TRIGGER: BEGIN ATOMIC … END of
// PostgreSQL, BEGIN … END of MySQL and SQLite. Semicolons inside do not end the statement.
import { isNamePart, skipSpace } from "./characters.ts";
import type { Lexis } from "./lexis.ts";

/** The word at `at`, and by how much it changes the depth of blocks. */
export function bodyStep(
  text: string,
  at: number,
  lexis: Lexis,
): { readonly end: number; readonly depth: number } {
  const end = wordEnd(text, at);
  if (isNamePart(text.charCodeAt(at - 1)) || end - at > 5) return { end, depth: 0 };
  switch (text.slice(at, end).toLowerCase()) {
    case "begin":
      return lexis.hasPsql ? beginAtomic(text, end) : { end, depth: 1 };
    case "case":
      return { end, depth: 1 };
    case "end":
      return lexis.hasBareBodies ? endOf(text, end) : { end, depth: -1 };
    default:
      return { end, depth: 0 };
  }
}

const beginAtomic = (text: string, end: number) =>
  nextWord(text, end) === "atomic" ? { end, depth: 1 } : { end, depth: 0 };

/** END IF closes what was never counted; END CASE must not open another CASE. */
function endOf(text: string, end: number) {
  const next = nextWord(text, end);
  const behind = wordEnd(text, skipSpace(text, end, text.length));
  if (next === "case") return { end: behind, depth: -1 };
  return /^(?:if|loop|while|repeat|for)$/u.test(next)
    ? { end: behind, depth: 0 }
    : { end, depth: -1 };
}

function nextWord(text: string, at: number): string {
  const start = skipSpace(text, at, text.length);
  return text.slice(start, wordEnd(text, start)).toLowerCase();
}

function wordEnd(text: string, at: number): number {
  let end = at;
  while (isNamePart(text.charCodeAt(end))) end++;
  return Math.max(end, at + 1);
}
