// Resume, verify and cancel a load, and the monitor. Loads come from the ledger of the database they went into.
import { Disposable, env, l10n, ProgressLocation, window, workspace } from "vscode";

import type { LoadRow } from "../../core/load/ports.ts";
import type { VerifyReport } from "../../core/load/verify.ts";
import type { Connection } from "../connections.ts";
import { withProcess, type Deps } from "../deps.ts";
import { sentences } from "../error-text.ts";
import { loadDescription, loadLabel } from "../load-row-text.ts";
import { quickStep } from "../quick-step.ts";
import { Cancelled, registerCommand } from "../register-command.ts";
import { chooseConnection } from "../steps/choose-connection.ts";
import { isLoadNode, type LoadNode } from "../views/nodes.ts";

export function registerLoadCommands(deps: Deps): Disposable {
  const { log, runner, monitor } = deps;
  return Disposable.from(
    registerCommand(log, {
      id: "rowmill.resumeLoad",
      needsTrust: true,
      run: (argument) => resumeLoad(deps, argument),
    }),
    registerCommand(log, {
      id: "rowmill.verifyLoad",
      needsTrust: true,
      run: (argument) => verifyLoad(deps, argument),
    }),
    registerCommand(log, {
      id: "rowmill.cancelLoad",
      needsTrust: false,
      run: () => {
        if (runner.running === null) {
          void window.showInformationMessage(l10n.t("No load is running."));
        }
        runner.cancel();
        return Promise.resolve();
      },
    }),
    registerCommand(log, {
      id: "rowmill.openMonitor",
      needsTrust: false,
      run: () => {
        monitor.open();
        return Promise.resolve();
      },
    }),
  );
}

async function resumeLoad(deps: Deps, argument: unknown): Promise<void> {
  const { connection, row } = await loadOf(deps, argument, {
    title: l10n.t("Resume Load"),
    isOffered: (load) => load.status !== "complete",
    none: l10n.t("No load in this database is waiting to be resumed."),
  });
  await deps.runner.run({ connection, plan: row.plan, resume: {} });
}

async function verifyLoad(deps: Deps, argument: unknown): Promise<void> {
  const { connection, row } = await loadOf(deps, argument, {
    title: l10n.t("Verify Load"),
    isOffered: (load) => load.status === "complete",
    none: l10n.t("No load in this database is complete."),
  });
  const options = {
    location: ProgressLocation.Notification,
    title: l10n.t("Verifying {0}", loadLabel(row)),
    cancellable: true,
  };
  const verified = await window.withProgress(options, async (_progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort(new Cancelled()));
    const parts = await deps.connections.partsOf(connection);
    return withProcess(deps, (process) => process.verify(parts, row.loadId, controller.signal));
  });
  await showVerified(row, verified);
}

async function showVerified(row: LoadRow, verified: VerifyReport): Promise<void> {
  const text = sentences(
    verified.isOk
      ? l10n.t("Verified: {0}", loadLabel(row))
      : l10n.t("Not verified: {0}", loadLabel(row)),
    verified.findings.at(-1) ?? null,
  );
  const show = l10n.t("Show All Findings");
  const chosen = verified.isOk
    ? await window.showInformationMessage(text, show)
    : await window.showErrorMessage(text, show);
  if (chosen !== show) return;
  const content = [loadLabel(row), "", ...verified.findings, ""].join("\n");
  await window.showTextDocument(await workspace.openTextDocument({ content }));
}

interface LoadQuestion {
  readonly title: string;
  readonly isOffered: (load: LoadRow) => boolean;
  readonly none: string;
}

/** The load of the view's item, or the answer to a question. */
async function loadOf(deps: Deps, argument: unknown, question: LoadQuestion): Promise<LoadNode> {
  if (isLoadNode(argument)) return argument;
  const connection = await connectionOfLoads(deps, question.title);
  const parts = await deps.connections.partsOf(connection);
  const listing = new AbortController();
  const items = withProcess(deps, (process) => process.loads(parts, listing.signal)).then((rows) =>
    rows.filter(question.isOffered).map((row) => ({
      label: loadLabel(row),
      description: loadDescription(row, env.language, l10n.t),
      detail: row.loadId,
      value: row,
    })),
  );
  const answer = await quickStep<LoadRow>({
    title: question.title,
    step: 1,
    totalSteps: 1,
    placeholder: l10n.t("Choose a load of {0}", connection.name),
    canGoBack: false,
    items: items.then((offered) => {
      if (offered.length > 0) return offered;
      void window.showInformationMessage(question.none);
      throw new Cancelled();
    }),
  });
  if (answer.kind === "picked") return { kind: "load", connection, row: answer.value };
  listing.abort(new Cancelled());
  throw new Cancelled();
}

async function connectionOfLoads(deps: Deps, title: string): Promise<Connection> {
  const [only, ...others] = deps.connections.list();
  if (only !== undefined && others.length === 0) return only;
  return chooseConnection(deps, { title, step: 1, totalSteps: 2 });
}
