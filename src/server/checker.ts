// Finds what there is to say of one open text: parses what changed, runs the rules in slices, and says so
// where it had to stop.
import { analyseFile, type FileDocument } from "../core/analysis/analyse-file.ts";
import { dialectFor } from "../core/analysis/policy.ts";
import type { ReportedFinding } from "../core/analysis/finding.ts";
import type { SqlDialect } from "../core/lang/sql/dialect.ts";
import type { CatalogSnapshot } from "../core/lang/sql/schema/snapshot.ts";
import { documentKind } from "./document-kind.ts";
import { timeLimit, unread } from "./engine-findings.ts";
import type { OpenDocument } from "./open-documents.ts";
import { ParsedFile } from "./parsed-file.ts";
import type { Parsers } from "./parsers.ts";
import type { CheckRun } from "./scheduler.ts";
import { inSlices } from "./slices.ts";
import type { Place, Workspace } from "./workspace.ts";

export interface CheckerDeps {
  readonly workspace: Workspace;
  readonly parsers: Parsers;
  isEnabled(): boolean;
  snapshot(): CatalogSnapshot | undefined;
  /** What was typed into that text makes other tables: the other texts may be judged otherwise now. */
  onTables(uri: string): void;
  onError(what: string, error: unknown): void;
}

/** So long at most may a question wait behind an analysis. */
const SLICE_MS = 10;
/** What one keystroke may cost. */
const TYPING_WORK_MS_MAX = 250;
/** What opening, saving, or new knowledge may cost. */
const THOROUGH_WORK_MS_MAX = 15_000;

type Answer = readonly ReportedFinding[] | "unfinished";

const NOTHING: readonly ReportedFinding[] = [];

export class Checker {
  readonly #deps: CheckerDeps;
  readonly #files = new Map<string, ParsedFile>();
  /** Counts what changed beside the texts. */
  #world = 0;

  constructor(deps: CheckerDeps) {
    this.#deps = deps;
  }

  /** It does not reject: what goes wrong costs this answer and is logged. */
  async check(open: OpenDocument, run: CheckRun): Promise<Answer> {
    if (!this.#deps.isEnabled()) return NOTHING;
    try {
      return await this.#found(open, run);
    } catch (error) {
      this.#deps.onError(`checking ${open.uri}`, error);
      return NOTHING;
    }
  }

  /** Parses what was typed since, where that is cheap: the findings come after the pause. It does not throw. */
  read(open: OpenDocument): void {
    try {
      this.#files.get(open.uri)?.readOn();
    } catch (error) {
      this.#deps.onError(`reading ${open.uri}`, error);
    }
  }

  /** The document of the last check; undefined for a text without rules. */
  documentOf(uri: string): FileDocument | undefined {
    return this.#files.get(uri)?.document;
  }

  /** What was found may be wrong now: rules, tables or the database are others. */
  forgetFindings(): void {
    this.#world++;
  }

  closed(uri: string): void {
    this.#files.get(uri)?.dispose();
    this.#files.delete(uri);
  }

  async #found(open: OpenDocument, run: CheckRun): Promise<Answer> {
    const place = await this.#deps.workspace.placeOf(open.uri);
    const { policy } = place.folder.rules;
    // The text as it was parsed last is at hand in one piece; what it shows of its product is the same.
    const text = this.#files.get(open.uri)?.document?.document.text ?? open.text;
    const dialect = dialectFor(policy, place.file, text);
    if (policy.isIgnored(place.file)) return NOTHING;
    const kind = documentKind(open.languageId, place.file);
    if (kind === undefined) return NOTHING;
    const document = await this.#parsed(open, place, dialect);
    if (run.isStale()) return NOTHING;
    if (document === undefined) return [unread()];
    this.#learn(open.uri, document, place);
    return this.#judged(open.uri, document, place, run);
  }

  async #parsed(
    open: OpenDocument,
    { file }: Place,
    dialect: SqlDialect,
  ): Promise<FileDocument | undefined> {
    const parsed = this.#files.get(open.uri) ?? new ParsedFile(open);
    this.#files.set(open.uri, parsed);
    const kind = documentKind(open.languageId, file);
    switch (kind?.kind) {
      case "sql":
        return parsed.sql(dialect);
      case "code": {
        const grammar = await this.#deps.parsers.grammars.load(kind.language, kind.isTsx);
        return parsed.code(kind, grammar);
      }
      case "pgconf":
        return parsed.pgconf(file);
      case undefined:
        return undefined;
    }
  }

  /** What stands in DDL is known to this text and to the others of its folder at once. */
  #learn(uri: string, document: FileDocument, { folder, file }: Place): void {
    if (document.kind !== "sql" || this.#files.get(uri)?.takeDdlChange() !== true) return;
    // A text that is in no file makes tables for itself alone.
    const isShared = uri.startsWith("file:");
    if (isShared && !folder.known.learn(file, uri, document.document)) return;
    this.#world++;
    if (isShared) this.#deps.onTables(uri);
  }

  async #judged(
    uri: string,
    document: FileDocument,
    { folder, file }: Place,
    { isStale, isThorough }: CheckRun,
  ): Promise<Answer> {
    const memory = this.#files.get(uri)?.memoryIn(this.#world);
    const dialect = document.kind === "sql" ? document.document.dialect : "postgresql";
    const steps = analyseFile({
      file,
      document,
      rules: folder.rules,
      workspace: folder.known.knowledge,
      snapshot: this.#deps.snapshot(),
      today: new Date().toISOString().slice(0, 10),
      exact: document.kind === "pgconf" ? undefined : this.#deps.parsers.exact(dialect),
      ...(memory === undefined ? {} : { memory }),
      ruleFailed: (rule, error) => this.#deps.onError(`the rule ${rule}`, error),
    });
    const workMsMax = isThorough ? THOROUGH_WORK_MS_MAX : TYPING_WORK_MS_MAX;
    const result = await inSlices(steps, { sliceMs: SLICE_MS, workMsMax, isStale });
    switch (result.kind) {
      case "done":
        return result.value.findings;
      case "stale":
        return NOTHING;
      case "over":
        return isThorough ? [timeLimit(THOROUGH_WORK_MS_MAX / 1_000)] : "unfinished";
    }
  }
}
