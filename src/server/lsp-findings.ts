// Findings and edits in the words of the language server protocol.
import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Range as LspRange,
  type TextEdit,
} from "vscode-languageserver";

import type { ReportedFinding } from "../core/analysis/finding.ts";
import { UNUSED_SUPPRESSION } from "../core/analysis/suppress.ts";
import type { Language } from "../core/base/words.ts";
import { rulePageUri } from "../core/config/check-settings.ts";
import type { Edit } from "../core/text/edit.ts";
import type { Range } from "../core/text/range.ts";

/** Turns offsets of one text into lines and columns. */
export interface Positions {
  positionAt(offset: number): { readonly line: number; readonly character: number };
}

/** What the client understands. */
export interface Wording {
  readonly language: Language;
  /** It opens rule pages: findings link to them. */
  readonly opensRulePages: boolean;
}

export const SOURCE = "rowmill";

export function diagnosticOf(
  finding: ReportedFinding,
  lines: Positions,
  { language, opensRulePages }: Wording,
): Diagnostic {
  return {
    range: lspRange(finding.range, lines),
    severity: SEVERITIES[finding.severity],
    source: SOURCE,
    code: finding.rule,
    message: finding.message[language],
    ...(opensRulePages && hasPage(finding.rule)
      ? { codeDescription: { href: rulePageUri(finding.rule) } }
      : {}),
    ...(finding.rule === UNUSED_SUPPRESSION ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}

/** What the engine itself reports has no page and cannot be switched off by a comment. */
export const hasPage = (rule: string): boolean => !rule.startsWith("rowmill/");

export const lspRange = ({ start, end }: Range, lines: Positions): LspRange => ({
  start: lines.positionAt(start),
  end: lines.positionAt(end),
});

export const lspEdits = (edits: readonly Edit[], lines: Positions): TextEdit[] =>
  edits.map(({ range, text }) => ({ range: lspRange(range, lines), newText: text }));

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;
