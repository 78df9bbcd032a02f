// What the pointer is told, as Markdown: why a finding matters and where its rule is explained, and what
// the connected database says of the table that rows go into.
import type { AnyRule } from "../core/analysis/rule.ts";
import { tableHover } from "../core/analysis/table-hover.ts";
import type { Language } from "../core/base/words.ts";
import { RULE_PAGE_COMMAND } from "../core/config/check-settings.ts";
import { buildKnowledge, layered } from "../core/lang/sql/schema/build.ts";
import type { CatalogSnapshot } from "../core/lang/sql/schema/snapshot.ts";
import { ageText } from "../core/text/age.ts";
import type { Wording } from "./lsp-findings.ts";
import type { TargetTable } from "./target-table.ts";

/** The editor shows the finding's own message beside it. */
export function ruleHover({ id, why }: AnyRule, { language, opensRulePages }: Wording): string {
  const page = opensRulePages ? ` · [${MORE[language]}](${pageLink(id)})` : "";
  return `\`${id}\`${page}\n\n${why}`;
}

/** Undefined where the snapshot does not know the table. `now` is ISO 8601. */
export function targetHover(
  { table }: TargetTable,
  snapshot: CatalogSnapshot,
  language: Language,
  now: string,
): string | undefined {
  const known = layered(undefined, NO_FILES, snapshot).table(table);
  if (known === undefined) return undefined;
  const figures = snapshot.figures.find(
    ({ schema, name }) => schema === known.schema && name === known.name,
  );
  const age = ageText(snapshot.takenAt, now, LOCALES[language]);
  const source = `${snapshot.connection} · ${CATALOG[language]} ${age}`;
  return `${tableHover(known, figures, snapshot)[language]}\n\n${source}`;
}

const NO_FILES = buildKnowledge([]);
const LOCALES = { en: "en", ptBr: "pt-BR" } as const;
const CATALOG = { en: "catalog read", ptBr: "catálogo lido" } as const;
const MORE = { en: "About this rule", ptBr: "Sobre esta regra" } as const;

/** Opens the rule's page in a client that knows our command. */
const pageLink = (rule: string): string =>
  `command:${RULE_PAGE_COMMAND}?${encodeURIComponent(JSON.stringify([rule]))}`;
