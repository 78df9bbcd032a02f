// What rules about settings share: the settings they look at, whether a server runs with one, new values.
import type { Words } from "../../base/words.ts";
import type { Edit } from "../../text/edit.ts";
import type { ConfSetting, PgconfDocument } from "./document.ts";
import { bytesOf, isOff, isOn, secondsOf } from "./units.ts";

/** The setting of that name that is in force, for each server. */
export const inForce = (document: PgconfDocument, name: string): readonly ConfSetting[] =>
  document.servers.flatMap((server) => server.get(name) ?? []);

/** True where a connected server runs with this value: the file is then most likely its own. */
export function isLive(setting: ConfSetting, live: Readonly<Record<string, string>>): boolean {
  const { name, value } = setting;
  const now = live[name];
  if (now === undefined) return false;
  if (now.toLowerCase() === value.trim().toLowerCase()) return true;
  if ((isOn(now) && isOn(value)) || (isOff(now) && isOff(value))) return true;
  return [bytesOf, secondsOf].some((read) => {
    const amount = read(name, value);
    return amount !== undefined && amount === read(name, now);
  });
}

/** The parts of a fix that gives the setting another value, in quotes where its place wants them. */
export function withValue(
  text: string,
  setting: ConfSetting,
  value: string,
): { readonly title: Words; readonly edits: readonly Edit[] } {
  const isQuoted = setting.place !== "flag" && text[setting.valueRange.start] === "'";
  const isScript = setting.place === "alter-system" || setting.place === "alter-database";
  return {
    title: {
      en: `Set ${setting.name} to ${value}`,
      ptBr: `Definir ${setting.name} como ${value}`,
    },
    edits: [{ range: setting.valueRange, text: isQuoted || isScript ? `'${value}'` : value }],
  };
}
