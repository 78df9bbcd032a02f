// Starts the language server in a process of its own and keeps it running: a bundle of its own, which the
// extension loads when the first checked document opens, and never before.
import { l10n } from "vscode";
import {
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
  type LanguageClientOptions,
  type ServerOptions,
} from "vscode-languageclient/node";

import {
  RULE_PAGE_COMMAND,
  SNAPSHOT_MESSAGE,
  type ServerOptions as CheckServerOptions,
} from "../core/config/check-settings.ts";
import type { CatalogSnapshot } from "../core/lang/sql/schema/snapshot.ts";
import { CHECKED } from "./checked-documents.ts";

export interface RunningChecks {
  /** null: no database is chosen. Kept, and sent again to a server that had to be started again. */
  sendSnapshot(snapshot: CatalogSnapshot | null): void;
  stop(): Promise<void>;
}

/** Resolves when the server answers. A server that dies is started again, a few times in a row at most. */
export async function startLanguageClient(serverPath: string): Promise<RunningChecks> {
  const client = new LanguageClient("rowmill", l10n.t("Rowmill Checks"), ...options(serverPath));
  let snapshot: CatalogSnapshot | null = null;
  const send = () => {
    if (!client.isRunning()) return;
    // A server that dies on the way gets it when it runs again.
    client.sendNotification(SNAPSHOT_MESSAGE, snapshot).catch(() => undefined);
  };
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running && snapshot !== null) send();
  });
  await client.start();
  return {
    sendSnapshot(next) {
      snapshot = next;
      send();
    },
    stop: () => client.dispose(),
  };
}

function options(serverPath: string): [ServerOptions, LanguageClientOptions] {
  const program = { module: serverPath, transport: TransportKind.ipc };
  const initializationOptions: CheckServerOptions = { opensRulePages: true };
  return [
    { run: program, debug: program },
    {
      documentSelector: [...CHECKED],
      initializationOptions,
      // Its log is for whoever looks for it; nobody is interrupted by it.
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      markdown: { isTrusted: { enabledCommands: [RULE_PAGE_COMMAND] } },
    },
  ];
}
