// The checks while somebody types: starts the language server when the first checked document opens, stops
// it when the setting says so, and hands it the catalog of the chosen database.
import { Disposable, workspace, type ExtensionContext } from "vscode";

import { readCheckSettings } from "../core/config/check-settings.ts";
import { Catalog } from "./catalog.ts";
import { registerCatalogItem } from "./catalog-item.ts";
import { hasCheckedDocument, isChecked } from "./checked-documents.ts";
import { registerCheckCommands } from "./commands/checks.ts";
import type { Deps } from "./deps.ts";
import type { RunningChecks } from "./language-client.ts";
import { registerRulePages } from "./rule-pages.ts";

export function registerChecks(context: ExtensionContext, deps: Deps): Disposable {
  const catalog = new Catalog(deps, context.workspaceState);
  const checks = new Checks(context.asAbsolutePath("dist/server.cjs"), catalog, deps);
  checks.startIfNeeded();
  return Disposable.from(
    checks,
    catalog,
    catalog.onDidChange(() => checks.sendSnapshot()),
    registerCheckCommands(deps, catalog),
    registerRulePages(context.extensionUri, deps.log),
    deps.connections.onDidChange(() => void catalog.connectionsChanged()),
    workspace.onDidGrantWorkspaceTrust(() => void catalog.refresh()),
    workspace.onDidOpenTextDocument((document) => {
      if (isChecked(document)) checks.startIfNeeded();
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("rowmill.check.enable")) checks.settingChanged();
    }),
  );
}

class Checks {
  readonly #serverPath: string;
  readonly #catalog: Catalog;
  readonly #deps: Pick<Deps, "log">;
  /** Starting and stopping take turns. */
  #turn: Promise<void> = Promise.resolve();
  #isWanted = false;
  #running: RunningChecks | undefined;
  #item: Disposable | undefined;

  constructor(serverPath: string, catalog: Catalog, deps: Pick<Deps, "log">) {
    this.#serverPath = serverPath;
    this.#catalog = catalog;
    this.#deps = deps;
  }

  startIfNeeded(): void {
    if (this.#isWanted || !isEnabled() || !hasCheckedDocument()) return;
    this.#isWanted = true;
    this.#take(() => this.#start());
  }

  settingChanged(): void {
    if (isEnabled()) this.startIfNeeded();
    else this.dispose();
  }

  sendSnapshot(): void {
    this.#running?.sendSnapshot(this.#catalog.snapshot);
  }

  dispose(): void {
    if (!this.#isWanted) return;
    this.#isWanted = false;
    this.#take(() => this.#stop());
  }

  #take(step: () => Promise<void>): void {
    this.#turn = this.#turn.then(step).catch((error: unknown) => {
      this.#deps.log.error("checks", { error: String(error) });
    });
  }

  async #start(): Promise<void> {
    // Its bundle is read now and not before: whoever only loads files never pays for it.
    const { startLanguageClient } = await import("./language-client.ts");
    this.#item = registerCatalogItem(this.#catalog);
    this.#running = await startLanguageClient(this.#serverPath);
    if (this.#catalog.state.kind === "none") void this.#catalog.refresh();
    else this.sendSnapshot();
  }

  async #stop(): Promise<void> {
    this.#item?.dispose();
    await this.#running?.stop();
    this.#running = undefined;
  }
}

const isEnabled = (): boolean =>
  readCheckSettings({ enable: workspace.getConfiguration("rowmill.check").get("enable") })
    .isEnabled;
