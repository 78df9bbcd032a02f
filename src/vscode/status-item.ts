// The one status-bar item of a load: rows and percent; a click opens the monitor.
import { l10n, StatusBarAlignment, window, type StatusBarItem } from "vscode";

export class LoadStatus {
  #item: StatusBarItem | null = null;

  show(table: string, share: string, rows: string): void {
    this.#item ??= createItem();
    this.#item.text = `$(database) ${table} ${share} · ${l10n.t("{0} rows", rows)}`;
    this.#item.tooltip = l10n.t("Rowmill is loading into {0}. Select to open the monitor.", table);
    this.#item.show();
  }

  hide(): void {
    this.#item?.hide();
  }

  dispose(): void {
    this.#item?.dispose();
  }
}

function createItem(): StatusBarItem {
  const item = window.createStatusBarItem("rowmill.load", StatusBarAlignment.Left, 0);
  item.name = l10n.t("Rowmill load");
  item.command = "rowmill.openMonitor";
  return item;
}
