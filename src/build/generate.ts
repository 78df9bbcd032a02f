// `npm run generate [-- --check]`: writes what is printed from code: the manifest's settings, their translations,
// docs/reference. With --check nothing is written, and what is stale is named.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";

import { format, resolveConfig } from "prettier";

import { SETTINGS } from "../core/config/settings.ts";
import { errorsPage } from "./error-words.ts";
import { inRoot } from "./root.ts";
import { settingsPage, withSettings, withWords } from "./setting-words.ts";

/** Path and content; the content is made from the file as it is, where it holds other things too. */
const FILES: readonly (readonly [string, (old: string) => string])[] = [
  ["package.json", (old) => withSettings(old, SETTINGS)],
  ["package.nls.json", (old) => withWords(old, SETTINGS, "en")],
  ["package.nls.pt-br.json", (old) => withWords(old, SETTINGS, "ptBr")],
  ["docs/reference/settings.md", () => settingsPage(SETTINGS)],
  ["docs/reference/errors.md", () => errorsPage(read("src/core/base/errors.ts"))],
];

const { values } = parseArgs({ options: { check: { type: "boolean" } } });
const stale: string[] = [];
for (const [path, make] of FILES) {
  const file = inRoot(path);
  const options = { ...(await resolveConfig(file)), filepath: file };
  // Read late and written at once: others may edit the manifest too.
  const old = read(path);
  const content = await format(make(old), options);
  if (content === old) continue;
  stale.push(path);
  if (values.check === true) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
if (values.check === true && stale.length > 0) {
  console.error(`not up to date: ${stale.join(", ")}; run npm run generate`);
  process.exitCode = 1;
} else {
  console.log(
    stale.length === 0 ? "all generated files are fresh" : `written: ${stale.join(", ")}`,
  );
}

function read(path: string): string {
  const file = inRoot(path);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
