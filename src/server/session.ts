// One editor's session: the texts it opens and changes go in, findings go out. Made when the editor has said
// what it can do.
import {
  CodeLensRefreshRequest,
  type Connection,
  type DidChangeTextDocumentParams,
  type TextDocumentItem,
  type WorkspaceEdit,
} from "vscode-languageserver";

import type { ReportedFinding } from "../core/analysis/finding.ts";
import {
  type CheckSettings,
  DEFAULT_CHECK_SETTINGS,
  readCheckSettings,
} from "../core/config/check-settings.ts";
import type { CatalogSnapshot } from "../core/lang/sql/schema/snapshot.ts";
import { Answers } from "./answers.ts";
import { Checker } from "./checker.ts";
import type { Client } from "./client.ts";
import { isRunLens } from "./fix-id.ts";
import { type OpenDocument, OpenDocuments } from "./open-documents.ts";
import { Parsers, type WasmFolder } from "./parsers.ts";
import { Places } from "./places.ts";
import { Published } from "./published.ts";
import { type CheckRun, Scheduler } from "./scheduler.ts";
import { Workspace } from "./workspace.ts";

/** The first findings come before the workspace's files are read. */
const READ_FILES_AFTER_MS = 300;

export class Session {
  readonly answers: Answers;
  readonly workspace: Workspace;
  settings: CheckSettings = DEFAULT_CHECK_SETTINGS;
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #documents = new OpenDocuments();
  readonly #places = new Places(this.#documents);
  readonly #checker: Checker;
  readonly #scheduler: Scheduler;
  readonly #published: Published;
  #snapshot: CatalogSnapshot | undefined;
  #reading: NodeJS.Timeout | undefined;

  constructor(connection: Connection, client: Client, wasmFolder: WasmFolder) {
    this.#connection = connection;
    this.#client = client;
    const onError = (what: string, error: unknown) => this.log(what, error);
    const onChange = () => this.#everythingAgain();
    const published = new Published(connection, client.wording, this.#places);
    this.#published = published;
    this.workspace = new Workspace({
      isOpen: (uri) => this.#documents.get(uri) !== undefined,
      onChange,
      onPolicy: (state) => published.policy(state),
      onError,
    });
    const parsers = new Parsers(wasmFolder, { onLoad: onChange, onError });
    this.#checker = new Checker({
      workspace: this.workspace,
      parsers,
      isEnabled: () => this.settings.isEnabled,
      snapshot: () => this.#snapshot,
      onTables: (uri) => this.#scheduler.everythingAgain(uri),
      onError,
    });
    this.#scheduler = new Scheduler({
      read: (document) => this.#checker.read(document),
      check: (document, run) => this.#check(document, run),
      publish: (document, checked) => published.send(document, checked),
    });
    const documents = this.#documents;
    const scheduler = this.#scheduler;
    const checker = this.#checker;
    this.answers = new Answers({
      ...{ documents, scheduler, checker, client, onError },
      snapshot: () => this.#snapshot,
      exact: (dialect) => parsers.exact(dialect),
    });
  }

  /** Replaces the folders of the workspace. */
  openFolders(uris: readonly string[]): void {
    this.workspace.open(uris);
    clearTimeout(this.#reading);
    this.#reading = setTimeout(() => void this.workspace.readFiles(), READ_FILES_AFTER_MS);
  }

  opened(item: TextDocumentItem): void {
    this.#scheduler.opened(this.#documents.open(item));
  }

  changed({ textDocument, contentChanges }: DidChangeTextDocumentParams): void {
    const document = this.#documents.get(textDocument.uri);
    if (document === undefined) return;
    document.change(contentChanges, textDocument.version);
    this.#scheduler.changed(document);
  }

  saved(uri: string): void {
    const document = this.#documents.get(uri);
    if (document !== undefined) this.#scheduler.saved(document);
  }

  closed(uri: string): void {
    this.#scheduler.closed(uri);
    this.#documents.close(uri);
    this.#checker.closed(uri);
    this.#published.clear(uri);
    // What was typed and not saved is gone.
    void this.workspace.filesChanged([uri]);
  }

  async filesChanged(uris: readonly string[]): Promise<void> {
    for (const uri of uris) this.#places.forget(uri);
    await this.workspace.filesChanged(uris);
  }

  /** `values` is the object under `rowmill.check`. */
  configure(values: unknown): void {
    const { isEnabled, showsCodeLenses } = this.settings;
    this.settings = readCheckSettings(values);
    if (this.settings.isEnabled !== isEnabled) this.#everythingAgain();
    if (this.settings.showsCodeLenses !== showsCodeLenses && this.#client.refreshesLenses)
      this.#connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
  }

  know(snapshot: CatalogSnapshot | undefined): void {
    this.#snapshot = snapshot;
    this.#everythingAgain();
  }

  /** The edit of a lens that was clicked; undefined where the text has moved on. */
  async fixOf(argument: unknown): Promise<WorkspaceEdit | undefined> {
    return isRunLens(argument) ? this.answers.editOf({ ...argument, index: 0 }) : undefined;
  }

  log(what: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#connection.console.error(`${what}: ${text}`);
  }

  close(): void {
    clearTimeout(this.#reading);
    this.workspace.close();
    for (const { uri } of this.#documents.all()) this.#scheduler.closed(uri);
  }

  async #check(document: OpenDocument, run: CheckRun) {
    const findings = await this.#checker.check(document, run);
    if (findings !== "unfinished" && !run.isStale())
      await this.#places.load(findings.flatMap(filesOf));
    return findings;
  }

  #everythingAgain(): void {
    this.#checker.forgetFindings();
    this.#scheduler.everythingAgain();
  }
}

const filesOf = ({ related = [] }: ReportedFinding): readonly string[] =>
  related.flatMap(({ file }) => (file === undefined ? [] : [file]));
