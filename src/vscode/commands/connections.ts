// Add, edit, remove and test a connection. The chosen one comes from the view, or is asked for.
import { randomUUID } from "node:crypto";

import { Disposable, l10n, ProgressLocation, window } from "vscode";

import { askConnection } from "../connection-form.ts";
import { environmentConnection, isEnvironment, type Connection } from "../connections.ts";
import { withProcess, type Deps } from "../deps.ts";
import { quickStep } from "../quick-step.ts";
import { Cancelled, registerCommand, showError } from "../register-command.ts";
import { isConnectionNode } from "../views/nodes.ts";

export function registerConnectionCommands(deps: Deps): Disposable {
  const { log } = deps;
  return Disposable.from(
    registerCommand(log, {
      id: "rowmill.addConnection",
      needsTrust: true,
      run: () => addConnection(deps),
    }),
    registerCommand(log, {
      id: "rowmill.editConnection",
      needsTrust: true,
      run: (argument) => editConnection(deps, argument),
    }),
    registerCommand(log, {
      id: "rowmill.removeConnection",
      needsTrust: true,
      run: (argument) => removeConnection(deps, argument),
    }),
    registerCommand(log, {
      id: "rowmill.testConnection",
      needsTrust: true,
      run: async (argument) =>
        testConnection(deps, await connectionOf(deps, argument, { offersEnvironment: true })),
    }),
  );
}

async function addConnection(deps: Deps): Promise<void> {
  const { name, dsn, password } = await askConnection(null, false);
  const connection = { id: randomUUID(), name, dsn };
  await deps.connections.save(connection, password);
  testInBackground(deps, connection);
}

async function editConnection(deps: Deps, argument: unknown): Promise<void> {
  const old = await connectionOf(deps, argument, { offersEnvironment: false });
  const hasPassword = await deps.connections.hasPassword(old);
  const { name, dsn, password } = await askConnection(old, hasPassword);
  const connection = { id: old.id, name, dsn };
  await deps.connections.save(connection, password);
  testInBackground(deps, connection);
}

async function removeConnection(deps: Deps, argument: unknown): Promise<void> {
  const connection = await connectionOf(deps, argument, { offersEnvironment: false });
  const remove = l10n.t("Remove");
  const chosen = await window.showWarningMessage(
    l10n.t("Remove the connection {0} and its stored password?", connection.name),
    { modal: true, detail: l10n.t("Nothing in the database changes.") },
    remove,
  );
  if (chosen === remove) await deps.connections.remove(connection);
}

/** The command that saved it goes on; the answer comes when the server gives it. */
function testInBackground(deps: Deps, connection: Connection): void {
  testConnection(deps, connection).catch((error: unknown) => showError(error, deps.log));
}

async function testConnection(deps: Deps, connection: Connection): Promise<void> {
  const options = {
    location: ProgressLocation.Notification,
    title: l10n.t("Connecting to {0}", connection.name),
    cancellable: true,
  };
  const tested = await window.withProgress(options, async (_progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort(new Cancelled()));
    const parts = await deps.connections.partsOf(connection);
    return withProcess(deps, (process) => process.test(parts, controller.signal));
  });
  const version = `${Math.floor(tested.serverVersion / 10_000)}.${tested.serverVersion % 10_000}`;
  // Not waited for: the message may stay.
  void window.showInformationMessage(
    l10n.t("Connected to PostgreSQL {0} as {1}.", version, tested.address),
  );
}

/** The connection of the view's item, or the answer to a question. */
async function connectionOf(
  { connections }: Pick<Deps, "connections">,
  argument: unknown,
  { offersEnvironment }: { readonly offersEnvironment: boolean },
): Promise<Connection> {
  if (isConnectionNode(argument)) return argument.connection;
  const choices = [...connections.list(), ...(offersEnvironment ? [environmentConnection()] : [])];
  if (choices.length === 0) {
    void window.showInformationMessage(l10n.t("There is no saved connection yet."));
    throw new Cancelled();
  }
  const answer = await quickStep<Connection>({
    title: l10n.t("Choose a connection"),
    step: 1,
    totalSteps: 1,
    placeholder: l10n.t("Choose a connection"),
    canGoBack: false,
    items: choices.map((connection) => ({
      label: connection.name,
      description: isEnvironment(connection)
        ? l10n.t("as psql would connect without arguments")
        : (connection.dsn ?? ""),
      value: connection,
    })),
  });
  if (answer.kind !== "picked") throw new Cancelled();
  return answer.value;
}
