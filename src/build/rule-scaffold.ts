// What a new rule begins as: the checks on its id, and the text of its two files.
import type { Domain } from "../core/analysis/rule.ts";

export type Scaffold =
  | { readonly files: readonly { readonly path: string; readonly text: string }[] }
  | { readonly problem: string };

/** How a rule of each domain is defined; `satisfies` keeps the list whole. */
const DEFINED_BY = {
  sql: "statement",
  live: "statement",
  pgconf: "document",
  python: "document",
  java: "document",
  go: "document",
  node: "document",
  scala: "document",
  csharp: "document",
} as const satisfies Record<Domain, "statement" | "document">;

const VERBS = { no: "Disallow", require: "Require", prefer: "Prefer" } as const;

export function newRule(id: string): Scaffold {
  const [domain = "", name = "", ...more] = id.split("/");
  if (!isDomain(domain) || more.length > 0) {
    return {
      problem: `"${id}" is no <domain>/<id>: domains are ${Object.keys(DEFINED_BY).join(", ")}`,
    };
  }
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/u.test(name)) {
    return { problem: `"${name}" is not in kebab-case, such as no-single-row-insert-run` };
  }
  const verb = Object.entries(VERBS).find(([start]) => name.startsWith(`${start}-`));
  // What a database is asked is a fact about it, and named so.
  if (verb === undefined && domain !== "live") {
    return { problem: `"${name}" must begin with no-, require- or prefer-` };
  }
  const summary = `${verb?.[1] ?? "Name"} ${name.replace(/^(?:no|require|prefer)-/u, "").replaceAll("-", " ")}`;
  return {
    files: [
      { path: `src/core/rules/${id}.ts`, text: ruleText(domain, id, summary) },
      { path: `test/core/rules/${id}.test.ts`, text: testText(id) },
    ],
  };
}

const isDomain = (text: string): text is Domain => Object.hasOwn(DEFINED_BY, text);

function ruleText(domain: Domain, id: string, summary: string): string {
  const isStatement = DEFINED_BY[domain] === "statement";
  const define = isStatement ? "defineStatementRule" : "defineRule";
  const check = isStatement
    ? `  on: ["insert"],
  *checkStatement(statement) {
    yield { range: statement.keyword, message: message() };
  },`
    : `  *check(document) {
    yield { range: { start: 0, end: document.text.length }, message: message() };
  },`;
  return `// What it finds, and what that costs, in a sentence.
import { ${define} } from "../../analysis/rule.ts";

export const rule = ${define}${isStatement ? "" : `<"${domain}">`}({
  id: "${id}",
  summary: "${summary}",
  why: "The mechanism, with a number where one was measured.",
  severity: "warning",
  fixable: false,
  references: [],
  examples: [
    {
      title: "What this example shows",
      bad: "«what is reported»",
      good: "what to write instead",
    },
  ],
${check}
});

const message = () => ({
  en: "What is wrong. Why it hurts. What to do",
  ptBr: "O que está errado. Por que prejudica. O que fazer",
});
`;
}

const testText = (
  id: string,
): string => `import { rule } from "../../../../src/core/rules/${id}.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [["what it finds", "«»"]],
  quiet: [
    ["a shape from real code that must stay quiet", ""],
    ["a half-typed one", ""],
    ["a placeholder that hides what it judges", ""],
  ],
});
`;
