// Judges files one after the other, in whichever thread it runs: first what their DDL says, then, when all of it is
// known, what the rules say. Texts stay in memory between the two, within a bound.
import {
  analyseFile,
  type FileDocument,
  type FileFindings,
} from "../../core/analysis/analyse-file.ts";
import { dialectFor } from "../../core/analysis/policy.ts";
import { finished } from "../../core/analysis/analyse-sql.ts";
import { type FileKind, fileKind } from "../../core/analysis/file-kind.ts";
import type { Fix, ReportedFinding } from "../../core/analysis/finding.ts";
import { isProven } from "../../core/analysis/fix-proof.ts";
import { type RuleSet, selectRules } from "../../core/analysis/rule-set.ts";
import type { CodeLanguage } from "../../core/lang/code/document.ts";
import { mayHoldInserts } from "../../core/lang/code/gate.ts";
import type { SqlDialect } from "../../core/lang/sql/dialect.ts";
import type { SqlDocument } from "../../core/lang/sql/document.ts";
import type { ExactParser } from "../../core/lang/sql/exact-parser.ts";
import { parseSql } from "../../core/lang/sql/parse.ts";
import { buildKnowledge, type FileFacts } from "../../core/lang/sql/schema/build.ts";
import { factsOf } from "../../core/lang/sql/schema/facts.ts";
import type { Knowledge } from "../../core/lang/sql/schema/known.ts";
import type { SchemaFacts } from "../../core/lang/sql/schema/schema-fact.ts";
import type { CatalogSnapshot } from "../../core/lang/sql/schema/snapshot.ts";
import { RULES } from "../../core/rules/index.ts";
import { defaultPolicy, readPolicyFile } from "../files/policy-file.ts";
import { documentOf } from "./document.ts";
import type { FoundFile } from "./find-files.ts";
import { fixText, refusalOf, replaceText } from "./fix-file.ts";
import { broken, type Judged, judgedAs, unjudged } from "./judged.ts";
import { Parsers } from "./parsers.ts";
import { decode, readText, type SourceText, type TextRead } from "./read-text.ts";
import type { RuleFailure } from "./report.ts";

/** Plain data: it goes to each thread. */
export interface CheckSettings {
  /** The path of rowmill.yaml; undefined without one. */
  readonly policyFile: string | undefined;
  readonly snapshot: CatalogSnapshot | undefined;
  /** ISO date. */
  readonly today: string;
  /** Holds the grammars' files. */
  readonly wasmFolder: string;
  /** What is done with fixes: named to a person, or applied and handed on, when the grammar must take what they make. */
  readonly fixes: "named" | "proven";
}

/** What both a thread and this one offer. */
export interface Checker {
  /** What the DDL of these files says, of those that can be read and hold any. */
  readFacts(files: readonly FoundFile[]): Promise<readonly FileFacts[]>;
  /** The DDL of all files; before the first `judge`. */
  learn(facts: readonly FileFacts[]): Promise<void>;
  /** With `doesFix` the files are mended first, and then judged. */
  judge(files: readonly FoundFile[], doesFix: boolean): Promise<readonly Judged[]>;
}

/** Documents of short texts are not kept: to parse again is cheaper than to keep what was parsed. */
const KEPT_DOCUMENT_MIN = 16_384;
const KEPT_LENGTH_MAX = 64 * 1_048_576;

/** To make the fixes of a dump only to name them would cost more than to check it. */
const NAMED_LENGTH_MAX = 16_384;

interface Kept {
  readonly read: SourceText;
  readonly facts: SchemaFacts;
  readonly dialect: SqlDialect;
  readonly document: SqlDocument | undefined;
}

export async function openSession(settings: CheckSettings): Promise<Checker> {
  const ids = RULES.map(({ id }) => id);
  const policy =
    settings.policyFile === undefined
      ? defaultPolicy()
      : await readPolicyFile(settings.policyFile, ids);
  return new CheckSession(settings, selectRules(RULES, policy));
}

class CheckSession implements Checker {
  readonly #settings: CheckSettings;
  readonly #rules: RuleSet;
  readonly #parsers: Parsers;
  readonly #kept = new Map<string, Kept>();
  #keptLength = 0;
  #workspace: Knowledge = buildKnowledge([]);

  constructor(settings: CheckSettings, rules: RuleSet) {
    this.#settings = settings;
    this.#rules = rules;
    this.#parsers = new Parsers(settings.wasmFolder);
  }

  readFacts(files: readonly FoundFile[]): Promise<readonly FileFacts[]> {
    return Promise.resolve(files.flatMap((file) => this.#factsOf(file)));
  }

  learn(facts: readonly FileFacts[]): Promise<void> {
    this.#workspace = buildKnowledge(facts);
    return Promise.resolve();
  }

  async judge(files: readonly FoundFile[], doesFix: boolean): Promise<readonly Judged[]> {
    const judged: Judged[] = [];
    for (const file of files) {
      const outcome = doesFix ? this.#fix(file) : this.#judge(file);
      judged.push(await outcome.catch((error: unknown) => broken(file, error)));
    }
    return judged;
  }

  #factsOf(found: FoundFile): readonly FileFacts[] {
    if (kindOf(found.file).kind !== "sql") return [];
    const read = readFound(found);
    if (!("text" in read)) return [];
    const dialect = dialectFor(this.#rules.policy, found.file, read.text);
    const document = parseSql(read.text, dialect);
    const facts = factsOf(document, found.file);
    if (this.#keptLength + read.text.length <= KEPT_LENGTH_MAX) {
      const isLarge = read.text.length >= KEPT_DOCUMENT_MIN;
      const kept = { read, facts, dialect, document: isLarge ? document : undefined };
      this.#kept.set(found.path, kept);
      this.#keptLength += read.text.length;
    }
    return facts.facts.length === 0 ? [] : [{ path: found.file, facts }];
  }

  /** Each text is judged once, so it is not kept any longer. */
  #taken(path: string): Kept | undefined {
    const kept = this.#kept.get(path);
    this.#kept.delete(path);
    this.#keptLength -= kept?.read.text.length ?? 0;
    return kept;
  }

  async #judge(found: FoundFile): Promise<Judged> {
    const kept = this.#taken(found.path);
    const read = kept?.read ?? readFound(found);
    if (!("text" in read)) return unjudged(found, read);
    const failures: RuleFailure[] = [];
    const findings = await this.#analysed(found, read.text, kept, failures);
    return judgedAs(found, read, { findings, failures });
  }

  async #fix(found: FoundFile): Promise<Judged> {
    const kept = this.#taken(found.path);
    const read = kept?.read ?? readFound(found);
    if (!("text" in read)) return unjudged(found, read);
    const failures: RuleFailure[] = [];
    const analysed = (text: string): Promise<FileFindings | undefined> =>
      this.#analysed(found, text, text === read.text ? kept : undefined, failures);
    let last: FileFindings | undefined;
    const { text, fixes } = await fixText(read.text, async (now) => {
      last = await analysed(now);
      return last?.findings ?? [];
    });
    if (text === read.text) return judgedAs(found, read, { findings: last, failures });
    const problem = refusalOf(found.path, read) ?? replaceText(found.path, read, text);
    const now = problem === undefined ? text : read.text;
    return {
      ...judgedAs(found, { ...read, text: now }, { findings: await analysed(now), failures }),
      fixed: { file: found.file, fixes: problem === undefined ? fixes : 0, problem },
      changesTables: this.#tables(found.file, now) !== this.#tables(found.file, read.text),
    };
  }

  /** What its DDL says, wherever in the text it stands. */
  #tables(file: string, text: string): string {
    if (kindOf(file).kind !== "sql") return "";
    const { facts } = factsOf(parseSql(text, dialectFor(this.#rules.policy, file, text)), file);
    return JSON.stringify(facts, (key, value: unknown) => (key === "range" ? 0 : value));
  }

  async #analysed(
    { file }: FoundFile,
    text: string,
    known: Kept | undefined,
    failures: RuleFailure[],
  ): Promise<FileFindings | undefined> {
    const kind = kindOf(file);
    if (kind.kind === "code" && !isWorthParsing(text, kind.language)) return NOTHING;
    const { policy } = this.#rules;
    const dialect =
      kind.kind === "sql" ? (known?.dialect ?? dialectFor(policy, file, text)) : "postgresql";
    const document =
      known?.document === undefined
        ? await documentOf(kind, { file, text, dialect }, this.#parsers)
        : ({ kind: "sql", document: known.document } as const);
    if (document === undefined) return undefined;
    const ruleFailed = (rule: string, error: unknown): void =>
      void failures.push({ rule, file, error: String(error) });
    const exact = kind.kind === "pgconf" ? undefined : await this.#parsers.exact(dialect);
    const found = finished(
      analyseFile({
        ...{ file, document, exact, ruleFailed, facts: known?.facts },
        rules: this.#rules,
        workspace: this.#workspace,
        snapshot: this.#settings.snapshot,
        today: this.#settings.today,
      }),
    );
    const isNamed = this.#settings.fixes === "named";
    const findings = found.findings.map((finding) => {
      try {
        if (isNamed && text.length > NAMED_LENGTH_MAX) return withoutFixes(finding);
        const fixes = finding.fixes ?? [];
        if (!isNamed && exact !== undefined) requireProven(fixes, document, exact);
        return { ...finding, fixes };
      } catch (error) {
        ruleFailed(finding.rule, error);
        return withoutFixes(finding);
      }
    });
    const silenced = found.silenced.map(({ finding, reason }) => ({
      finding: withoutFixes(finding),
      reason,
    }));
    if (document.kind === "code") document.document.dispose();
    return { findings, silenced };
  }
}

const NOTHING: FileFindings = { findings: [], silenced: [] };

/** Most source files hold nothing to judge, and a look is much cheaper than a tree. */
const isWorthParsing = (text: string, language: CodeLanguage): boolean =>
  mayHoldInserts(text, language) || text.includes("rowmill-disable-");

/** Throws for a fix that breaks a statement which the grammar takes now. */
function requireProven(
  fixes: readonly Fix[],
  { kind, document }: FileDocument,
  exact: ExactParser,
): void {
  if (kind !== "sql") return;
  for (const fix of fixes)
    if (!isProven(fix, document, exact)) throw new Error(`"${fix.title.en}" breaks a statement`);
}

const withoutFixes = ({ rule, severity, range, message, related = [] }: ReportedFinding) => ({
  ...{ rule, severity, range, message, related },
});

/** A file that somebody names is SQL unless its name says otherwise. */
const kindOf = (file: string): FileKind => fileKind(file) ?? { kind: "sql" };

const readFound = ({ path, content }: FoundFile): TextRead =>
  content === undefined ? readText(path) : decode(Buffer.from(content));
