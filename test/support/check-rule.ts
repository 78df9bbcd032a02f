// The only code that knows how a rule is run in a test.
import { describe, expect, test } from "vitest";
import { type ExampleOptions, runExample } from "../../src/adapters/check/run-example.ts";
import type { ReportedFinding } from "../../src/core/analysis/finding.ts";
import type { AnyRule } from "../../src/core/analysis/rule.ts";
import { present } from "../../src/core/base/assert.ts";
import { applyEdits } from "../../src/core/text/edit.ts";
import { marked, unmarked } from "./marked.ts";
import { parsers } from "./parsers.ts";

export type CaseOptions = ExampleOptions;
type Case = readonly [name: string, source: string, options?: CaseOptions];
type FixCase = readonly [name: string, before: string, after: string, options?: CaseOptions];

export interface RuleCases {
  /** Each «range» is reported, and nothing else. */
  readonly reports: readonly [Case, ...Case[]];
  /** Shapes of real code that must stay quiet: three at least. */
  readonly quiet: readonly [Case, Case, Case, ...Case[]];
  /** The text after the first fix of the first finding. */
  readonly fixes?: readonly FixCase[];
}

export function ruleTable(rule: AnyRule, cases: RuleCases): void {
  describe(rule.id, () => {
    for (const [name, source, options] of cases.reports) {
      test(`reports ${name}`, async () => {
        expect(await reportedBy(rule, source, options)).toBe(source);
      });
    }
    for (const [name, source, options] of cases.quiet) {
      test(`is quiet: ${name}`, async () => {
        expect(await reportedBy(rule, source, options)).toBe(source);
      });
    }
    for (const [name, before, after, options] of cases.fixes ?? []) {
      test(`fixes ${name}`, async () => {
        expect(await fixedBy(rule, before, options)).toBe(after);
      });
    }
  });
}

/** The source with what this rule reports marked in it. */
export async function reportedBy(
  rule: AnyRule,
  source: string,
  options: CaseOptions = {},
): Promise<string> {
  const { text } = unmarked(source);
  const findings = await findingsOf(rule, text, options);
  return marked(
    text,
    findings.map(({ range }) => range),
  );
}

/** The source after the first fix of the first finding. */
export async function fixedBy(
  rule: AnyRule,
  source: string,
  options: CaseOptions = {},
): Promise<string> {
  const { text } = unmarked(source);
  const [finding] = await findingsOf(rule, text, options);
  const [fix] = present(finding, `${rule.id} to report something in ${source}`).fixes ?? [];
  return applyEdits(text, present(fix, `a fix of ${rule.id}`).edits);
}

export async function findingsOf(
  rule: AnyRule,
  text: string,
  options: CaseOptions = {},
): Promise<readonly ReportedFinding[]> {
  const { findings } = await runExample([rule], text, options, parsers);
  return findings
    .filter(({ rule: id }) => id === rule.id)
    .toSorted((a, b) => a.range.start - b.range.start);
}
