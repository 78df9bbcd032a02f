// Runs rules over a piece of text as if it were a file of a project: for the rules' own examples, which are their
// tests and their pages.
import { analyseFile, type FileFindings } from "../../core/analysis/analyse-file.ts";
import { finished } from "../../core/analysis/analyse-sql.ts";
import { fileKind } from "../../core/analysis/file-kind.ts";
import type { ReportedFinding } from "../../core/analysis/finding.ts";
import { DEFAULT_POLICY, DEFAULT_THRESHOLDS } from "../../core/analysis/policy.ts";
import { type AnyRule, domainOf, type Example, type Thresholds } from "../../core/analysis/rule.ts";
import { withoutMarks } from "../../core/analysis/rule-page.ts";
import { selectRules } from "../../core/analysis/rule-set.ts";
import { present } from "../../core/base/assert.ts";
import { parseSql } from "../../core/lang/sql/parse.ts";
import { buildKnowledge } from "../../core/lang/sql/schema/build.ts";
import { factsOf } from "../../core/lang/sql/schema/facts.ts";
import { emptySnapshot } from "../../core/lang/sql/schema/snapshot-table.ts";
import { documentOf } from "./document.ts";
import type { Parsers } from "./parsers.ts";

/** What is around the text; all of it has a default. */
export type ExampleOptions = Omit<Example, "title" | "bad" | "good" | "isFixed"> & {
  readonly thresholds?: Partial<Thresholds>;
  readonly today?: string;
};

/** All that these rules, and nobody else, find in the text. A rule that throws is not caught. */
export async function runExample(
  rules: readonly AnyRule[],
  text: string,
  options: ExampleOptions,
  parsers: Parsers,
): Promise<FileFindings> {
  const file = options.file ?? fileFor(rules[0]?.id ?? "sql/", options.language);
  const dialect = options.dialect ?? "postgresql";
  const policy = {
    ...DEFAULT_POLICY,
    serverMajor: options.serverVersion,
    thresholds: { ...DEFAULT_THRESHOLDS, ...options.thresholds },
    dialectOf: () => dialect,
  };
  const kind = present(fileKind(file), `a kind for ${file}`);
  const schema = factsOf(parseSql(options.workspace ?? "", dialect), "schema.sql");
  return finished(
    analyseFile({
      file,
      document: present(await documentOf(kind, { file, text, dialect }, parsers), "a tree"),
      rules: selectRules(rules, policy),
      workspace: buildKnowledge([{ path: "schema.sql", facts: schema }]),
      snapshot: options.snapshot === undefined ? undefined : emptySnapshot(options.snapshot),
      today: options.today ?? "2026-11-22",
      exact: await parsers.exact(dialect),
      ruleFailed(id, error) {
        throw new Error(`${id} threw`, { cause: error });
      },
    }),
  );
}

/** What a rule reports for the bad text of each of its examples. */
export async function reportedByExamples(
  rule: AnyRule,
  parsers: Parsers,
): Promise<readonly (readonly ReportedFinding[])[]> {
  const reported: (readonly ReportedFinding[])[] = [];
  for (const example of rule.examples) {
    const { findings } = await runExample([rule], withoutMarks(example.bad), example, parsers);
    reported.push(findings.filter((finding) => finding.rule === rule.id));
  }
  return reported;
}

const fileFor = (id: string, language: string | undefined): string =>
  language === "javascript" ? "load.js" : (FILES[domainOf(id)] ?? "load.sql");

const FILES: Readonly<Record<string, string>> = {
  python: "load.py",
  java: "Load.java",
  go: "load.go",
  node: "load.ts",
  scala: "Load.scala",
  csharp: "Load.cs",
  pgconf: "postgresql.conf",
};
