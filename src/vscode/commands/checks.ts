// Choose the connection whose catalog the checks know, and read that catalog again.
import { Disposable, l10n } from "vscode";

import type { Catalog } from "../catalog.ts";
import { environmentConnection, isEnvironment, type Connection } from "../connections.ts";
import type { Deps } from "../deps.ts";
import { quickStep } from "../quick-step.ts";
import { registerCommand } from "../register-command.ts";
import { isConnectionNode } from "../views/nodes.ts";

export function registerCheckCommands(
  { connections, log }: Pick<Deps, "connections" | "log">,
  catalog: Catalog,
): Disposable {
  return Disposable.from(
    registerCommand(log, {
      id: "rowmill.useForChecks",
      needsTrust: true,
      run: async (argument) => {
        if (isConnectionNode(argument)) await catalog.use(argument.connection);
        else await chooseFrom([...connections.list(), environmentConnection()], catalog);
      },
    }),
    registerCommand(log, {
      id: "rowmill.refreshCatalog",
      needsTrust: true,
      run: async () => {
        if (catalog.connection === undefined)
          await chooseFrom([...connections.list(), environmentConnection()], catalog);
        else await catalog.refresh();
      },
    }),
  );
}

async function chooseFrom(choices: readonly Connection[], catalog: Catalog): Promise<void> {
  const current = catalog.connection;
  const answer = await quickStep<Connection | "none">({
    title: l10n.t("Use for Checks"),
    step: 1,
    totalSteps: 1,
    placeholder: l10n.t("The checks then know its tables, keys, indexes and partitions"),
    canGoBack: false,
    items: [
      ...choices.map((connection) => ({
        label: `$(${isEnvironment(connection) ? "terminal" : "database"}) ${connection.name}`,
        description: isEnvironment(connection)
          ? l10n.t("as psql would connect without arguments")
          : (connection.dsn ?? ""),
        ...(connection.id === current?.id ? { detail: l10n.t("in use") } : {}),
        value: connection,
      })),
      {
        label: `$(circle-slash) ${l10n.t("No database")}`,
        description: l10n.t("only the SQL of the workspace"),
        value: "none" as const,
      },
    ],
  });
  if (answer.kind === "picked")
    await catalog.use(answer.value === "none" ? undefined : answer.value);
}
