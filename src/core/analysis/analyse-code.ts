// Judges a source file in a host language: by the rules of its language, and its SQL strings by those
// rules about statements that can be sure of themselves where values are missing.
import type { CodeDocument, CodeLanguage, SqlText } from "../lang/code/document.ts";
import { isForOtherDatabase } from "../lang/code/traps/other-database.ts";
import { parseSql } from "../lang/sql/parse.ts";
import type { Statement } from "../lang/sql/statement.ts";
import type { Range } from "../text/range.ts";
import type { Analysis } from "./analyse-sql.ts";
import type { ReportedFinding } from "./finding.ts";
import type { Domain } from "./rule.ts";
import type { RuleSet } from "./rule-set.ts";
import { type Judging, judgeDocument, judgeStatement } from "./run-rules.ts";

export function* analyseCode(document: CodeDocument, rules: RuleSet, judging: Judging): Analysis {
  const findings: ReportedFinding[] = [];
  for (const rule of rules.documentRules(DOMAIN_OF_LANGUAGE[document.language])) {
    findings.push(...judgeDocument(rule, document, judging));
    yield;
  }
  for (const sql of stringsOf(document)) {
    findings.push(...judgedString(sql, rules, judging));
    yield;
  }
  // Half-typed code turns calls around it into something else: what is found there is not sure.
  return findings.filter(({ range }) => !document.isBroken(range));
}

export const DOMAIN_OF_LANGUAGE = {
  python: "python",
  java: "java",
  go: "go",
  typescript: "node",
  javascript: "node",
  scala: "scala",
  csharp: "csharp",
} as const satisfies Record<CodeLanguage, Domain>;

/** Each SQL string once, though several calls may run it; what another database reads is not ours to judge. */
function stringsOf(document: CodeDocument): readonly SqlText[] {
  if (isForOtherDatabase(document)) return [];
  const byStart = new Map<number, SqlText>();
  for (const { args } of document.calls) {
    for (const { sql } of args) if (sql !== undefined) byStart.set(sql.range.start, sql);
  }
  const all = [...byStart.values()];
  const temporary = new Set(all.flatMap(({ statement }) => temporaryTable(statement)));
  return all.filter(({ statement }) => !loadsInto(statement, temporary));
}

const temporaryTable = (statement: Statement): readonly string[] =>
  statement.kind === "create-table" && statement.isTemporary && statement.table !== undefined
    ? [statement.table.name]
    : [];

/** A table that the program makes for its own session cannot drift away from it. */
const loadsInto = (statement: Statement, tables: ReadonlySet<string>): boolean =>
  (statement.kind === "insert" || statement.kind === "copy") &&
  statement.table !== undefined &&
  tables.has(statement.table.name);

/** Findings whose place in the file is certain; a fix is dropped, for escapes are the host language's. */
function judgedString(sql: SqlText, rules: RuleSet, judging: Judging): readonly ReportedFinding[] {
  const asked = rules.embeddedRules.get(sql.statement.kind) ?? [];
  if (asked.length === 0) return [];
  const found = judgeStatement(asked, sql.statement, parseSql(sql.text, "postgresql"), judging);
  return found.flatMap((finding) => {
    const range = sql.toFile(finding.range);
    return range === undefined ? [] : [inFile(finding, range)];
  });
}

const inFile = (finding: ReportedFinding, range: Range): ReportedFinding => ({
  rule: finding.rule,
  severity: finding.severity,
  range,
  message: finding.message,
  related: (finding.related ?? []).filter(({ file }) => file !== undefined),
});
