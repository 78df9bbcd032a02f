// Writes docs/rules: a page for each rule with what it really reports for its examples, and the list of all. Run by
// `npm run generate`, behind the list of rules that is bundled into this program.
import { existsSync, readdirSync } from "node:fs";
import { parseArgs } from "node:util";

import { Parsers } from "../adapters/check/parsers.ts";
import { reportedByExamples } from "../adapters/check/run-example.ts";
import { GRAMMAR_FILES } from "../adapters/files/grammars.ts";
import { type AnyRule, domainOf } from "../core/analysis/rule.ts";
import { rulePage, SEVERITIES } from "../core/analysis/rule-page.ts";
import { RULES } from "../core/rules/index.ts";
import { type GeneratedFile, refresh, report } from "./generated-files.ts";
import { inRoot } from "./root.ts";
import { cell } from "./setting-words.ts";

const FOLDER = "docs/rules";
/** Written by hand. */
const KEPT = new Set(["README.md", "not-implemented.md"]);

const { values } = parseArgs({ options: { check: { type: "boolean" } } });
const isCheck = values.check === true;
const files = [...(await pages()), { path: `${FOLDER}/README.md`, make: () => rulesTable(RULES) }];
report(await refresh([...files, ...leftOver(files)], isCheck), isCheck, "pages of the rules");

async function pages(): Promise<readonly GeneratedFile[]> {
  const parsers = new Parsers((file) => inRoot("node_modules", GRAMMAR_FILES[file] ?? "", file));
  const made: GeneratedFile[] = [];
  for (const rule of RULES) {
    const page = rulePage(rule, await reportedByExamples(rule, parsers));
    made.push({ path: `${FOLDER}/${rule.id}.md`, make: () => page });
  }
  return made;
}

/** Pages of rules that are gone. */
function leftOver(fresh: readonly GeneratedFile[]): readonly GeneratedFile[] {
  if (!existsSync(inRoot(FOLDER))) return [];
  const paths = new Set(fresh.map(({ path }) => path));
  return readdirSync(inRoot(FOLDER), { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".md") && !KEPT.has(name))
    .map((name) => ({ path: `${FOLDER}/${name}`, make: () => undefined }))
    .filter(({ path }) => !paths.has(path));
}

function rulesTable(rules: readonly AnyRule[]): string {
  const domains = [...new Set(rules.map(({ id }) => domainOf(id)))];
  return [
    "# Rules",
    "Printed from `src/core/rules` by `npm run generate`.",
    `${rules.length} rules; those of the catalogue that are not here are in [not-implemented.md](not-implemented.md), each with its reason.`,
    Object.entries(SEVERITIES)
      .map(([severity, words]) => `- **${severity}**: ${words}`)
      .join("\n"),
    ...domains.flatMap((domain) => [
      `## ${domain}`,
      [
        "| rule | severity | fix | what it wants |",
        "| --- | --- | --- | --- |",
        ...rules.filter(({ id }) => domainOf(id) === domain).map(row),
      ].join("\n"),
    ]),
    "",
  ].join("\n\n");
}

function row({ id, severity, fixable, summary }: AnyRule): string {
  return `| [\`${id}\`](${id}.md) | ${severity} | ${fixable ? "yes" : ""} | ${cell(summary)} |`;
}
