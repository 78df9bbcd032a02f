// A rule's page in Markdown, from what the rule says of itself and what it reported for its examples. The
// documents, `rowmill explain` and SARIF show this one text.
import { codeFrame } from "../text/code-frame.ts";
import { Lines } from "../text/lines.ts";
import type { Fix, ReportedFinding, Severity } from "./finding.ts";
import { type AnyRule, domainOf, type Example } from "./rule.ts";

/** `reported` has the findings of each example's bad text; without it the page does without messages. */
export function rulePage(
  rule: AnyRule,
  reported: readonly (readonly ReportedFinding[])[] = [],
): string {
  const language = fenceOf(rule);
  return [
    `# ${rule.id}`,
    `<!-- Printed from src/core/rules/${rule.id}.ts by \`npm run generate\`. -->`,
    `${rule.summary}.`,
    [
      `- **Severity**: ${rule.severity}, ${SEVERITIES[rule.severity]}`,
      `- **Fix**: ${fixLine(rule, reported.flat())}`,
      `- **Judges**: ${judged(rule)}`,
    ].join("\n"),
    "## Why",
    // A sentence a line, as all our documents.
    rule.why.replaceAll(/(?<=[.!?]) (?=[A-Z])/gu, "\n"),
    rule.examples.length === 1 ? "## Example" : "## Examples",
    ...rule.examples.flatMap((example, index) => exampleText(example, language, reported[index])),
    ...(rule.references.length === 0
      ? []
      : ["## References", rule.references.map((name) => `- ${name}`).join("\n")]),
    "## Turning it off",
    "In one place, with the reason:",
    fenced(
      language,
      `${COMMENTS[domainOf(rule.id)] ?? "--"} rowmill-disable-next-line ${rule.id}: why`,
    ),
    "Everywhere, or with another severity, in `rowmill.yaml`:",
    fenced("yaml", `rules:\n  ${rule.id}: off`),
    "",
  ].join("\n\n");
}

/** An example's text without the marks around what is reported. */
export const withoutMarks = (text: string): string => text.replaceAll(/[«»]/gu, "");

export const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: "it fails or loses data",
  warning: "it is slow or fragile",
  info: "worth knowing",
};

const COMMENTS: Readonly<Record<string, string>> = {
  pgconf: "#",
  python: "#",
  java: "//",
  go: "//",
  node: "//",
  scala: "//",
  csharp: "//",
};

const LANGUAGES: Readonly<Record<string, string>> = {
  sql: "SQL files, and PL/pgSQL bodies in them",
  live: "SQL files, with a connected database",
  pgconf: "postgresql.conf, ALTER SYSTEM, and the flags of a server that is started",
  python: "Python",
  java: "Java",
  go: "Go",
  node: "TypeScript and JavaScript",
  scala: "Scala",
  csharp: "C#",
};

const fenceOf = ({ id }: AnyRule): string => {
  const domain = domainOf(id);
  if (domain === "node") return "typescript";
  if (domain === "pgconf") return "ini";
  return domain === "live" ? "sql" : domain;
};

function judged(rule: AnyRule): string {
  const where = LANGUAGES[domainOf(rule.id)] ?? "";
  const isEmbeddable = "isEmbeddable" in rule && rule.isEmbeddable;
  const dialects = rule.dialects ?? ["postgresql"];
  const only = dialects.join() === "postgresql" ? "" : ` (${dialects.join(", ")})`;
  return `${where}${only}${isEmbeddable ? "; SQL in strings of other languages" : ""}`;
}

function fixLine(rule: AnyRule, findings: readonly ReportedFinding[]): string {
  if (!rule.fixable) return "none, advice only";
  const safeties = new Set(
    findings.flatMap(({ fixes }) => fixes ?? []).map(({ safety }) => safety),
  );
  const lines = (["safe", "unsafe"] as const).filter((safety) => safeties.has(safety));
  return lines.length === 0 ? "offered" : lines.map((safety) => SAFETIES[safety]).join("; ");
}

const SAFETIES: Readonly<Record<Fix["safety"], string>> = {
  safe: "safe, `rowmill check --fix` applies it",
  unsafe: "unsafe, offered in the editor only",
};

function exampleText(
  example: Example,
  language: string,
  findings: readonly ReportedFinding[] | undefined,
): readonly string[] {
  const bad = withoutMarks(example.bad);
  const [fix] = findings?.[0]?.fixes ?? [];
  const name = example.language === "javascript" ? "javascript" : language;
  return [
    `### ${example.title}`,
    ...givenText(example),
    fenced(name, bad),
    ...(findings === undefined ? [] : [fenced("text", reportOf(bad, findings))]),
    example.isFixed === true && fix !== undefined
      ? `After the fix “${fix.title.en}” (${fix.safety}):`
      : "Better:",
    fenced(name, example.good),
  ];
}

/** What the example needs beside its text. */
function givenText(example: Example): readonly string[] {
  const facts = [
    example.file === undefined ? undefined : `in \`${example.file}\``,
    example.serverVersion === undefined ? undefined : `for PostgreSQL ${example.serverVersion}`,
    example.dialect === undefined || example.dialect === "postgresql"
      ? undefined
      : `in ${example.dialect}`,
    example.snapshot === undefined ? undefined : "where the connected database says so",
  ].filter((fact) => fact !== undefined);
  return [
    ...(example.workspace === undefined
      ? []
      : ["With this in another file:", fenced("sql", example.workspace)]),
    ...(facts.length === 0 ? [] : [`Reported ${facts.join(", ")}:`]),
  ];
}

function reportOf(text: string, findings: readonly ReportedFinding[]): string {
  const lines = new Lines(text);
  return findings
    .map(
      ({ range, severity, message }) =>
        `${codeFrame(text, lines, range)}\n${severity}: ${message.en}`,
    )
    .join("\n\n");
}

/** Prettier would lay out the code of languages that it knows, and the places would be wrong. */
function fenced(language: string, text: string): string {
  const isLaidOut = ["typescript", "javascript", "yaml"].includes(language);
  const block = `\`\`\`${language}\n${text.replace(/\n$/u, "")}\n\`\`\``;
  return isLaidOut ? `<!-- prettier-ignore -->\n${block}` : block;
}
