// Words that can only start a statement, where they stand at the start of a line: what a half-typed
// statement before them is cut off by.
import { isNamePart, isSpace, trimmedEnd } from "./characters.ts";

/** How far behind a line's start `startsStatement` may look. */
export const START_REACH = 320;

const name = String.raw`["\w.]{1,130}`;
const created = [
  "table|index|view|function|procedure|trigger|sequence|type|schema|extension|database|role|user",
  "policy|rule|domain|aggregate|operator|server|publication|subscription|cast|collation|event",
].join("|");
const adjectives = [
  "or\\s{1,8}replace|global|local|temp|temporary|unlogged|unique|materialized|external",
  "foreign|recursive|constraint|transient|definer\\s{0,4}=\\s{0,4}\\S{1,60}",
].join("|");
const starts = new RegExp(
  [
    "insert\\s{1,8}(?:into|overwrite|ignore)\\b",
    "(?:replace|merge)\\s{1,8}into\\b",
    "delete\\s{1,8}from\\b",
    `copy\\s{1,8}${name}\\s{0,8}(?:\\(|from\\b|to\\b)`,
    `create\\s{1,8}(?:(?:${adjectives})\\s{1,8}){0,3}(?:${created})\\b`,
    `(?:alter|drop)\\s{1,8}(?:(?:materialized|foreign|external)\\s{1,8})?(?:${created}|system)\\b`,
    `truncate\\s{1,8}(?:table\\b|only\\b|${name}\\s{0,8};)`,
    `update\\s{1,8}(?:only\\s{1,8})?${name}\\s{1,8}set\\b`,
    "(?:begin|commit|rollback)\\s{0,8};",
    "do\\s{1,8}\\$",
  ].join("|"),
  "iy",
);

/** True where a statement clearly starts at `at`, which is the start of a line. */
export function startsStatement(text: string, at: number): boolean {
  switch (text.charCodeAt(at) | 32) {
    case 97:
    case 98:
    case 99:
    case 100:
    case 105:
    case 109:
    case 114:
    case 116:
    case 117:
      starts.lastIndex = at;
      return starts.test(text);
    default:
      return false;
  }
}

/** The word that ends at or before `at`, in lower case; a sign stands for itself. */
export function wordBefore(text: string, at: number, floor: number): string {
  const end = trimmedEnd(text, at, floor);
  let start = end;
  while (start > floor && end - start < 32 && isNamePart(text.charCodeAt(start - 1))) start--;
  return start === end
    ? text.slice(Math.max(floor, end - 1), end)
    : text.slice(start, end).toLowerCase();
}

const words = new RegExp(
  [
    "with|explain|prepare|from|do|comment|copy|execute",
    `create\\s{1,8}(?:(?:${adjectives})\\s{1,8}){0,3}(?:function|procedure|trigger|event|rule|schema)`,
  ].join("|"),
  "iy",
);

/**
 * What a statement is by its first words, as far as that changes where it may end. `verb-later`: WITH,
 * EXPLAIN, PREPARE. `holder`: its strings hold SQL. `routine`: it may have a body that is not quoted.
 */
export type Opening = "plain" | "verb-later" | "holder" | "routine" | "free" | "copy";

export function openingOf(text: string, start: number): Opening {
  words.lastIndex = start;
  const found = words.exec(text)?.[0];
  if (found === undefined || isNamePart(text.charCodeAt(start + found.length))) return "plain";
  return openings.get(lastWord(found)) ?? "plain";
}

const openings: ReadonlyMap<string, Opening> = new Map([
  ["with", "verb-later"],
  ["explain", "verb-later"],
  ["prepare", "verb-later"],
  ["do", "holder"],
  ["comment", "holder"],
  ["execute", "holder"],
  ["function", "routine"],
  ["procedure", "routine"],
  ["trigger", "routine"],
  ["event", "routine"],
  // Statements stand inside without any mark: CREATE RULE … DO (…; …), CREATE SCHEMA, FROM … INSERT.
  ["rule", "free"],
  ["schema", "free"],
  ["from", "free"],
  ["copy", "copy"],
]);

function lastWord(found: string): string {
  let start = found.length;
  while (start > 0 && !isSpace(found.charCodeAt(start - 1))) start--;
  return found.slice(start).toLowerCase();
}
