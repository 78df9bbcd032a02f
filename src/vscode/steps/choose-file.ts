// Which file to load: the one the command was started on, the open one, or one from the file dialog.
import { basename } from "node:path";

import { l10n, TabInputText, TabInputCustom, Uri, window, workspace } from "vscode";

import { Cancelled } from "../register-command.ts";

/** Those that an editor may show. */
const TEXTS = ["csv", "tsv", "psv", "txt", "jsonl", "ndjson"];
const LOADABLE = [...TEXTS, "gz", "zst", "parquet"];

/** `argument` is what a menu hands over. `mustAsk` keeps the open editor out of it. */
export async function chooseFile(argument: unknown, mustAsk: boolean): Promise<Uri> {
  if (argument instanceof Uri && argument.scheme === "file") return argument;
  const open = mustAsk ? undefined : openFile();
  if (open !== undefined) return open;
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const chosen = await window.showOpenDialog({
    title: l10n.t("Load CSV into table"),
    openLabel: l10n.t("Load"),
    filters: { [l10n.t("Files that can be loaded")]: LOADABLE, [l10n.t("All files")]: ["*"] },
    ...(folder === undefined ? {} : { defaultUri: folder }),
  });
  const file = chosen?.[0];
  if (file === undefined) throw new Cancelled();
  return file;
}

/** The load reads the disk: what is typed and not saved would be left out without a word. */
export async function offerToSave(file: Uri): Promise<void> {
  const document = workspace.textDocuments.find(
    (other) => other.uri.toString() === file.toString() && other.isDirty,
  );
  if (document === undefined) return;
  const save = l10n.t("Save and Load");
  const asSaved = l10n.t("Load as Saved");
  const chosen = await window.showWarningMessage(
    l10n.t("{0} has unsaved changes. The load reads the file on disk.", basename(file.fsPath)),
    { modal: true },
    save,
    asSaved,
  );
  if (chosen === undefined) throw new Cancelled();
  if (chosen === save && !(await document.save())) throw new Cancelled();
}

/** The active tab's file: a file over 50 MB has a tab, but no document that an extension would see. */
function openFile(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  const uri =
    input instanceof TabInputText || input instanceof TabInputCustom
      ? input.uri
      : window.activeTextEditor?.document.uri;
  if (uri?.scheme !== "file") return undefined;
  const extension = uri.path.split(".").at(-1)?.toLowerCase() ?? "";
  return TEXTS.includes(extension) ? uri : undefined;
}
