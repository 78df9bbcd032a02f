// Asks rules and keeps their answers. A rule that throws is named to the log and skipped: it costs its own
// findings, never those of the others.
import type { SqlDocument } from "../lang/sql/document.ts";
import type { ExactParser } from "../lang/sql/exact-parser.ts";
import type { Statement } from "../lang/sql/statement.ts";
import { textIn } from "../text/range.ts";
import type { Finding, ReportedFinding } from "./finding.ts";
import { type Policy, severityAsked } from "./policy.ts";
import type {
  AnyRule,
  AnyStatementRule,
  DocumentByDomain,
  DocumentRule,
  Domain,
  RuleContext,
} from "./rule.ts";

/** What an analysis needs beside the document and the rules. */
export interface Judging {
  readonly context: RuleContext;
  readonly policy: Policy;
  /** The grammar of the document's dialect; undefined while it is not loaded. */
  readonly exact: ExactParser | undefined;
  /** A rule threw. In tests this throws. */
  ruleFailed(rule: string, error: unknown): void;
}

/** Findings of one document rule. */
export function judgeDocument<D extends Domain>(
  rule: DocumentRule<D>,
  document: DocumentByDomain[D],
  judging: Judging,
): readonly ReportedFinding[] {
  return guarded(rule, judging, () => rule.check(document, judging.context));
}

/** Findings of these rules about one statement. */
export function judgeStatement(
  rules: readonly AnyStatementRule[],
  statement: Statement,
  document: SqlDocument,
  judging: Judging,
): readonly ReportedFinding[] {
  // Nearly always there is nothing to find, and then nothing is made: this runs for every statement.
  let findings: readonly ReportedFinding[] = NONE;
  let isComplete: boolean | undefined;
  for (const rule of rules) {
    const some = guarded(rule, judging, () =>
      rule.checkStatement(statement, document, judging.context),
    );
    if (some.length === 0) continue;
    if (rule.needsWhole === true) {
      isComplete ??= isWhole(statement, document, judging.exact);
      if (!isComplete) continue;
    }
    findings = [...findings, ...some];
  }
  return findings;
}

/** Without the grammar at hand only a statement that somebody ended counts as whole. */
const isWhole = (
  statement: Statement,
  document: SqlDocument,
  exact: ExactParser | undefined,
): boolean => exact?.accepts(textIn(document.text, statement.range)) ?? statement.isTerminated;

function guarded(
  rule: RuleName,
  judging: Judging,
  check: () => Iterable<Finding>,
): readonly ReportedFinding[] {
  let findings: ReportedFinding[] | undefined;
  try {
    for (const finding of check()) (findings ??= []).push(reported(finding, rule, judging.policy));
  } catch (error) {
    judging.ruleFailed(rule.id, error);
    return NONE;
  }
  return findings ?? NONE;
}

type RuleName = Pick<AnyRule, "id" | "severity">;

const NONE: readonly ReportedFinding[] = [];

/** A fix may be costly to make and is then a getter: spreading would call it. */
function reported(finding: Finding, rule: RuleName, policy: Policy): ReportedFinding {
  const asked = severityAsked(policy, rule.id);
  const severity =
    asked === undefined || asked === "off" ? (finding.severity ?? rule.severity) : asked;
  return {
    rule: rule.id,
    severity,
    range: finding.range,
    message: finding.message,
    ...(finding.related === undefined ? {} : { related: finding.related }),
    get fixes() {
      return finding.fixes ?? [];
    },
  };
}
