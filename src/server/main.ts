// The language server: the protocol's messages on one side, a session on the other.
import {
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeResult,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { createConnection, IPCMessageReader, IPCMessageWriter } from "vscode-languageserver/node";

import { POLICY_FILE } from "../adapters/files/policy-file.ts";
import { SNAPSHOT_MESSAGE } from "../core/config/check-settings.ts";
import { type Client, clientOf } from "./client.ts";
import { FIX_COMMAND } from "./code-lens.ts";
import type { WasmFolder } from "./parsers.ts";
import { FIX_ALL } from "./quick-fixes.ts";
import { Session } from "./session.ts";
import { isSnapshot } from "./snapshot-message.ts";

export interface ServeOptions {
  /** The folder that holds the runtime and the grammars of the host languages, or what says the path of each. */
  readonly wasmFolder: WasmFolder;
}

/** For the extension: over the channel of the process that started this one. */
export function serveIpc(options: ServeOptions): void {
  serve(createConnection(new IPCMessageReader(process), new IPCMessageWriter(process)), options);
}

/** For every other editor: over stdin and stdout. The process ends when the editor says so or is gone. */
export function serveStdio(options: ServeOptions): Promise<never> {
  serve(createConnection(process.stdin, process.stdout), options);
  return new Promise<never>(() => undefined);
}

export function serve(connection: Connection, { wasmFolder }: ServeOptions): void {
  connection.onInitialize((params) => {
    const client = clientOf(params);
    const session = new Session(connection, client, wasmFolder);
    // Policies are read while the editor makes up its first message.
    session.openFolders(client.folders);
    connection.onInitialized(() => begin(connection, client, session));
    listen(connection, session);
    answer(connection, session);
    return capabilities();
  });
  connection.listen();
}

const capabilities = (): InitializeResult => ({
  serverInfo: { name: "rowmill", version: ROWMILL_VERSION },
  capabilities: {
    textDocumentSync: {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: { includeText: false },
    },
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL],
      resolveProvider: true,
    },
    hoverProvider: true,
    codeLensProvider: { resolveProvider: true },
    executeCommandProvider: { commands: [FIX_COMMAND] },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  },
});

/** What can only be asked for once the editor is ready. */
async function begin(connection: Connection, client: Client, session: Session): Promise<void> {
  const configure = async () => {
    if (client.hasConfiguration)
      session.configure(await connection.workspace.getConfiguration("rowmill.check"));
  };
  connection.onDidChangeConfiguration(async ({ settings }) => {
    if (client.hasConfiguration) await configure();
    else session.configure(pushedSettings(settings));
  });
  if (client.tellsFolderChanges)
    connection.workspace.onDidChangeWorkspaceFolders(async () => {
      const folders = await connection.workspace.getWorkspaceFolders();
      session.openFolders((folders ?? []).map(({ uri }) => uri));
    });
  if (client.registersConfiguration)
    await connection.client.register(DidChangeConfigurationNotification.type, {
      section: "rowmill.check",
    });
  if (client.registersWatchers)
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: WATCHED.map((globPattern) => ({ globPattern })),
    });
  await configure();
}

const WATCHED = [`**/${POLICY_FILE}`, "**/*.{sql,pgsql,psql,ddl}"];

function listen(connection: Connection, session: Session): void {
  connection.onDidOpenTextDocument(({ textDocument }) => session.opened(textDocument));
  connection.onDidChangeTextDocument((params) => session.changed(params));
  connection.onDidSaveTextDocument(({ textDocument }) => session.saved(textDocument.uri));
  connection.onDidCloseTextDocument(({ textDocument }) => session.closed(textDocument.uri));
  connection.onDidChangeWatchedFiles(({ changes }) =>
    session.filesChanged(changes.map(({ uri }) => uri)),
  );
  connection.onNotification(SNAPSHOT_MESSAGE, (snapshot: unknown) =>
    session.know(isSnapshot(snapshot) ? snapshot : undefined),
  );
  connection.onShutdown(() => session.close());
}

function answer(connection: Connection, session: Session): void {
  const { answers } = session;
  connection.onCodeAction((params) => answers.codeActions(params));
  connection.onCodeActionResolve((action) => answers.resolveAction(action));
  connection.onHover((params) => answers.hover(params));
  connection.onCodeLens(({ textDocument }) =>
    session.settings.showsCodeLenses ? answers.codeLenses(textDocument.uri) : [],
  );
  connection.onCodeLensResolve((lens) => answers.resolveLens(lens));
  connection.onExecuteCommand(async ({ command, arguments: [argument] = [] }) => {
    const edit = command === FIX_COMMAND ? await session.fixOf(argument) : undefined;
    if (edit !== undefined) await connection.workspace.applyEdit(edit);
  });
}

/** An older editor pushes all settings, with or without our name in front. */
function pushedSettings(settings: unknown): unknown {
  return under(under(settings, "rowmill") ?? settings, "check");
}

const under = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(key)
    : undefined;

declare const ROWMILL_VERSION: string;
