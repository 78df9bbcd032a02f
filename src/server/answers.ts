// Answers an editor's questions about one place of an open text: fixes, hover, lenses. Each waits for the
// findings of the text as it is now, so that no answer is about an older one.
import type {
  CodeAction,
  CodeActionParams,
  CodeLens,
  Hover,
  HoverParams,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver";
import { CodeActionKind, MarkupKind } from "vscode-languageserver";

import type { Fix, ReportedFinding } from "../core/analysis/finding.ts";
import { isProven } from "../core/analysis/fix-proof.ts";
import { safeFixes } from "../core/analysis/safe-fixes.ts";
import type { FileDocument } from "../core/analysis/analyse-file.ts";
import type { SqlDialect } from "../core/lang/sql/dialect.ts";
import type { ExactParser } from "../core/lang/sql/exact-parser.ts";
import type { CatalogSnapshot } from "../core/lang/sql/schema/snapshot.ts";
import { RULES } from "../core/rules/index.ts";
import { contains } from "../core/text/range.ts";
import type { Checker } from "./checker.ts";
import type { Client } from "./client.ts";
import { resolvedLens, runLenses } from "./code-lens.ts";
import { commentPlace } from "./comment-place.ts";
import { type FixId, isFixId, isRunLens } from "./fix-id.ts";
import { ruleHover, targetHover } from "./hover.ts";
import { diagnosticOf, lspEdits, lspRange } from "./lsp-findings.ts";
import type { OpenDocument, OpenDocuments } from "./open-documents.ts";
import {
  FIX_ALL,
  fixAll,
  isAsked,
  overlapsLines,
  quickFixes,
  workspaceEdit,
} from "./quick-fixes.ts";
import type { Checked, Scheduler } from "./scheduler.ts";
import { targetAt } from "./target-table.ts";

export interface AnswerDeps {
  readonly documents: OpenDocuments;
  readonly scheduler: Scheduler;
  readonly checker: Checker;
  readonly client: Client;
  snapshot(): CatalogSnapshot | undefined;
  exact(dialect: SqlDialect): ExactParser | undefined;
  onError(what: string, error: unknown): void;
}

/** An open text with what was found in it as it is now. */
interface Judged extends Checked {
  readonly open: OpenDocument;
  readonly document: FileDocument;
}

export class Answers {
  readonly #deps: AnswerDeps;
  /** A fix may be long: it is made once, however often the pointer passes. */
  readonly #fixes = new WeakMap<ReportedFinding, readonly Fix[]>();

  constructor(deps: AnswerDeps) {
    this.#deps = deps;
  }

  async codeActions({ textDocument, range, context }: CodeActionParams): Promise<CodeAction[]> {
    const judged = await this.#judged(textDocument.uri);
    if (judged === undefined) return [];
    const { open, findings, document } = judged;
    const { wording } = this.#deps.client;
    if (isAsked(FIX_ALL, context.only))
      return fixAll(safeFixes(this.#withProvenFixes(judged)), open, wording.language);
    if (context.only !== undefined && !isAsked(CodeActionKind.QuickFix, context.only)) return [];
    const here = findings.filter((finding) =>
      overlapsLines(lspRange(finding.range, open.content), range),
    );
    const actions = quickFixes(here, {
      document: open,
      place: commentPlace(document),
      language: wording.language,
      fixesOf: (finding) => this.#fixesOf(finding, document),
      diagnosticOf: (finding) => diagnosticOf(finding, open.content, wording),
    });
    return this.#deps.client.resolvesActions ? actions : this.#resolvedAll(actions, judged);
  }

  async resolveAction(action: CodeAction): Promise<CodeAction> {
    const edit = isFixId(action.data) ? await this.editOf(action.data) : undefined;
    return edit === undefined ? action : { ...action, edit };
  }

  /** Undefined where the text has moved on since the fix was offered. */
  async editOf({ uri, version, rule, start, index }: FixId): Promise<WorkspaceEdit | undefined> {
    const judged = await this.#judged(uri);
    if (judged?.open.version !== version) return undefined;
    const fix = this.#fixesAt(judged, rule, start)[index];
    return fix === undefined ? undefined : workspaceEdit(judged.open, editsOf(fix, judged.open));
  }

  async hover({ textDocument, position }: HoverParams): Promise<Hover | undefined> {
    const judged = await this.#judged(textDocument.uri);
    if (judged === undefined) return undefined;
    const { open, findings, document } = judged;
    const { wording } = this.#deps.client;
    const offset = open.content.offsetAt(position);
    const rules = findings
      .filter(({ range }) => contains(range, offset))
      .flatMap(({ rule: id }) => RULES.filter((rule) => rule.id === id))
      .map((rule) => ruleHover(rule, wording));
    const target = targetAt(document, offset);
    const snapshot = this.#deps.snapshot();
    const table =
      target &&
      snapshot &&
      targetHover(target, snapshot, wording.language, new Date().toISOString());
    const parts = [...(table === undefined ? [] : [table]), ...new Set(rules)];
    if (parts.length === 0) return undefined;
    return { contents: { kind: MarkupKind.Markdown, value: parts.join("\n\n---\n\n") } };
  }

  async codeLenses(uri: string): Promise<CodeLens[]> {
    const judged = await this.#judged(uri);
    return judged?.document.kind === "sql"
      ? runLenses(judged.open, judged.document.document, judged.findings)
      : [];
  }

  async resolveLens(lens: CodeLens): Promise<CodeLens> {
    if (!isRunLens(lens.data)) return lens;
    const { uri, rule, start } = lens.data;
    const judged = await this.#judged(uri);
    const fix = judged === undefined ? undefined : this.#fixesAt(judged, rule, start)[0];
    return resolvedLens(lens, lens.data, fix, this.#deps.client.wording.language);
  }

  async #judged(uri: string): Promise<Judged | undefined> {
    const checked = await this.#deps.scheduler.newest(uri);
    const open = this.#deps.documents.get(uri);
    const document = this.#deps.checker.documentOf(uri);
    if (checked === undefined || open === undefined || document === undefined) return undefined;
    return { ...checked, open, document };
  }

  #fixesAt({ findings, document }: Judged, rule: string, start: number): readonly Fix[] {
    const finding = findings.find((one) => one.rule === rule && one.range.start === start);
    return finding === undefined ? [] : this.#fixesOf(finding, document);
  }

  #fixesOf(finding: ReportedFinding, document: FileDocument): readonly Fix[] {
    const known = this.#fixes.get(finding);
    if (known !== undefined) return known;
    const fixes = (finding.fixes ?? []).filter((fix) => this.#isOffered(fix, finding, document));
    this.#fixes.set(finding, fixes);
    return fixes;
  }

  /** While the grammar is not loaded, every fix is. */
  #isOffered(fix: Fix, { rule }: ReportedFinding, { kind, document }: FileDocument): boolean {
    const exact = kind === "sql" ? this.#deps.exact(document.dialect) : undefined;
    if (kind !== "sql" || exact === undefined || isProven(fix, document, exact)) return true;
    this.#deps.onError(rule, new Error(`its fix "${fix.title.en}" breaks a statement`));
    return false;
  }

  #withProvenFixes({ findings, document }: Judged): readonly ReportedFinding[] {
    return findings.map((finding) => ({ ...finding, fixes: this.#fixesOf(finding, document) }));
  }

  /** For an editor that wants each action whole. */
  #resolvedAll(actions: readonly CodeAction[], judged: Judged): CodeAction[] {
    return actions.map((action) => {
      if (!isFixId(action.data)) return action;
      const { rule, start, index } = action.data;
      const fix = this.#fixesAt(judged, rule, start)[index];
      if (fix === undefined) return action;
      return { ...action, edit: workspaceEdit(judged.open, editsOf(fix, judged.open)) };
    });
  }
}

const editsOf = (fix: Fix, open: OpenDocument): TextEdit[] => lspEdits(fix.edits, open.content);
