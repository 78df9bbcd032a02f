// What the editor on the other side can do and wants, from its first message.
import type { InitializeParams } from "vscode-languageserver";

import { languageOf } from "../core/base/words.ts";
import { readServerOptions } from "../core/config/check-settings.ts";
import type { Wording } from "./lsp-findings.ts";

export interface Client {
  readonly wording: Wording;
  /** URIs of the folders of its workspace. */
  readonly folders: readonly string[];
  /** It answers `workspace/configuration`, and tells when that changes. */
  readonly hasConfiguration: boolean;
  readonly registersConfiguration: boolean;
  /** It watches files for us. */
  readonly registersWatchers: boolean;
  readonly tellsFolderChanges: boolean;
  /** It asks for the edit of a code action once that is chosen. */
  readonly resolvesActions: boolean;
  readonly refreshesLenses: boolean;
}

export function clientOf(params: InitializeParams): Client {
  const { workspace, textDocument } = params.capabilities;
  const { opensRulePages } = readServerOptions(params.initializationOptions);
  return {
    wording: { language: languageOf(params.locale ?? "en"), opensRulePages },
    folders: foldersOf(params),
    hasConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    tellsFolderChanges: workspace?.workspaceFolders === true,
    resolvesActions: textDocument?.codeAction?.resolveSupport?.properties.includes("edit") === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
  };
}

/** Newer editors name several folders, older ones one. */
function foldersOf(params: InitializeParams): readonly string[] {
  const { workspaceFolders } = params;
  if (Array.isArray(workspaceFolders)) return workspaceFolders.map(({ uri }) => uri);
  const older: { readonly rootUri?: unknown } = params;
  return typeof older.rootUri === "string" ? [older.rootUri] : [];
}
