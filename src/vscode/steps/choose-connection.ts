// The connection step: the saved ones, a new one, or what the environment says.
import { commands, l10n } from "vscode";

import { environmentConnection, type Connection } from "../connections.ts";
import type { Deps } from "../deps.ts";
import { quickStep, type StepItem } from "../quick-step.ts";
import { Cancelled } from "../register-command.ts";

export interface StepPlace {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

type Choice = Connection | "add";

export async function chooseConnection(
  { connections }: Pick<Deps, "connections">,
  place: StepPlace,
): Promise<Connection> {
  const answer = await quickStep<Choice>({
    ...place,
    placeholder: l10n.t("Choose a connection"),
    canGoBack: false,
    items: connectionItems(connections.list()),
  });
  if (answer.kind !== "picked") throw new Cancelled();
  if (answer.value !== "add") return answer.value;
  const before = new Set(connections.list().map(({ id }) => id));
  await commands.executeCommand("rowmill.addConnection");
  const added = connections.list().find(({ id }) => !before.has(id));
  if (added === undefined) throw new Cancelled();
  return added;
}

function connectionItems(saved: readonly Connection[]): readonly StepItem<Choice>[] {
  return [
    ...saved.map((connection) => ({
      label: `$(database) ${connection.name}`,
      description: connection.dsn ?? "",
      value: connection,
    })),
    {
      label: `$(add) ${l10n.t("Add connection…")}`,
      description: l10n.t("a PostgreSQL connection string"),
      value: "add",
    },
    {
      label: `$(terminal) ${l10n.t("From the PG* environment")}`,
      description: l10n.t("as psql would connect without arguments"),
      detail: environmentText(process.env),
      value: environmentConnection(),
    },
  ];
}

/** "PGHOST=db PGDATABASE=sales": the names and values that no secret can be in. */
function environmentText(env: Readonly<Record<string, string | undefined>>): string {
  const known = ["PGSERVICE", "PGHOST", "PGPORT", "PGDATABASE", "PGUSER"]
    .filter((name) => (env[name] ?? "") !== "")
    .map((name) => `${name}=${env[name] ?? ""}`);
  return known.length === 0 ? l10n.t("No PG* variable is set: libpq's defaults") : known.join(" ");
}
