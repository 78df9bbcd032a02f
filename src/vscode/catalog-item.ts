// The language status item of the catalog: which database the checks know, and how old that knowledge is.
import { Disposable, env, l10n, languages, LanguageStatusSeverity } from "vscode";

import type { Catalog } from "./catalog.ts";
import { statusText } from "./catalog-status.ts";
import { CHECKED } from "./checked-documents.ts";

/** Ages are told in minutes. */
const TICK_MS = 60_000;

export function registerCatalogItem(catalog: Catalog): Disposable {
  const item = languages.createLanguageStatusItem("rowmill.catalog", CHECKED);
  item.name = l10n.t("Rowmill catalog");
  const show = () => {
    const now = new Date().toISOString();
    const shown = statusText(catalog.state, now, env.language, l10n.t);
    item.text = `$(database) ${shown.text}`;
    item.detail = shown.detail;
    item.busy = shown.isBusy;
    item.severity = shown.isWarning
      ? LanguageStatusSeverity.Warning
      : LanguageStatusSeverity.Information;
    item.command =
      shown.action === "choose"
        ? { command: "rowmill.useForChecks", title: l10n.t("Choose a Connection") }
        : { command: "rowmill.refreshCatalog", title: l10n.t("Refresh") };
  };
  show();
  const timer = setInterval(() => {
    if (catalog.state.kind === "known") show();
  }, TICK_MS);
  return Disposable.from(item, catalog.onDidChange(show), {
    dispose: () => clearInterval(timer),
  });
}
