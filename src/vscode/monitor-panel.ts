// The throughput monitor's panel: its page, its policy, and the messages to and from it, four a second at most.
// It shows the running load, or the last one; hiding it and showing it again is the page asking anew.
import { randomBytes } from "node:crypto";

import { env, l10n, Uri, ViewColumn, window, type Webview, type WebviewPanel } from "vscode";

import { isFromMonitor, type ToMonitor } from "../protocol/monitor.ts";
import { monitorHtml } from "./monitor-html.ts";
import { monitorIdle } from "./monitor-messages.ts";

/** What the panel shows and may ask for: a load. */
export interface MonitorSource {
  /** Everything so far. */
  reset(): ToMonitor;
  /** What is new since the last message. */
  update(): ToMonitor;
  cancel(): void;
  openRejects(): void;
}

const MESSAGE_MS = 250;

export class MonitorPanel {
  readonly #webviewRoot: Uri;
  #panel: WebviewPanel | null = null;
  #source: MonitorSource | null = null;
  /** The page asked for its state, and lives. */
  #isReady = false;
  #lastMs = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(extensionUri: Uri) {
    this.#webviewRoot = Uri.joinPath(extensionUri, "dist", "webview");
  }

  open(): void {
    if (this.#panel !== null) {
      this.#panel.reveal(undefined, true);
      return;
    }
    const panel = window.createWebviewPanel(
      "rowmill.monitor",
      l10n.t("Throughput Monitor"),
      { viewColumn: ViewColumn.Active, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [this.#webviewRoot] },
    );
    this.#panel = panel;
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    // The page is thrown away while it is hidden.
    panel.onDidChangeViewState(() => {
      if (!panel.visible) this.#isReady = false;
    });
    panel.onDidDispose(() => {
      this.#panel = null;
      this.#isReady = false;
    });
    panel.webview.html = this.#html(panel.webview);
  }

  /** Another load is shown from now on. */
  show(source: MonitorSource): void {
    this.#source = source;
    this.#postReset();
  }

  /** The shown load has news; they go out when it is time. */
  changed(): void {
    if (!this.#isReady || this.#timer !== null) return;
    const waitMs = this.#lastMs + MESSAGE_MS - performance.now();
    if (waitMs <= 0) this.#postUpdate();
    else this.#timer = setTimeout(() => this.#postUpdate(), waitMs);
  }

  dispose(): void {
    this.#stopTimer();
    this.#panel?.dispose();
  }

  #receive(message: unknown): void {
    if (!isFromMonitor(message)) return;
    switch (message.type) {
      case "ready":
        this.#isReady = true;
        this.#postReset();
        return;
      case "cancel":
        this.#source?.cancel();
        return;
      case "open-rejects":
        this.#source?.openRejects();
        return;
    }
  }

  #postReset(): void {
    if (!this.#isReady) return;
    this.#stopTimer();
    this.#post(this.#source?.reset() ?? monitorIdle(env.language));
  }

  #postUpdate(): void {
    this.#stopTimer();
    if (this.#isReady && this.#source !== null) this.#post(this.#source.update());
  }

  #post(message: ToMonitor): void {
    this.#lastMs = performance.now();
    // False when the page is gone by now: its next "ready" gets everything.
    void this.#panel?.webview.postMessage(message);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #html(webview: Webview): string {
    const resource = (name: string) =>
      webview.asWebviewUri(Uri.joinPath(this.#webviewRoot, name)).toString();
    return monitorHtml({
      nonce: randomBytes(16).toString("base64"),
      cspSource: webview.cspSource,
      scriptUri: resource("monitor.js"),
      styleUri: resource("monitor.css"),
      locale: env.language,
    });
  }
}
