// The last step: everything that was decided, to be accepted, changed in its reject policy, or left.
import { l10n, QuickPickItemKind, ThemeIcon } from "vscode";

import type { EditorSettings } from "../../core/config/settings.ts";
import { tableText, type LoadPlan } from "../../core/load/plan.ts";
import { showDdl } from "../ddl-document.ts";
import { quickStep, type StepAnswer, type StepItem } from "../quick-step.ts";
import {
  reviewActions,
  reviewItems,
  toggledRejects,
  type ReviewAction,
  type ReviewContext,
  type ReviewItem,
} from "../review.ts";
import type { StepPlace } from "./choose-connection.ts";

/** The answer holds the plan as it was accepted. */
export async function reviewPlan(
  prepared: LoadPlan,
  place: StepPlace & { readonly canGoBack: boolean },
  context: ReviewContext,
  settings: Pick<EditorSettings, "rejectsMax">,
): Promise<StepAnswer<LoadPlan>> {
  let plan = prepared;
  let active = 0;
  let isShort = false;
  for (;;) {
    const items = (isShort ? reviewActions : reviewItems)(plan, context);
    const answer = await quickStep<ReviewAction>({
      ...place,
      placeholder: l10n.t(
        "Review the load into {0}; nothing is written yet",
        tableText(plan.target.table),
      ),
      items: items.map(stepItem),
      active,
    });
    if (answer.kind !== "picked") return answer;
    switch (answer.value) {
      case "load":
        return { kind: "picked", value: plan };
      case "cancel":
        return { kind: "dismissed" };
      case "show-ddl":
        await showDdl(plan);
        // The list lies over the document: a long one would hide it.
        isShort = true;
        break;
      case "toggle-rejects":
        plan = toggledRejects(plan, settings.rejectsMax);
        isShort = false;
        break;
    }
    // The cursor stays where it was: a second Enter must not accept something else.
    active = items.findIndex((item) => item.action === answer.value);
  }
}

function stepItem(item: ReviewItem): StepItem<ReviewAction> {
  const { label, description, detail, icon, action } = item;
  return {
    label,
    ...(description === undefined ? {} : { description }),
    ...(detail === undefined ? {} : { detail }),
    ...(icon === undefined ? {} : { iconPath: new ThemeIcon(icon) }),
    ...(action === undefined ? {} : { value: action }),
    ...(item.isSeparator === true ? { kind: QuickPickItemKind.Separator } : {}),
  };
}
