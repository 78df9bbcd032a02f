// Prints the settings table: the manifest's configuration, its translated words, the reference page.
import type { Words } from "../core/base/words.ts";
import type { Setting } from "../core/config/settings.ts";

/** The manifest with `contributes.configuration` and the list of restricted settings made anew. */
export function withSettings(manifest: string, settings: readonly Setting[]): string {
  const parsed = objectOf(JSON.parse(manifest));
  const contributes = objectOf(parsed["contributes"]);
  const capabilities = objectOf(parsed["capabilities"]);
  const untrusted = objectOf(capabilities["untrustedWorkspaces"]);
  untrusted["restrictedConfigurations"] = settings
    .filter((setting) => setting.isRestricted)
    .map((setting) => setting.key);
  contributes["configuration"] = {
    title: "Rowmill",
    properties: Object.fromEntries(
      settings.map((setting, order) => [setting.key, property(setting, order)]),
    ),
  };
  return JSON.stringify(parsed);
}

/** The manifest's words in one language, with those of the settings made anew. */
export function withWords(
  words: string,
  settings: readonly Setting[],
  language: keyof Words,
): string {
  const kept = Object.entries(objectOf(words === "" ? {} : JSON.parse(words))).filter(
    ([key]) => !key.startsWith("settings."),
  );
  const made = settings.flatMap((setting) =>
    wordsOf(setting).map(([key, text]) => [key, text[language]] as const),
  );
  return JSON.stringify(Object.fromEntries([...kept, ...made]));
}

export function settingsPage(settings: readonly Setting[]): string {
  const rows = settings.map((setting) => {
    const choices =
      setting.type === "choice"
        ? setting.choices.map(({ value, words }) => ` \`${value}\`: ${words.en}`).join("")
        : "";
    const restricted = setting.isRestricted ? "yes" : "no";
    const value = `\`${JSON.stringify(setting.default)}\``;
    return `| \`${setting.key}\` | ${value} | ${setting.scope} | ${restricted} | ${cell(setting.words.en + choices)} |`;
  });
  return [
    "# Settings",
    "",
    "Printed from `src/core/config/settings.ts` by `npm run generate`.",
    "A setting that needs trust takes a workspace's own value only in a trusted workspace.",
    "",
    "| setting | default | scope | needs trust | meaning |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** As a cell of a Markdown table. */
export const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function property(setting: Setting, order: number): Record<string, unknown> {
  const base = {
    default: setting.default,
    scope: setting.scope,
    order,
    markdownDescription: `%${wordKey(setting)}%`,
  };
  switch (setting.type) {
    case "switch":
      return { type: "boolean", ...base };
    case "choice":
      return {
        type: "string",
        enum: setting.choices.map(({ value }) => value),
        enumDescriptions: setting.choices.map(({ value }) => `%${wordKey(setting)}.${value}%`),
        ...base,
      };
    case "text":
      return setting.pattern === null
        ? { type: "string", ...base }
        : {
            type: "string",
            pattern: setting.pattern.source,
            patternErrorMessage: `%${wordKey(setting)}.problem%`,
            ...base,
          };
  }
}

/** Every word of a setting with its key in package.nls.json. */
function wordsOf(setting: Setting): readonly (readonly [string, Words])[] {
  const key = wordKey(setting);
  const description = [key, setting.words] as const;
  if (setting.type === "choice") {
    return [
      description,
      ...setting.choices.map(({ value, words }) => [`${key}.${value}`, words] as const),
    ];
  }
  return setting.type === "text" && setting.pattern !== null
    ? [description, [`${key}.problem`, setting.pattern.problem]]
    : [description];
}

const wordKey = (setting: Setting) => `settings.${setting.key.replace(/^rowmill\./u, "")}`;

function objectOf(value: unknown): Record<string, unknown> {
  if (isObject(value)) return value;
  throw new Error("package.json lacks a part that the settings are written into");
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
