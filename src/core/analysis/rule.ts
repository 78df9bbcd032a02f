// What a rule is, and what it is given. A rule is one file; its path is its id.
import type { CodeDocument } from "../lang/code/document.ts";
import type { PgconfDocument } from "../lang/pgconf/document.ts";
import type { SqlDialect } from "../lang/sql/dialect.ts";
import type { InsertRun, SqlDocument } from "../lang/sql/document.ts";
import type { Knowledge } from "../lang/sql/schema/known.ts";
import type { CatalogSnapshot } from "../lang/sql/schema/snapshot.ts";
import type { StatementKind, StatementOf } from "../lang/sql/statement.ts";
import type { Finding, Severity } from "./finding.ts";

export interface DocumentByDomain {
  sql: SqlDocument;
  live: SqlDocument;
  pgconf: PgconfDocument;
  python: CodeDocument;
  java: CodeDocument;
  go: CodeDocument;
  node: CodeDocument;
  scala: CodeDocument;
  csharp: CodeDocument;
}

export type Domain = keyof DocumentByDomain;

/** Text in, text out: `bad` marks each reported range with «», `good` reports nothing. */
export interface Example {
  readonly title: string;
  readonly bad: string;
  /** What the text should be; equal to the first fix applied, where `isFixed`. */
  readonly good: string;
  /** True where `good` is exactly what the first fix makes of `bad`. */
  readonly isFixed?: boolean;
  /** File name the example is checked under, where it matters: seeds/users.sql, postgresql.conf. */
  readonly file?: string;
  /** DDL of other files in the workspace. */
  readonly workspace?: string;
  /** For live rules: what the connected database says, over an empty one. */
  readonly snapshot?: Partial<CatalogSnapshot>;
  readonly serverVersion?: number;
  readonly dialect?: SqlDialect;
  /** For code: the language, where the domain has several. */
  readonly language?: string;
  /** As a team's rowmill.yaml would set them, where the defaults would make the example long. */
  readonly thresholds?: Partial<Thresholds>;
}

/** Numbers that teams set in rowmill.yaml. */
export interface Thresholds {
  /** Consecutive single-row INSERTs that make a run. */
  readonly runLength: number;
  /** Rows in one multi-row INSERT or batch. */
  readonly batchRows: number;
  /** Days ahead for which range partitions must exist. */
  readonly partitionHorizonDays: number;
  /** Indexes on the target of a load above which a finding is worth it. */
  readonly indexesMax: number;
}

/** Everything beside the document that a rule may look at. */
export interface RuleContext {
  /** Path relative to the workspace, with forward slashes. */
  readonly file: string;
  readonly knowledge: Knowledge;
  readonly snapshot: CatalogSnapshot | undefined;
  /** Major version of the server the file is for, such as 16; undefined when nobody said. */
  readonly serverMajor: number | undefined;
  readonly thresholds: Thresholds;
  /** Today's date, for rules about the future: ISO, such as 2026-11-22. */
  readonly today: string;
}

interface RuleBase<D extends Domain> {
  readonly id: `${D}/${string}`;
  /** "Require …", "Disallow …", "Prefer …"; no full stop. */
  readonly summary: string;
  /** What is lost or slow if you ignore it: the mechanism, with a number where one was measured. */
  readonly why: string;
  readonly severity: Severity;
  readonly fixable: boolean;
  /** Names of documents, never of hosts of this project's machines. */
  readonly references: readonly string[];
  readonly examples: readonly [Example, ...Example[]];
  /** Default: postgresql alone. */
  readonly dialects?: readonly SqlDialect[];
}

/** Judges a document as a whole; runs again at each change, so it must cost the matches only. */
export interface DocumentRule<D extends Domain> extends RuleBase<D> {
  check(document: DocumentByDomain[D], context: RuleContext): Iterable<Finding>;
}

/**
 * Judges one statement by itself and by what is known of its table. The engine keeps its findings until
 * the statement or the knowledge changes, calls it for statements inside PL/pgSQL bodies and in strings of
 * host code too, and reports it once for a run of alike INSERTs unless it reads the values.
 */
export interface StatementRule<
  D extends "sql" | "live",
  K extends StatementKind,
> extends RuleBase<D> {
  readonly on: readonly K[];
  /** True where the finding depends on literal values: called for each statement of a run. */
  readonly readsValues?: boolean;
  /** With `readsValues`: asked once for a run; false spares the INSERTs after its first. */
  isWorthReading?(run: InsertRun, context: RuleContext): boolean;
  /** True where SQL in strings of host code is judged as well; placeholders stand for values there. */
  readonly isEmbeddable?: boolean;
  /** True where the statement's end matters (what is missing): waits until the exact parser takes it. */
  readonly needsWhole?: boolean;
  checkStatement(
    statement: StatementOf<K>,
    document: SqlDocument,
    context: RuleContext,
  ): Iterable<Finding>;
}

export type AnyStatementRule = StatementRule<"sql" | "live", StatementKind>;
export type AnyDocumentRule = { [D in Domain]: DocumentRule<D> }[Domain];
export type AnyRule = AnyStatementRule | AnyDocumentRule;

/** Gives a rule its types: `defineRule<"sql">({ …, check(document) {} })`. */
export const defineRule = <D extends Domain>(rule: DocumentRule<D>): DocumentRule<D> => rule;

/** The same for a rule about single statements: `defineStatementRule({ on: ["insert"], … })`. */
export const defineStatementRule = <D extends "sql" | "live", K extends StatementKind>(
  rule: StatementRule<D, K>,
): StatementRule<D, K> => rule;

export const domainOf = (id: string): string => id.slice(0, id.indexOf("/"));
