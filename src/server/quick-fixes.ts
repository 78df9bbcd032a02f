// What an editor offers at a finding: its fixes, comments that silence its rule, and all safe fixes at once.
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type Range as LspRange,
  type TextEdit,
} from "vscode-languageserver";

import type { Fix, ReportedFinding } from "../core/analysis/finding.ts";
import type { Language, Words } from "../core/base/words.ts";
import type { Edit } from "../core/text/edit.ts";
import type { FixId } from "./fix-id.ts";
import { hasPage, lspEdits } from "./lsp-findings.ts";
import type { OpenDocument } from "./open-documents.ts";
import { fileComment, lineComment, type CommentPlace } from "./suppression-edits.ts";

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.rowmill`;

export interface Offer {
  readonly document: OpenDocument;
  readonly place: CommentPlace;
  readonly language: Language;
  fixesOf(finding: ReportedFinding): readonly Fix[];
  diagnosticOf(finding: ReportedFinding): Diagnostic;
}

/** A screen of actions helps nobody. */
const FINDINGS_MAX = 20;

export function quickFixes(findings: readonly ReportedFinding[], offer: Offer): CodeAction[] {
  const some = findings.slice(0, FINDINGS_MAX);
  const fixes = some.flatMap((finding) => fixActions(finding, offer));
  return [
    ...fixes.filter(({ isPreferred }) => isPreferred === true),
    ...fixes.filter(({ isPreferred }) => isPreferred !== true),
    ...some.filter(({ rule }) => hasPage(rule)).flatMap((finding) => silences(finding, offer)),
  ];
}

/** One action that makes all of `fixes`; none where there is nothing to mend. */
export function fixAll(fixes: readonly Fix[], document: OpenDocument, language: Language) {
  if (fixes.length === 0) return [];
  const title = TITLES.fixAll(fixes.length)[language];
  const edits = fixes.flatMap((fix) => fix.edits);
  return [
    {
      title,
      kind: FIX_ALL,
      edit: workspaceEdit(document, lspEdits(edits, document.content)),
    } satisfies CodeAction,
  ];
}

/** For one version of one text: the editor refuses it where the text has moved on. */
export const workspaceEdit = ({ uri, version }: OpenDocument, edits: TextEdit[]) => ({
  documentChanges: [{ textDocument: { uri, version }, edits }],
});

/** Whether the editor asked for this kind, or for one above it. */
export const isAsked = (kind: string, only: readonly string[] | undefined): boolean =>
  only?.some((asked) => kind === asked || kind.startsWith(`${asked}.`)) ?? false;

export const overlapsLines = (a: LspRange, b: LspRange): boolean =>
  isBefore(a.start, b.end) && isBefore(b.start, a.end);

const isBefore = (a: LspRange["start"], b: LspRange["start"]): boolean =>
  a.line < b.line || (a.line === b.line && a.character <= b.character);

function fixActions(finding: ReportedFinding, offer: Offer): CodeAction[] {
  const { document, language } = offer;
  const fixes = offer.fixesOf(finding);
  const preferred = fixes.findIndex(({ safety }) => safety === "safe");
  return fixes.map((fix, index) => {
    const data: FixId = {
      uri: document.uri,
      version: document.version,
      rule: finding.rule,
      start: finding.range.start,
      index,
    };
    return {
      title: fix.title[language],
      kind: CodeActionKind.QuickFix,
      diagnostics: [offer.diagnosticOf(finding)],
      ...(index === preferred ? { isPreferred: true } : {}),
      data,
    };
  });
}

function silences(finding: ReportedFinding, offer: Offer): CodeAction[] {
  const { document, place, language } = offer;
  const reason = TITLES.reason[language];
  const comment = { rule: finding.rule, reason };
  const action = (title: Words, edit: Edit): CodeAction => ({
    title: title[language],
    kind: CodeActionKind.QuickFix,
    diagnostics: [offer.diagnosticOf(finding)],
    edit: workspaceEdit(document, lspEdits([edit], document.content)),
  });
  return [
    action(
      TITLES.silenceLine(finding.rule),
      lineComment(document.text, finding.range.start, place, comment),
    ),
    action(TITLES.silenceFile(finding.rule), fileComment(document.text, place, comment)),
  ];
}

const TITLES = {
  fixAll: (count: number): Words => ({
    en: count === 1 ? "Make the safe Rowmill fix" : `Make all ${count} safe Rowmill fixes`,
    ptBr:
      count === 1
        ? "Fazer a correção segura do Rowmill"
        : `Fazer todas as ${count} correções seguras do Rowmill`,
  }),
  silenceLine: (rule: string): Words => ({
    en: `Disable ${rule} for this line`,
    ptBr: `Desativar ${rule} nesta linha`,
  }),
  silenceFile: (rule: string): Words => ({
    en: `Disable ${rule} for this file`,
    ptBr: `Desativar ${rule} neste arquivo`,
  }),
  reason: { en: "the reason", ptBr: "o motivo" },
};
