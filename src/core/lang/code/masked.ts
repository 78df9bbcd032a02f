// The text with strings and comments blanked out, offsets kept: what a search for names may look at.
import type { Range } from "../../text/range.ts";
import type { Source } from "./source.ts";
import { isComment } from "./syntax.ts";

/** The expressions inside interpolated strings stay. */
function maskedText({ text, nodes, profile }: Source): string {
  const isHidden = new Uint8Array(text.length);
  for (const { type, start, end } of nodes) {
    if (profile.strings.has(type) || isComment(type)) isHidden.fill(1, start, end);
    // Without the $ in front of it, which could begin a name.
    else if (profile.interpolations.has(type))
      isHidden.fill(0, text.startsWith("$", start) ? start + 1 : start, end);
  }
  const pieces: string[] = [];
  let at = 0;
  while (at < text.length) {
    const hidden = isHidden.indexOf(1, at);
    const shownEnd = hidden === -1 ? text.length : hidden;
    const shown = isHidden.indexOf(0, shownEnd);
    const hiddenEnd = shown === -1 ? text.length : shown;
    pieces.push(text.slice(at, shownEnd), " ".repeat(hiddenEnd - shownEnd));
    at = hiddenEnd;
  }
  return pieces.join("");
}

/**
 * Searches a masked text for variables: whole words that are no members (`row.id` does not use id), no
 * keywords of arguments (`f(id=1)`), and no keys of fields.
 */
export class NameSearch {
  readonly #masked: string;
  readonly #isKey: boolean;
  readonly #patterns = new Map<string, RegExp>();

  constructor(source: Source) {
    this.#masked = maskedText(source);
    // `{ name: … }` names a field; in Python and Scala the same spelling uses the variable.
    this.#isKey = ["typescript", "javascript", "go"].includes(source.language);
  }

  uses(name: string, range: Range): boolean {
    const first = Math.max(0, range.start - CONTEXT);
    const part = this.#masked.slice(first, range.end + CONTEXT);
    const pattern = this.#patternOf(name);
    pattern.lastIndex = range.start - first;
    const found = pattern.exec(part);
    return found !== null && first + found.index + name.length <= range.end;
  }

  usesAny(names: Iterable<string>, range: Range): boolean {
    for (const name of names) if (this.uses(name, range)) return true;
    return false;
  }

  #patternOf(name: string): RegExp {
    const known = this.#patterns.get(name);
    if (known !== undefined) return known;
    const word = name.replaceAll(/[$.*+?()[\]{}|^\\/]/gu, String.raw`\$&`);
    const noMember = String.raw`(?<![\p{L}\p{N}_$])(?<!(?<!\.\.)\.\s*)`;
    const noKeyword = String.raw`(?!(?<=[(,]\s*${word})\s*=(?![=>]))`;
    const noKey = this.#isKey ? String.raw`(?!(?<=[{,]\s*${word})\s*:)` : "";
    const pattern = new RegExp(
      String.raw`${noMember}${word}(?![\p{L}\p{N}_$])${noKeyword}${noKey}`,
      "gu",
    );
    this.#patterns.set(name, pattern);
    return pattern;
  }
}

/** What stands just outside of the range says whether a name is a member, a keyword or a key. */
const CONTEXT = 32;
