// Registers a command: refuses it in an untrusted window where it would connect, and shows what goes wrong.
import { commands, l10n, window, workspace, type Disposable } from "vscode";

import { problemFrom } from "../adapters/load-process/messages.ts";
import { errorText } from "./error-text.ts";
import type { EditorLog } from "./log.ts";

export interface CommandOptions {
  readonly id: `rowmill.${string}`;
  /** Connecting and loading do; looking at the monitor does not. */
  readonly needsTrust: boolean;
  /** `argument` is what the menu or another command hands over: not checked by the editor. */
  readonly run: (argument: unknown) => Promise<void>;
}

export function registerCommand(
  log: EditorLog,
  { id, needsTrust, run }: CommandOptions,
): Disposable {
  return commands.registerCommand(id, async (argument: unknown) => {
    if (needsTrust && !workspace.isTrusted) {
      await refuseUntrusted();
      return;
    }
    try {
      await run(argument);
    } catch (error) {
      await showError(error, log);
    }
  });
}

/** A cancelled question is an answer, not an error. */
export class Cancelled extends Error {}

/** `error` as a message with a way to the log; also for views and loads. */
export async function showError(error: unknown, log: EditorLog): Promise<void> {
  if (error instanceof Cancelled) return;
  const problem = problemFrom(error);
  log.error(problem.message, { code: problem.code, sqlstate: problem.sqlstate });
  if (problem.code === "bug" && error instanceof Error)
    log.error("bug", { stack: error.stack ?? "" });
  const showLog = l10n.t("Show Log");
  const chosen = await window.showErrorMessage(errorText(problem, l10n.t), showLog);
  if (chosen === showLog) log.show();
}

async function refuseUntrusted(): Promise<void> {
  const manage = l10n.t("Manage Workspace Trust");
  const chosen = await window.showWarningMessage(
    l10n.t("Rowmill connects and loads only in a trusted workspace."),
    manage,
  );
  if (chosen === manage) await commands.executeCommand("workbench.trust.manage");
}
