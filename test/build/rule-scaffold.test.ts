// The id of a new rule is checked before a file is made; the list of rules is printed from the folder.
import { expect, test } from "vitest";
import { ruleIndex } from "../../src/build/rule-index.ts";
import { newRule } from "../../src/build/rule-scaffold.ts";

test.each([
  ["no domain", "no-thing", /no <domain>\/<id>/],
  ["a domain that is not there", "oracle/no-thing", /domains are sql/],
  ["a folder too many", "sql/a/no-thing", /no <domain>\/<id>/],
  ["no name", "sql/", /kebab-case/],
  ["capitals", "sql/no-Thing", /kebab-case/],
  ["a path that leaves the folder", "sql/../x", /no <domain>\/<id>/],
  ["another verb", "sql/avoid-thing", /must begin with/],
])("%s is refused", (_why, id, problem) => {
  expect(newRule(id)).toEqual({ problem: expect.stringMatching(problem) as string });
});

test.each([
  ["sql/no-thing", "defineStatementRule({", 'summary: "Disallow thing"'],
  ["python/require-batch-size", 'defineRule<"python">({', 'summary: "Require batch size"'],
  ["live/lagging-standby", "defineStatementRule({", 'summary: "Name lagging standby"'],
])("%s begins as two files", (id, define, summary) => {
  const made = newRule(id);
  if ("problem" in made) throw new Error(made.problem);
  const [rule, table] = made.files;
  expect(rule?.path).toBe(`src/core/rules/${id}.ts`);
  expect(rule?.text).toContain(define);
  expect(rule?.text).toContain(summary);
  expect(table?.path).toBe(`test/core/rules/${id}.test.ts`);
  expect(table?.text).toContain(`from "../../../../src/core/rules/${id}.ts"`);
});

test("the list has every rule of the folder in order, and nothing else", () => {
  expect(ruleIndex(["sql", "sql/no-b.ts", "index.ts", "python/no-a.ts", "sql/no-a.ts"])).toBe(
    `// Every rule, by id. Printed from the folder by \`npm run generate\`; do not edit.
import type { AnyRule } from "../analysis/rule.ts";
import { rule as pythonNoA } from "./python/no-a.ts";
import { rule as sqlNoA } from "./sql/no-a.ts";
import { rule as sqlNoB } from "./sql/no-b.ts";

export const RULES: readonly AnyRule[] = [
  pythonNoA,
  sqlNoA,
  sqlNoB,
];
`,
  );
});
