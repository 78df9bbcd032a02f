// The table step: one of the tables that the role may insert into, or a new one.
import { env, l10n } from "vscode";

import type { TableSummary } from "../../adapters/load-job.ts";
import { countText } from "../number-text.ts";
import { neededText, quickStep, textStep, type StepItem } from "../quick-step.ts";
import { Cancelled } from "../register-command.ts";
import { proposedTable } from "../table-reference.ts";
import type { StepPlace } from "./choose-connection.ts";

export type TableChoice =
  | { readonly kind: "existing"; readonly schema: string; readonly name: string }
  /** As typed, in SQL's form. */
  | { readonly kind: "new"; readonly typed: string };

interface TableStep extends StepPlace {
  readonly canGoBack: boolean;
  readonly fileName: string;
}

/** null: back to the step before. */
export async function chooseTable(
  list: (signal: AbortSignal) => Promise<readonly TableSummary[]>,
  step: TableStep,
): Promise<TableChoice | null> {
  const listing = new AbortController();
  const proposed = proposedTable(step.fileName);
  const tables = list(listing.signal);
  for (;;) {
    const answer = await quickStep<TableChoice>({
      ...step,
      placeholder: l10n.t("Choose the table to load into"),
      items: tables.then((listed) => tableItems(listed, proposed)),
    });
    if (answer.kind !== "picked") listing.abort(new Cancelled());
    if (answer.kind === "back") return null;
    if (answer.kind === "dismissed") throw new Cancelled();
    if (answer.value.kind === "existing") return answer.value;
    const typed = await textStep({
      title: step.title,
      prompt: l10n.t("Name of the new table; a schema may stand before it, as in sales.orders"),
      value: proposed,
      problemOf: neededText,
    });
    // Escape leads back to the list.
    if (typed !== undefined) return { kind: "new", typed: typed.trim() };
  }
}

function tableItems(
  tables: readonly TableSummary[],
  proposed: string,
): readonly StepItem<TableChoice>[] {
  const items = tables.map((table) => ({
    label: `$(table) ${table.schema}.${table.name}`,
    description: rowsText(table.rowsEstimated),
    value: { kind: "existing" as const, schema: table.schema, name: table.name },
    isProposed: table.name === proposed,
  }));
  // The table of the file's own name comes first.
  items.sort((one, other) => Number(other.isProposed) - Number(one.isProposed));
  return [
    ...items,
    {
      label: `$(add) ${l10n.t("New table…")}`,
      description: l10n.t("columns and types are found by reading the whole file"),
      alwaysShow: true,
      value: { kind: "new", typed: proposed },
    },
  ];
}

/** The planner's estimate; below zero the table was never analysed. */
export const rowsText = (estimate: number): string =>
  estimate < 0
    ? ""
    : estimate === 1
      ? l10n.t("about 1 row")
      : l10n.t("about {0} rows", countText(estimate, env.language));
