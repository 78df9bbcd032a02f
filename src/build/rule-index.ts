// Prints src/core/rules/index.ts from the folder: a rule is registered by being there.

/** The program text of the index; `paths` are relative to src/core/rules, such as sql/no-x.ts. */
export function ruleIndex(paths: readonly string[]): string {
  const rules = paths
    .filter((path) => /^[a-z]+\/[a-z0-9-]+\.ts$/u.test(path))
    .map((path) => ({ path, name: nameOf(path) }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return [
    "// Every rule, by id. Printed from the folder by `npm run generate`; do not edit.",
    `import type { AnyRule } from "../analysis/rule.ts";`,
    ...rules.map(({ path, name }) => `import { rule as ${name} } from "./${path}";`),
    "",
    "export const RULES: readonly AnyRule[] = [",
    ...rules.map(({ name }) => `  ${name},`),
    "];",
    "",
  ].join("\n");
}

/** `sql/no-x.ts` -> `sqlNoX`. */
const nameOf = (path: string): string =>
  path
    .replace(/\.ts$/u, "")
    .replaceAll(/[/-]([a-z0-9])/gu, (_, letter: string) => letter.toUpperCase());
