// What holds for every rule there is: its examples are true, its words are there in both languages, its
// test exists.
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { inRoot } from "../../../src/build/root.ts";
import { domainOf } from "../../../src/core/analysis/rule.ts";
import { RULES } from "../../../src/core/rules/index.ts";
import { findingsOf, fixedBy, reportedBy } from "../../support/check-rule.ts";
import { unmarked } from "../../support/marked.ts";

describe.each(RULES.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  test.each(rule.examples)("reports what the example $title marks", async (example) => {
    expect(await reportedBy(rule, example.bad, example)).toBe(example.bad);
    expect(unmarked(example.bad).ranges).not.toEqual([]);
  });

  test.each(rule.examples)("has nothing to say about the good text of $title", async (example) => {
    expect(await reportedBy(rule, example.good, example)).toBe(example.good);
  });

  test.each(rule.examples.filter(({ isFixed }) => isFixed))("mends $title", async (example) => {
    expect(await fixedBy(rule, example.bad, example)).toBe(example.good);
  });

  test("shows a fix in an example where it has one", () => {
    expect(rule.fixable).toBe(rule.examples.some(({ isFixed }) => isFixed === true));
  });

  test("speaks two languages, without a full stop", async () => {
    for (const example of rule.examples) {
      for (const { message, fixes } of await findingsOf(
        rule,
        unmarked(example.bad).text,
        example,
      )) {
        for (const words of [message, ...(fixes ?? []).map(({ title }) => title)]) {
          expect(words.en).toMatch(/^\S.*[^.\s]$/su);
          expect(words.ptBr).toMatch(/^\S.*[^.\s]$/su);
          expect(words.ptBr).not.toBe(words.en);
        }
      }
    }
  });

  test("is named by the house's words", () => {
    const name = id.slice(id.indexOf("/") + 1);
    if (domainOf(id) !== "live") expect(name).toMatch(/^(?:no|require|prefer)-[a-z0-9-]+$/u);
    expect(rule.summary).toMatch(/^(?:Require|Disallow|Prefer) .*[^.]$/u);
    expect(rule.why).toMatch(/\.$/u);
    expect(rule.references).not.toEqual([]);
  });

  test("has a table of cases", () => {
    expect(existsSync(inRoot(`test/core/rules/${id}.test.ts`))).toBe(true);
  });
});
