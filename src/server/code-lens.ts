// A line above each long run of single-row INSERTs: how many they are, and what they can become. The
// counting is done for the whole file, the mending only for what is on the screen.
import type { CodeLens } from "vscode-languageserver";

import type { Fix, ReportedFinding } from "../core/analysis/finding.ts";
import type { Language } from "../core/base/words.ts";
import type { SqlDocument } from "../core/lang/sql/document.ts";
import { countText } from "../core/text/amounts.ts";
import type { RunLens } from "./fix-id.ts";
import { lspRange } from "./lsp-findings.ts";
import type { OpenDocument } from "./open-documents.ts";
import { statementIndexAt } from "./target-table.ts";

/** Makes the first fix of a finding: its argument is a RunLens. */
export const FIX_COMMAND = "rowmill.makeFix";

const RUN_RULE = "sql/no-single-row-insert-run";
/** Below this the finding's own line says enough. */
const COUNT_MIN = 20;

export function runLenses(
  open: OpenDocument,
  document: SqlDocument,
  findings: readonly ReportedFinding[],
): CodeLens[] {
  const counts = new Map(document.insertRuns().map(({ index, count }) => [index, count]));
  return findings.flatMap(({ rule, range }) => {
    if (rule !== RUN_RULE) return [];
    const index = statementIndexAt(document, range.start);
    const count = index === undefined ? 0 : (counts.get(index) ?? 0);
    if (count < COUNT_MIN) return [];
    const { uri, version } = open;
    const data: RunLens = { uri, version, rule, start: range.start, count };
    return [{ range: lspRange(range, open.content), data }];
  });
}

/** With its words; without a fix there is nothing to click. */
export function resolvedLens(
  lens: CodeLens,
  data: RunLens,
  fix: Fix | undefined,
  language: Language,
) {
  const run = RUN[language](countText(data.count, language));
  return {
    ...lens,
    command:
      fix === undefined
        ? { title: run, command: "" }
        : { title: `${run}: ${fix.title[language]}`, command: FIX_COMMAND, arguments: [data] },
  };
}

const RUN: Readonly<Record<Language, (count: string) => string>> = {
  en: (count) => `${count} single-row INSERTs`,
  ptBr: (count) => `${count} INSERTs de uma linha`,
};
