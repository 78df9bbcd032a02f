// What a team decided about the rules: severities, thresholds, which files. Read from rowmill.yaml by an
// adapter; the roots may lay an editor's settings over it.
import type { SqlDialect } from "../lang/sql/dialect.ts";
import { guessDialect } from "../lang/sql/guess-dialect.ts";
import type { Severity } from "./finding.ts";
import type { Thresholds } from "./rule.ts";

export interface Policy {
  /** By rule id, or by domain with a star: `sql/*`. The id wins over the domain. */
  readonly severities: ReadonlyMap<string, Severity | "off">;
  readonly thresholds: Thresholds;
  /** Major version of the server that the files are for. */
  readonly serverMajor: number | undefined;
  /** True where test folders are judged like the rest. */
  readonly includesTests: boolean;
  /** Path relative to the root, with forward slashes. */
  isIgnored(file: string): boolean;
  /** Undefined where nobody said. */
  dialectOf(file: string): SqlDialect | undefined;
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  runLength: 5,
  batchRows: 1_000,
  partitionHorizonDays: 7,
  indexesMax: 5,
};

/** What holds without a rowmill.yaml. */
export const DEFAULT_POLICY: Policy = {
  severities: new Map(),
  thresholds: DEFAULT_THRESHOLDS,
  serverMajor: undefined,
  includesTests: false,
  isIgnored: () => false,
  dialectOf: () => undefined,
};

/** What was said of the file, or else what its text shows. */
export function dialectFor(policy: Policy, file: string, text: string): SqlDialect {
  const said = policy.dialectOf(file);
  if (said !== undefined) return said;
  return guessDialect(text) === "mysql" ? "mysql" : "postgresql";
}

/** A script of a product that no rule speaks of. */
export const isForeign = (policy: Policy, file: string, text: string): boolean =>
  policy.dialectOf(file) === undefined && guessDialect(text) === "foreign";

/** The severity that was asked for; undefined leaves it to the rule. */
export const severityAsked = (policy: Policy, rule: string): Severity | "off" | undefined =>
  policy.severities.get(rule) ?? policy.severities.get(`${rule.slice(0, rule.indexOf("/"))}/*`);
