// Server settings wherever they are written: postgresql.conf, ALTER SYSTEM, -c flags, compose files.
import type { Range } from "../../text/range.ts";

export interface ConfSetting {
  /** Lower case. */
  readonly name: string;
  readonly nameRange: Range;
  /** Unquoted. */
  readonly value: string;
  /** With its quotes, where it has some. */
  readonly valueRange: Range;
  /** Name and value: what a finding marks. */
  readonly range: Range;
  /** A whole line that may be removed, line end included; undefined where more stands on it. */
  readonly line: Range | undefined;
  readonly place: "file" | "alter-system" | "alter-database" | "flag";
}

/** What one server gets to read. */
export interface ServerSettings {
  readonly settings: readonly ConfSetting[];
  /** The setting in force: the last one of that name, as the server takes it. */
  get(name: string): ConfSetting | undefined;
}

/** Its own settings are those of all its servers together: a compose file may start several. */
export interface PgconfDocument extends ServerSettings {
  readonly text: string;
  readonly servers: readonly ServerSettings[];
}

/** `groups` are the settings of one server each. */
export function pgconfDocument(
  text: string,
  groups: readonly (readonly ConfSetting[])[],
): PgconfDocument {
  const servers = groups.filter((group) => group.length > 0).map(serverSettings);
  return { text, servers, ...serverSettings(groups.flat()) };
}

function serverSettings(settings: readonly ConfSetting[]): ServerSettings {
  const last = new Map(settings.map((setting) => [setting.name, setting]));
  return { settings, get: (name) => last.get(name) };
}

/** True where a template fills the value in later: nothing is known of it. */
export const isTemplated = (value: string): boolean =>
  /\{\{|\}\}|\$[{(A-Za-z_]|<%|%\(|@@?[A-Z_]+@/u.test(value);
