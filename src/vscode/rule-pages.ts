// The pages of the rules, shipped with the extension: as read-only documents, and rendered by a command.
import { readFile } from "node:fs/promises";

import { commands, Disposable, Uri, workspace } from "vscode";

import { RULE_PAGE_COMMAND, RULE_PAGE_SCHEME, rulePageUri } from "../core/config/check-settings.ts";
import type { EditorLog } from "./log.ts";
import { registerCommand } from "./register-command.ts";

export function registerRulePages(extensionUri: Uri, log: EditorLog): Disposable {
  return Disposable.from(
    workspace.registerTextDocumentContentProvider(RULE_PAGE_SCHEME, {
      provideTextDocumentContent: (uri) => readPage(extensionUri, uri.path),
    }),
    registerCommand(log, {
      id: RULE_PAGE_COMMAND,
      needsTrust: false,
      run: async (rule) => {
        await commands.executeCommand("markdown.showPreview", Uri.parse(rulePageUri(String(rule))));
      },
    }),
  );
}

/** Only pages are read, whatever somebody puts into the address. */
async function readPage(extensionUri: Uri, path: string): Promise<string> {
  if (!/^\/[a-z]+\/[a-z0-9-]+\.md$/u.test(path)) return "";
  return readFile(Uri.joinPath(extensionUri, "docs", "rules", path).fsPath, "utf8");
}
