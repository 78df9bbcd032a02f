// The rules that are on, arranged by what they judge, so that an analysis asks only those that can say
// something.
import type { SqlDialect } from "../lang/sql/dialect.ts";
import type { StatementKind } from "../lang/sql/statement.ts";
import { type Policy, severityAsked } from "./policy.ts";
import {
  type AnyRule,
  type AnyStatementRule,
  type DocumentRule,
  type Domain,
  domainOf,
} from "./rule.ts";

export interface RuleSet {
  readonly policy: Policy;
  statementRules(dialect: SqlDialect): RulesByKind;
  /** Rules about statements that judge SQL in strings of host code too. */
  readonly embeddedRules: RulesByKind;
  documentRules<D extends Domain>(domain: D): readonly DocumentRule<D>[];
}

export type RulesByKind = ReadonlyMap<StatementKind, readonly AnyStatementRule[]>;

export function selectRules(rules: readonly AnyRule[], policy: Policy): RuleSet {
  const on = rules.filter(({ id }) => severityAsked(policy, id) !== "off");
  const statementRules = on.filter(isStatementRule);
  const known = new Map<SqlDialect, RulesByKind>();
  const about = <D extends Domain>(domain: D): readonly DocumentRule<D>[] =>
    on.filter((rule) => isAbout(rule, domain));
  // Sorted out once: every file asks.
  const documentRules: DocumentRules = {
    sql: about("sql"),
    live: about("live"),
    pgconf: about("pgconf"),
    python: about("python"),
    java: about("java"),
    go: about("go"),
    node: about("node"),
    scala: about("scala"),
    csharp: about("csharp"),
  };
  return {
    policy,
    statementRules(dialect) {
      const rulesByKind = known.get(dialect) ?? byKind(statementRules, dialect);
      known.set(dialect, rulesByKind);
      return rulesByKind;
    },
    embeddedRules: byKind(
      statementRules.filter(({ isEmbeddable }) => isEmbeddable === true),
      "postgresql",
    ),
    documentRules: (domain) => documentRules[domain],
  };
}

type DocumentRules = { readonly [D in Domain]: readonly DocumentRule<D>[] };

function byKind(rules: readonly AnyStatementRule[], dialect: SqlDialect): RulesByKind {
  const found = new Map<StatementKind, AnyStatementRule[]>();
  for (const rule of rules.filter((candidate) => speaks(candidate, dialect))) {
    for (const kind of rule.on) found.set(kind, [...(found.get(kind) ?? []), rule]);
  }
  return found;
}

export const speaks = (
  { dialects }: Pick<AnyRule, "dialects">,
  dialect: string | undefined,
): boolean => (dialects ?? ["postgresql"]).some((known) => known === dialect);

const isStatementRule = (rule: AnyRule): rule is AnyStatementRule => "on" in rule;

const isAbout = <D extends Domain>(rule: AnyRule, domain: D): rule is DocumentRule<D> & AnyRule =>
  !isStatementRule(rule) && domainOf(rule.id) === domain;
