// `npm run generate [-- --check]`: writes what is printed from code: the list of rules, the manifest's settings, their
// translations, docs/reference, and the rules' pages. With --check nothing is written, and what is stale is named.
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";

import { SETTINGS } from "../core/config/settings.ts";
import { errorsPage } from "./error-words.ts";
import { type GeneratedFile, refresh, report, textOf } from "./generated-files.ts";
import { inRoot } from "./root.ts";
import { ruleIndex } from "./rule-index.ts";
import { runNode } from "./run-command.ts";
import { settingsPage, withSettings, withWords } from "./setting-words.ts";

const FILES: readonly GeneratedFile[] = [
  { path: "src/core/rules/index.ts", make: () => ruleIndex(ruleFiles()) },
  { path: "package.json", make: (old) => withSettings(old, SETTINGS) },
  { path: "package.nls.json", make: (old) => withWords(old, SETTINGS, "en") },
  { path: "package.nls.pt-br.json", make: (old) => withWords(old, SETTINGS, "ptBr") },
  { path: "docs/reference/settings.md", make: () => settingsPage(SETTINGS) },
  {
    path: "docs/reference/errors.md",
    make: () => errorsPage(errorFiles().map((name) => textOf(`src/core/base/${name}`))),
  },
];

const { values } = parseArgs({ options: { check: { type: "boolean" } } });
const isCheck = values.check === true;
const stale = await refresh(FILES, isCheck);
report(stale, isCheck, "generated files");
// The pages need every rule, and so a program bundled from the list as it is now.
if (process.exitCode !== 1) {
  const { code } = await runNode("src/build/bootstrap.mjs", [
    "rule-pages",
    ...(isCheck ? ["--check"] : []),
  ]);
  process.exitCode = code;
}

/** The general ones first, then those of each subject. */
function errorFiles(): readonly string[] {
  const names = readdirSync(inRoot("src/core/base"));
  return ["errors.ts", ...names.filter((name) => name.endsWith("-errors.ts")).toSorted()];
}

function ruleFiles(): readonly string[] {
  return readdirSync(inRoot("src/core/rules"), { recursive: true, encoding: "utf8" }).map((path) =>
    path.replaceAll("\\", "/"),
  );
}
