// Every string has its words in Brazilian Portuguese, and no translation is left over.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { localizedStrings } from "./localized-strings.ts";

const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const text = (path: string) => readFileSync(inRoot(path), "utf8");

const words = (path: string): ReadonlyMap<string, string> => {
  const parsed: unknown = JSON.parse(text(path));
  if (typeof parsed !== "object" || parsed === null) throw new Error(`${path} holds no words`);
  return new Map(Object.entries(parsed).map(([key, value]) => [key, String(value)]));
};

const holes = (message: string) => (message.match(/\{\d\}/gu) ?? []).sort();

test("l10n: the strings of the source are the strings of the bundle", () => {
  const translations = words("l10n/bundle.l10n.pt-br.json");
  expect([...translations.keys()].sort()).toEqual(
    [...localizedStrings(inRoot("src/vscode"))].sort(),
  );
  for (const [english, portuguese] of translations) {
    expect([english, holes(portuguese)]).toEqual([english, holes(english)]);
  }
});

test("manifest: every %key% has words in both languages, and none is left over", () => {
  const used = [...text("package.json").matchAll(/"%([^%"]+)%"/gu)].map((match) => match[1] ?? "");
  const keys = [...new Set(used)].sort();
  expect([...words("package.nls.json").keys()].sort()).toEqual(keys);
  expect([...words("package.nls.pt-br.json").keys()].sort()).toEqual(keys);
});

test("manifest: the commands that connect need trust, and every command of a menu exists", () => {
  const manifest = text("package.json");
  const commands = [...manifest.matchAll(/"command": "(rowmill\.[^"]+)",\s+"title"/gu)];
  const known = commands.map((match) => match[1] ?? "");
  const used = [...manifest.matchAll(/"command": "(rowmill\.[^"]+)"/gu)].map((match) => match[1]);
  expect(new Set(used)).toEqual(new Set(known));
  const linked = [...text("package.nls.json").matchAll(/\(command:(rowmill\.[^)]+)\)/gu)];
  expect(known).toEqual(expect.arrayContaining(linked.map((match) => match[1])));
});
