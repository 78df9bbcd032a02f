// Shows how a load ended, as one notification, and does what its buttons say.
import { commands, l10n, Position, Range, Uri, window } from "vscode";

import type { ResumeChanges } from "../adapters/load-job.ts";
import type { Place } from "../core/base/ingest-error.ts";
import type { LoadPlan } from "../core/load/plan.ts";
import type { EndAction, LoadEndMessage } from "./load-end.ts";
import type { EditorLog } from "./log.ts";
import { showError } from "./register-command.ts";

export interface EndContext {
  readonly log: EditorLog;
  readonly plan: LoadPlan;
  readonly place: Place;
  readonly rejectsFile: string | null;
  readonly showMonitor: () => void;
  readonly resume: (changes: ResumeChanges) => Promise<void>;
}

/** Does not wait for the user: a notification may stay for hours. */
export function announceEnd(end: LoadEndMessage, context: EndContext): void {
  const titles = end.actions.map((action) => ({ title: titleOf(action), action }));
  const show = {
    info: window.showInformationMessage,
    warning: window.showWarningMessage,
    error: window.showErrorMessage,
  }[end.severity];
  show(end.text, ...titles)
    .then((chosen) => (chosen === undefined ? undefined : act(chosen.action, context)))
    .then(undefined, (error: unknown) => showError(error, context.log));
}

function titleOf(action: EndAction): string {
  switch (action) {
    case "open-rejects":
      return l10n.t("Open Rejects");
    case "show-monitor":
      return l10n.t("Show Monitor");
    case "show-log":
      return l10n.t("Show Log");
    case "resume":
      return l10n.t("Resume Load");
    case "load-with-rejects":
      return l10n.t("Load with Rejects");
    case "go-to-record":
      return l10n.t("Go to Record");
  }
}

async function act(action: EndAction, context: EndContext): Promise<void> {
  switch (action) {
    case "open-rejects":
      if (context.rejectsFile !== null) {
        await commands.executeCommand("vscode.open", Uri.file(context.rejectsFile));
      }
      return;
    case "show-monitor":
      context.showMonitor();
      return;
    case "show-log":
      context.log.show();
      return;
    case "resume":
      return context.resume({});
    case "load-with-rejects":
      return context.resume({ rejectsMax: null });
    case "go-to-record":
      return goToRecord(context);
  }
}

async function goToRecord({ plan, place }: EndContext): Promise<void> {
  const start = new Position((place.line ?? 1) - 1, 0);
  await commands.executeCommand("vscode.open", Uri.file(plan.source.path), {
    selection: new Range(start, start),
  });
}
