// Reads the settings table's values for a file. What is not valid counts as its default, and the log names it.
import { workspace, type Uri } from "vscode";

import type { Logger } from "../core/base/log.ts";
import { readSettings, type EditorSettings } from "../core/config/settings.ts";

export function editorSettings(scope: Uri | undefined, log: Logger): EditorSettings {
  const configuration = workspace.getConfiguration(undefined, scope);
  const { settings, invalid } = readSettings((key) => configuration.get<unknown>(key));
  for (const key of invalid) log.warn("setting is not valid; its default is used", { key });
  return settings;
}
