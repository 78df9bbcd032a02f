// Every rule, over text that nobody finished or that is no SQL at all: no rule throws (runExample lets it
// through), and no finding, fix or related place leaves the text.
import { describe, expect, test } from "vitest";
import { runExample } from "../../../src/adapters/check/run-example.ts";
import { domainOf, type Example } from "../../../src/core/analysis/rule.ts";
import { RULES } from "../../../src/core/rules/index.ts";
import type { Range } from "../../../src/core/text/range.ts";
import { unmarked } from "../../support/marked.ts";
import { parsers } from "../../support/parsers.ts";

const DOMAINS = [...new Set(RULES.map(({ id }) => domainOf(id)))];

/** All rules of the domain over the text, as if it stood in that example's file. */
async function expectInside(
  domain: string,
  text: string,
  example: Partial<Example>,
): Promise<void> {
  const rules = RULES.filter(({ id }) => domainOf(id) === domain);
  const { findings } = await runExample(rules, text, example, parsers);
  for (const { range, rule, fixes, related } of findings) {
    const own = (related ?? []).filter(({ file }) => file === undefined);
    const edits = (fixes ?? []).flatMap((fix) => fix.edits);
    for (const place of [range, ...own.map((other) => other.range), ...edits.map((e) => e.range)])
      expect(isIn(place, text), `${rule} in ${JSON.stringify(text)}`).toBe(true);
  }
}

const isIn = ({ start, end }: Range, text: string): boolean =>
  0 <= start && start <= end && end <= text.length;

describe.each(DOMAINS)("%s", (domain) => {
  const examples = RULES.filter(({ id }) => domainOf(id) === domain).flatMap(
    (rule) => rule.examples,
  );

  test("every example, cut at each of its words", async () => {
    for (const example of examples) {
      const { text } = unmarked(example.bad);
      const cuts = [...text.matchAll(/\b|$/gu)].map(({ index }) => index);
      const step = Math.max(1, Math.floor(cuts.length / 10));
      for (let at = 0; at < cuts.length; at += step)
        await expectInside(domain, text.slice(0, cuts[at]), example);
    }
  }, 120_000);

  test("every example without one of its words", async () => {
    for (const example of examples) {
      const { text } = unmarked(example.bad);
      const words = [...text.matchAll(/\w+|[^\w\s]/gu)];
      const step = Math.max(1, Math.floor(words.length / 6));
      for (let at = 0; at < words.length; at += step) {
        const word = words[at];
        if (word === undefined) continue;
        const without = text.slice(0, word.index) + text.slice(word.index + word[0].length);
        await expectInside(domain, without, example);
      }
    }
  }, 120_000);

  test.each([
    ["nothing", ""],
    ["NUL", "INSERT INTO t VALUES (\0);\0COPY t FROM STDIN;\0"],
    ["lone surrogates", "INSERT INTO t VALUES ('\uD800'); \uDC00"],
    ["an open quote", "INSERT INTO t VALUES ('a;\nINSERT INTO t VALUES (1);\n"],
    ["an open dollar quote", "DO $$ BEGIN FOR r IN SELECT 1 LOOP INSERT INTO t VALUES (r.a);"],
    ["5,000 parentheses", `INSERT INTO t VALUES ${"(".repeat(5_000)}`],
    ["5,000 closed parentheses", `INSERT INTO t VALUES ${"(".repeat(5_000)}1${")".repeat(5_000)};`],
    [
      "a binary file",
      String.fromCharCode(...Array.from({ length: 4_096 }, (_, i) => (i * 7) % 256)),
    ],
    // Grammars of host languages take their time over what is none of their text.
    ["one long line", `INSERT INTO t VALUES ${"(1, 'abc'), ".repeat(500)}(1, 'abc')`],
  ])("%s", async (_name, text) => {
    await expectInside(domain, text, {});
  });
});
