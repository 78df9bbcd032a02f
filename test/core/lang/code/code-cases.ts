// How the tables of this folder write down what was read of a source: one line for each call that runs
// SQL, such as
//   execute in for r of rows: INSERT INTO t VALUES (%s), flows
// Holes show their expression in ⟨⟩, bound ones as ⟨=…⟩.
import { expect, test } from "vitest";
import { present } from "../../../../src/core/base/assert.ts";
import type {
  Call,
  CodeDocument,
  CodeLanguage,
  Loop,
} from "../../../../src/core/lang/code/document.ts";
import { parseCode } from "../../../../src/core/lang/code/parse.ts";
import { parsers } from "../../../support/parsers.ts";

export type CodeCase = readonly [name: string, source: string, ...lines: readonly string[]];

export const readCode = async (
  language: CodeLanguage,
  text: string,
  isTsx = false,
): Promise<CodeDocument> =>
  present(parseCode(text, language, await parsers.grammar(language, isTsx)), "a tree");

export function codeTable(language: CodeLanguage, cases: readonly CodeCase[]): void {
  test.each(cases.map(([name, source, ...lines]) => [name, source, lines] as const))(
    `${language}: %s`,
    async (_name, source, lines) => {
      const document = await readCode(language, source);
      expect(runsOf(document)).toEqual(lines);
      expectInside(document);
    },
  );
}

/** One line for each call that runs SQL or holds it. */
export const runsOf = (document: CodeDocument): readonly string[] =>
  document.calls.flatMap((call) => (call.sql ? [lineOf(call, document)] : []));

function lineOf(call: Call, document: CodeDocument): string {
  const places = call.loops.map((loop) => ` in ${loopText(loop)}`).join("");
  const notes = [
    flows(call, document) ? "flows" : "",
    call.isAwaited ? "awaited" : "",
    ...call.conditions.map((condition) => `if ${condition}`),
  ].filter((note) => note !== "");
  return [`${call.name}${places}: ${sqlText(call)}`, ...notes].join(", ");
}

function loopText(loop: Loop): string {
  const { kind, variables, iterable, callback, isAsync, turnsMax, isRetry } = loop;
  return [
    isAsync ? "async " : "",
    callback ?? kind,
    ` ${variables.join(" ")}`,
    iterable === undefined ? "" : ` of ${iterable}`,
    turnsMax === undefined ? "" : ` (${turnsMax})`,
    isRetry ? " (retry)" : "",
  ].join("");
}

/** As rules ask it: do the variables of the innermost loop reach the arguments, the SQL, or the receiver? */
function flows(call: Call, document: CodeDocument): boolean {
  const [loop] = call.loops;
  if (loop === undefined) return false;
  const names = document.flowOf(loop.variables, loop.range);
  return [...names].some((name) => document.uses(name, call.range));
}

function sqlText({ sql }: Call): string {
  const { text, holes } = present(sql, "SQL");
  const shown = text.replaceAll("\ufffc", () => "\ufffc").split("\ufffc");
  return shown
    .map((part, index) => {
      const hole = holes[index];
      return hole === undefined ? part : `${part}⟨${hole.isBound ? "=" : ""}${hole.expression}⟩`;
    })
    .join("")
    .replaceAll(/\s+/gu, " ")
    .trim();
}

/** No range leaves the text, and what is mapped to the file reads there as in the SQL. */
export function expectInside(document: CodeDocument): void {
  const { text, calls, loops, handlers } = document;
  const ranges = [
    ...calls.flatMap((call) => [call.range, call.nameRange, ...call.args.map((arg) => arg.range)]),
    ...loops.flatMap((loop) => [loop.range, loop.header, loop.body]),
    ...handlers.flatMap((handler) => [handler.range, handler.keyword, handler.guarded]),
  ];
  for (const { start, end } of ranges)
    expect(0 <= start && start <= end && end <= text.length).toBe(true);
  for (const { sql } of calls) {
    if (sql === undefined) continue;
    for (let at = 0; at < sql.text.length; at += 7) {
      const part = { start: at, end: Math.min(at + 5, sql.text.length) };
      const place = sql.toFile(part);
      if (place)
        expect(text.slice(place.start, place.end)).toBe(sql.text.slice(part.start, part.end));
    }
  }
}
