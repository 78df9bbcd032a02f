// The CREATE TABLE statement of a plan as a read-only document: nothing to save, nothing to lose.
import { l10n, Uri, window, workspace, type Disposable } from "vscode";

import type { LoadPlan } from "../core/load/plan.ts";

const SCHEME = "rowmill-ddl";

/** The text travels in the address, so that nothing has to be remembered. */
export function registerDdlDocuments(): Disposable {
  return workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => uri.query,
  });
}

export async function showDdl(plan: LoadPlan): Promise<void> {
  const uri = Uri.from({
    scheme: SCHEME,
    path: `${plan.target.table.name}.sql`,
    query: [...head(), plan.createTableSql ?? "", ""].join("\n"),
  });
  await window.showTextDocument(uri, { preview: true, preserveFocus: true });
}

/** As many lines as the review list covers. */
const head = (): readonly string[] => [
  `-- ${l10n.t("The load makes this table before its first batch.")}`,
  `-- ${l10n.t("Nothing is written yet: accept the load in the list above, or leave it.")}`,
  "",
  "",
  "",
];
