// From the answers to a plan: the file is looked at, the table too; nothing is written.
import { basename, join } from "node:path";

import { l10n, ProgressLocation, window } from "vscode";

import type { LoadProcess } from "../../adapters/load-process/client.ts";
import type { ConnectionParts } from "../../adapters/load-process/messages.ts";
import type { EditorSettings } from "../../core/config/settings.ts";
import type { LoadPlan } from "../../core/load/plan.ts";
import { DEFAULT_REQUEST, type LoadRequest } from "../../core/load/request.ts";
import { percent } from "../number-text.ts";
import { Cancelled } from "../register-command.ts";
import { tableReference } from "../table-reference.ts";
import type { TableChoice } from "./choose-table.ts";

export interface PlanAnswers {
  readonly file: string;
  readonly table: TableChoice;
  readonly settings: EditorSettings;
}

export async function preparePlan(
  process: LoadProcess,
  connection: ConnectionParts,
  answers: PlanAnswers,
): Promise<LoadPlan> {
  const options = {
    location: ProgressLocation.Notification,
    title: l10n.t("Looking at {0}", basename(answers.file)),
    cancellable: true,
  };
  return window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort(new Cancelled()));
    let shown = 0;
    const onProgress = (done: number, total: number) => {
      const now = percent(done, total);
      progress.report({ increment: now - shown });
      shown = now;
    };
    return process.prepare(connection, requestOf(answers), onProgress, controller.signal);
  });
}

function requestOf({ file, table, settings }: PlanAnswers): LoadRequest {
  const { workers, rejectsMax, rejectsFolder, durability } = settings;
  return {
    ...DEFAULT_REQUEST,
    file,
    into: table.kind === "new" ? table.typed : tableReference(table.schema, table.name),
    createTable: table.kind === "new",
    workers,
    rejectsMax,
    durability,
    rejectsFile: rejectsFolder === null ? undefined : join(rejectsFolder, rejectsName(file)),
  };
}

/** orders.csv gives orders.rejects.csv. */
const rejectsName = (file: string): string =>
  `${basename(file).replace(/\.[^.]*$/u, "")}.rejects.csv`;
