// Load CSV into table: file, connection, table, review, run. Nothing is written before the review is accepted.
import { basename } from "node:path";

import { env, l10n, type Disposable, type Uri } from "vscode";

import type { LoadProcess } from "../../adapters/load-process/client.ts";
import type { LoadPlan } from "../../core/load/plan.ts";
import type { Connection } from "../connections.ts";
import { withProcess, type Deps } from "../deps.ts";
import { chooseConnection } from "../steps/choose-connection.ts";
import { chooseFile, offerToSave } from "../steps/choose-file.ts";
import { chooseTable, type TableChoice } from "../steps/choose-table.ts";
import { preparePlan } from "../steps/prepare-plan.ts";
import { reviewPlan } from "../steps/review-plan.ts";
import { Cancelled, registerCommand } from "../register-command.ts";
import { editorSettings } from "../settings.ts";
import { isTableNode } from "../views/nodes.ts";

export function registerLoadCsv(deps: Deps): Disposable {
  return registerCommand(deps.log, {
    id: "rowmill.loadCsv",
    needsTrust: true,
    run: (argument) => loadCsv(deps, argument),
  });
}

/** What is known when the command starts, from the place it was started at. */
interface Given {
  readonly file: Uri;
  readonly connection: Connection | null;
  readonly table: TableChoice | null;
}

interface Accepted {
  readonly connection: Connection;
  readonly plan: LoadPlan;
}

async function loadCsv(deps: Deps, argument: unknown): Promise<void> {
  const node = isTableNode(argument) ? argument : null;
  const file = await chooseFile(node === null ? argument : null, node !== null);
  await offerToSave(file);
  const given: Given = {
    file,
    connection: node?.connection ?? onlyConnection(deps),
    table: node === null ? null : { kind: "existing", schema: node.schema, name: node.name },
  };
  const accepted = await withProcess(deps, (process) => askSteps(deps, process, given));
  await deps.runner.run({ ...accepted, resume: null });
}

/** With one connection there is nothing to ask. */
function onlyConnection({ connections }: Deps): Connection | null {
  const [only, ...others] = connections.list();
  return others.length === 0 ? (only ?? null) : null;
}

/** At most three Quick Picks, each with a way back to the one before. */
async function askSteps(deps: Deps, process: LoadProcess, given: Given): Promise<Accepted> {
  const title = l10n.t("Load {0} into table", basename(given.file.fsPath));
  const asked = [given.connection === null, given.table === null].filter(Boolean).length;
  const totalSteps = asked + 1;
  const settings = editorSettings(given.file, deps.log);
  let { connection, table } = given;
  for (;;) {
    const step = { title, totalSteps, canGoBack: false };
    connection ??= await chooseConnection(deps, { ...step, step: 1 });
    const parts = await deps.connections.partsOf(connection);
    if (table === null) {
      const canGoBack = given.connection === null;
      const options = {
        ...step,
        step: totalSteps - 1,
        canGoBack,
        fileName: basename(given.file.fsPath),
      };
      table = await chooseTable((signal) => process.tables(parts, signal), options);
      if (table === null) {
        connection = null;
        continue;
      }
    }
    const plan = await preparePlan(process, parts, { file: given.file.fsPath, table, settings });
    const context = { connection: connection.name, locale: env.language, t: l10n.t };
    const canGoBack = given.table === null;
    const answer = await reviewPlan(
      plan,
      { ...step, step: totalSteps, canGoBack },
      context,
      settings,
    );
    if (answer.kind === "picked") return { connection, plan: answer.value };
    if (answer.kind === "dismissed") throw new Cancelled();
    table = null;
  }
}
