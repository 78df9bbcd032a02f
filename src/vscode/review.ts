// The review step: what will be loaded and how, as items of a list. Nothing has been written when it is shown.
import { tableText, type LoadPlan } from "../core/load/plan.ts";
import { countText, sizeText } from "./number-text.ts";
import type { Translate } from "./translate.ts";

export type ReviewAction = "load" | "show-ddl" | "toggle-rejects" | "cancel";

export interface ReviewItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** A codicon's name. */
  readonly icon?: string;
  readonly isSeparator?: boolean;
  /** Undefined for what is only to be read. */
  readonly action?: ReviewAction;
}

export interface ReviewContext {
  readonly connection: string;
  readonly locale: string;
  readonly t: Translate;
}

export function reviewItems(plan: LoadPlan, context: ReviewContext): readonly ReviewItem[] {
  const { t } = context;
  return [
    ...reviewActions(plan, context),
    separator(t("Decisions about the file")),
    ...plan.decisions.map((decision) => ({
      label: `${decision.what}: ${decision.value}`,
      description: originText(decision.origin, t),
      detail: decision.evidence,
    })),
    separator(t("Columns")),
    ...plan.mapping.map((entry) => ({
      label:
        entry.column === null
          ? t("{0} is left out", entry.header)
          : `${entry.header} → ${entry.column}`,
      ...(entry.type === null ? {} : { description: entry.type }),
    })),
  ];
}

/** What can be chosen, without what is only to be read. */
export function reviewActions(
  plan: LoadPlan,
  { connection, locale, t }: ReviewContext,
): readonly ReviewItem[] {
  const size = sizeText(plan.source.fingerprint.bytesTotal, locale);
  const table = tableText(plan.target.table);
  const workers =
    plan.workers === 1 ? t("1 worker") : t("{0} workers", countText(plan.workers, locale));
  const ddl: ReviewItem = {
    label: t("Show the CREATE TABLE statement"),
    description: t("The table is made by the load"),
    icon: "file-code",
    action: "show-ddl",
  };
  return [
    {
      label: t("Load {0} into {1}", size, table),
      description: `${connection} · ${workers}`,
      icon: "play",
      action: "load",
    },
    {
      label: rejectsText(plan.rejects.max, locale, t),
      description: t("Select to change"),
      icon: "filter",
      action: "toggle-rejects",
    },
    ...(plan.createTableSql === null ? [] : [ddl]),
    { label: t("Cancel"), icon: "close", action: "cancel" },
  ];
}

/** The other policy than the one in force: all of it, or what the setting says (none, where that is all). */
export function toggledRejects(plan: LoadPlan, settingMax: number | null): LoadPlan {
  const max = plan.rejects.max === null ? (settingMax ?? 0) : null;
  return { ...plan, rejects: { ...plan.rejects, max } };
}

function rejectsText(max: number | null, locale: string, t: Translate): string {
  if (max === null) return t("Bad records: all go to the reject file");
  if (max === 0) return t("Bad records: the first one stops the load");
  return t("Bad records: up to {0} go to the reject file", countText(max, locale));
}

function originText(origin: LoadPlan["decisions"][number]["origin"], t: Translate): string {
  switch (origin) {
    case "given":
      return t("given");
    case "sniffed":
      return t("found in the file");
    case "default":
      return t("default");
    case "table":
      return t("from the table");
  }
}

const separator = (label: string): ReviewItem => ({ label, isSeparator: true });
