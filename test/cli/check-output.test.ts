// The three formats of a check, over one report made by hand.
import { expect, test } from "vitest";
import type { CheckReport } from "../../src/adapters/check/report.ts";
import { checkedFile } from "../../src/adapters/check/to-report.ts";
import { findingsJson } from "../../src/cli/output/findings-json.ts";
import {
  fileNotes,
  findingsText,
  summaryText,
  type TextStyle,
} from "../../src/cli/output/findings-text.ts";
import { pageForTerminal } from "../../src/cli/output/rule-page-text.ts";
import { sarifLog } from "../../src/cli/output/sarif.ts";
import type { ReportedFinding } from "../../src/core/analysis/finding.ts";
import { defineStatementRule } from "../../src/core/analysis/rule.ts";
import { rulePage } from "../../src/core/analysis/rule-page.ts";
import { resultsOf, sarifProblems } from "../support/sarif.ts";

const rule = defineStatementRule({
  id: "sql/no-duplicate-column",
  summary: "Disallow a column that stands twice",
  why: "The server refuses the statement.",
  severity: "error",
  fixable: true,
  references: ["PostgreSQL documentation: INSERT"],
  on: ["insert"],
  examples: [
    {
      title: "Twice",
      bad: "INSERT INTO t (a, «a») VALUES (1, 1);",
      good: "-- once",
      isFixed: true,
    },
  ],
  *checkStatement() {
    // Never asked here.
  },
});

const text = "INSERT INTO t (a, a)\nVALUES (1, 1); -- é😀\nINSERT INTO t (a, a) VALUES (2, 2);\n";

const finding = (start: number, more: Partial<ReportedFinding> = {}): ReportedFinding => ({
  rule: rule.id,
  severity: "error",
  range: { start, end: start + 1 },
  message: { en: "Column a stands twice", ptBr: "A coluna a aparece duas vezes" },
  ...more,
});

const dropSecond = {
  title: { en: "Drop the second", ptBr: "Tirar a segunda" },
  safety: "safe",
  edits: [{ range: { start: 16, end: 19 }, text: "" }],
} as const;

const report: CheckReport = {
  files: [
    checkedFile("db/load orders.sql", text, {
      findings: [
        finding(18, {
          fixes: [dropSecond],
          related: [
            {
              file: undefined,
              range: { start: 15, end: 16 },
              message: { en: "the first one", ptBr: "a primeira" },
            },
          ],
        }),
        finding(61, { severity: "info" }),
      ],
      silenced: [{ finding: finding(61, { severity: "warning" }), reason: "seed data" }],
    }),
  ].filter((file) => file !== undefined),
  filesChecked: 3,
  bytesChecked: 1_000,
  skipped: [{ file: "dump.sql", reason: "a binary file", isUnreadable: false }],
  fixed: [
    { file: "a.sql", fixes: 2, problem: undefined },
    { file: "b.sql", fixes: 0, problem: "it is not UTF-8" },
  ],
  failures: [{ rule: "sql/no-x", file: "a.sql", error: "TypeError: x" }],
};

const style = (language: TextStyle["language"]): TextStyle => ({
  language,
  hasColors: false,
  shownAs: (file) => file,
});

test("text shows place, rule, words, lines, what helps and the fix, and counts at the end", () => {
  expect(findingsText(report, style("en")) + summaryText(report, style("en")))
    .toMatchInlineSnapshot(`
      "db/load orders.sql:1:19: error sql/no-duplicate-column
        Column a stands twice
        1 | INSERT INTO t (a, a)
          |                   ^
        db/load orders.sql:1:16: the first one
        fix (safe): Drop the second

      db/load orders.sql:3:19: info sql/no-duplicate-column
        Column a stands twice
        3 | INSERT INTO t (a, a) VALUES (2, 2);
          |                   ^

      1 error, 1 note in 1 of 3 files; 1 can be fixed with --fix
      "
    `);
});

test("text speaks Portuguese", () => {
  expect(summaryText(report, style("ptBr"))).toBe(
    "1 erro, 1 nota em 1 de 3 arquivos; 1 pode ser corrigido com --fix\n",
  );
  expect(findingsText(report, style("ptBr"))).toContain("A coluna a aparece duas vezes");
});

test("nothing found is said in a line", () => {
  const clean = { ...report, files: [], filesChecked: 1 };
  expect(summaryText(clean, style("en"))).toBe("no findings in 1 file\n");
});

test("what happened to files is said beside the findings", () => {
  expect(fileNotes(report, style("en"))).toBe(
    [
      "dump.sql: not checked: a binary file",
      "a.sql: 2 fixes applied",
      "b.sql: not fixed: it is not UTF-8",
      "a.sql: a bug in Rowmill, please report it; left out: sql/no-x: TypeError: x",
      "",
    ].join("\n"),
  );
});

test("json is one object, with places from 1", () => {
  const parsed: unknown = JSON.parse(findingsJson(report));
  expect(parsed).toMatchObject({
    findings: [
      {
        file: "db/load orders.sql",
        rule: rule.id,
        start: { line: 1, column: 19, offset: 18 },
        end: { line: 1, column: 20, offset: 19 },
        fixes: [{ safety: "safe", edits: [{ text: "", start: { offset: 16 } }] }],
        related: [{ file: "db/load orders.sql", start: { column: 16 } }],
      },
      { start: { line: 3, column: 19 } },
    ],
    suppressed: [{ reason: "seed data" }],
    files: { checked: 3, skipped: [{ file: "dump.sql" }], fixed: [{ file: "a.sql", fixes: 2 }] },
    summary: { errors: 1, warnings: 0, infos: 1, fixable: 1, suppressed: 1, bytes: 1_000 },
  });
});

test("sarif is valid by its schema, and says where, what, how to fix and what is silenced", () => {
  const log: unknown = JSON.parse(sarifLog(report, [rule], "1.2.3"));
  expect(sarifProblems(log)).toBe("");
  const [first, second, third] = resultsOf(log);
  expect(first).toMatchObject({
    ruleId: rule.id,
    ruleIndex: 0,
    level: "error",
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "db/load%20orders.sql" },
          region: { startLine: 1, startColumn: 19, endLine: 1, endColumn: 20 },
        },
      },
    ],
    fixes: [{ artifactChanges: [{ replacements: [{ deletedRegion: { startColumn: 17 } }] }] }],
    relatedLocations: [{ message: { text: "the first one" } }],
  });
  expect(second).toMatchObject({ level: "note" });
  expect(third).toMatchObject({ suppressions: [{ kind: "inSource", justification: "seed data" }] });
});

test("the mark of a finding stays when lines are added above it, and tells equal ones apart", () => {
  const moved = checkedFile("db/load orders.sql", `-- new\n${text}`, {
    findings: [finding(25), finding(68)],
    silenced: [],
  });
  const marks = (files: CheckReport["files"]) =>
    resultsOf(JSON.parse(sarifLog({ ...report, files }, [rule], "1"))).map(
      (result) => "partialFingerprints" in result && result.partialFingerprints,
    );
  const before = marks(report.files);
  expect(marks(moved === undefined ? [] : [moved])).toEqual(before.slice(0, 2));
  expect(new Set(before.map((mark) => JSON.stringify(mark))).size).toBe(3);
});

test("a page in the terminal has no marks of Markdown", () => {
  const page = pageForTerminal(rulePage(rule), false);
  expect(page).toMatchInlineSnapshot(`
    "sql/no-duplicate-column

    Disallow a column that stands twice.

    - Severity: error, it fails or loses data
    - Fix: offered
    - Judges: SQL files, and PL/pgSQL bodies in them

    Why

    The server refuses the statement.

    Example

    Twice

        INSERT INTO t (a, a) VALUES (1, 1);

    Better:

        -- once

    References

    - PostgreSQL documentation: INSERT

    Turning it off

    In one place, with the reason:

        -- rowmill-disable-next-line sql/no-duplicate-column: why

    Everywhere, or with another severity, in rowmill.yaml:

        rules:
          sql/no-duplicate-column: off
    "
  `);
});
