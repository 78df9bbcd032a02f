// Comments that silence a rule, by the text they stand in.
import { expect, test } from "vitest";
import type { ReportedFinding } from "../../../src/core/analysis/finding.ts";
import {
  REASONLESS_SUPPRESSION,
  suppress,
  UNUSED_SUPPRESSION,
} from "../../../src/core/analysis/suppress.ts";
import { unmarked } from "../../support/marked.ts";

const RULE = "sql/require-column-list";

/** What is left of a finding of RULE at each mark, and the rules of the findings that came instead. */
function left(source: string) {
  const { text, ranges } = unmarked(source);
  const findings = ranges.map((range): ReportedFinding => ({
    rule: RULE,
    severity: "warning",
    range,
    message: { en: "", ptBr: "" },
  }));
  const { findings: after, silenced } = suppress(text, findings);
  return { left: after.map(({ rule }) => rule), reasons: silenced.map(({ reason }) => reason) };
}

const NEXT = `rowmill-disable-next-line ${RULE}`;

test.each([
  ["the next line", `-- ${NEXT}: nine rows\n«INSERT»`, [], ["nine rows"]],
  ["not the line after it", `-- ${NEXT}: nine rows\n\n«INSERT»`, [RULE, UNUSED_SUPPRESSION], []],
  ["its own line", `«INSERT» -- rowmill-disable-line ${RULE}: seed`, [], ["seed"]],
  ["the whole file", `# rowmill-disable-file ${RULE}: seed\n«a»\n«b»`, [], ["seed", "seed"]],
  ["a block comment", `/* ${NEXT}: seed */\n«INSERT»`, [], ["seed"]],
  ["a line comment of Java", `// ${NEXT}: seed\n«INSERT»`, [], ["seed"]],
  ["two rules in one comment", `-- ${NEXT}, sql/no-x: seed\n«I»`, [UNUSED_SUPPRESSION], ["seed"]],
  ["no reason", `-- ${NEXT}\n«INSERT»`, [RULE, REASONLESS_SUPPRESSION], [""]],
  ["an empty reason", `-- ${NEXT}:   \n«INSERT»`, [RULE, REASONLESS_SUPPRESSION], [""]],
  ["another rule", "-- rowmill-disable-line sql/no-x: r «I»", [RULE, UNUSED_SUPPRESSION], []],
  ["no comment at all", `SELECT '${NEXT}: seed';\n«INSERT»`, [RULE], []],
  ["Windows line ends", `-- ${NEXT}: nine rows\r\n«INSERT»`, [], ["nine rows"]],
])("a comment for %s", (_name, source, expected, reasons) => {
  expect(left(source)).toEqual({ left: expected, reasons });
});

test("points at the rule's name in a comment that silences nothing", () => {
  const { text, ranges } = unmarked(`SELECT 1; -- rowmill-disable-line «${RULE}»: old`);
  expect(suppress(text, []).findings.map(({ range }) => range)).toEqual(ranges);
});
