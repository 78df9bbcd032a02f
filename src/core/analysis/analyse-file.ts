// All that is found in one file: the path that editor and command line share.
import type { CodeDocument } from "../lang/code/document.ts";
import type { PgconfDocument } from "../lang/pgconf/document.ts";
import { settingsInSql } from "../lang/pgconf/settings-in-sql.ts";
import type { SqlDocument } from "../lang/sql/document.ts";
import type { ExactParser } from "../lang/sql/exact-parser.ts";
import { layered } from "../lang/sql/schema/build.ts";
import { factsOf } from "../lang/sql/schema/facts.ts";
import type { SchemaFacts } from "../lang/sql/schema/schema-fact.ts";
import type { Knowledge } from "../lang/sql/schema/known.ts";
import type { CatalogSnapshot } from "../lang/sql/schema/snapshot.ts";
import { analyseCode } from "./analyse-code.ts";
import { type Analysis, analyseSql } from "./analyse-sql.ts";
import { isGenerated, isTestFile } from "./file-kind.ts";
import type { ReportedFinding } from "./finding.ts";
import { isForeign } from "./policy.ts";
import type { RuleSet } from "./rule-set.ts";
import { type Judging, judgeDocument } from "./run-rules.ts";
import type { StatementMemory } from "./statement-memory.ts";
import { suppress, SUPPRESSION_MARK, type Suppressed } from "./suppress.ts";

export type FileDocument =
  | { readonly kind: "sql"; readonly document: SqlDocument }
  | { readonly kind: "code"; readonly document: CodeDocument }
  | { readonly kind: "pgconf"; readonly document: PgconfDocument };

export interface FileToAnalyse {
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  readonly document: FileDocument;
  readonly rules: RuleSet;
  /** Tables of the other files. */
  readonly workspace: Knowledge;
  readonly snapshot: CatalogSnapshot | undefined;
  /** ISO date. */
  readonly today: string;
  readonly exact: ExactParser | undefined;
  /** What the DDL of an SQL document says, where the caller has read it already. */
  readonly facts?: SchemaFacts | undefined;
  /** Kept by the caller between two versions of one SQL document. */
  readonly memory?: StatementMemory;
  ruleFailed(rule: string, error: unknown): void;
}

/** What its comments silence is told apart, because reports list it. */
export type FileFindings = Suppressed;

/** Findings in the order of the text. */
export function* analyseFile(input: FileToAnalyse): Generator<void, FileFindings> {
  const { text } = input.document.document;
  if (isNobodysLoad(input, text)) return { findings: [], silenced: [] };
  const found = yield* analysed(input, judgingOf(input));
  const ordered = found.toSorted(
    (a, b) =>
      a.range.start - b.range.start || a.range.end - b.range.end || (a.rule < b.rule ? -1 : 1),
  );
  const { memory } = input;
  if (memory?.silencesNothing === true) return { findings: ordered, silenced: [] };
  if (memory !== undefined) memory.silencesNothing = !text.includes(SUPPRESSION_MARK);
  return suppress(text, ordered);
}

const isNobodysLoad = ({ file, rules, document }: FileToAnalyse, text: string): boolean =>
  (isTestFile(file) && !rules.policy.includesTests) ||
  isGenerated(text) ||
  (document.kind === "sql" && isForeign(rules.policy, file, text));

function* analysed(input: FileToAnalyse, judging: Judging): Analysis {
  const { document, rules, memory } = input;
  switch (document.kind) {
    case "sql":
      return [
        ...(yield* analyseSql(document.document, rules, judging, memory)),
        ...analysePgconf(settingsInSql(document.document), rules, judging),
      ];
    case "code":
      return yield* analyseCode(document.document, rules, judging);
    case "pgconf":
      return analysePgconf(document.document, rules, judging);
  }
}

const analysePgconf = (
  document: PgconfDocument,
  rules: RuleSet,
  judging: Judging,
): readonly ReportedFinding[] =>
  document.settings.length === 0
    ? []
    : rules.documentRules("pgconf").flatMap((rule) => judgeDocument(rule, document, judging));

function judgingOf(input: FileToAnalyse): Judging {
  const { document, rules, snapshot } = input;
  const { policy } = rules;
  const own = document.kind === "sql" ? ownFacts(document.document, input.facts) : undefined;
  return {
    policy,
    exact: input.exact,
    context: {
      file: input.file,
      knowledge: layered(own, input.workspace, snapshot, input.file),
      snapshot,
      serverMajor:
        policy.serverMajor ??
        (snapshot === undefined ? undefined : Math.floor(snapshot.serverVersion / 10_000)),
      thresholds: policy.thresholds,
      today: input.today,
    },
    ruleFailed: (rule, error) => input.ruleFailed(rule, error),
  };
}

/** Places in the file itself have no file's name. */
const ownFacts = (document: SqlDocument, known: SchemaFacts | undefined): SchemaFacts =>
  known === undefined ? factsOf(document, undefined) : { ...known, file: undefined };
