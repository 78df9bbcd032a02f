// One step of a multi-step Quick Pick: title with "2/3", a back button, items that may come later.
import { l10n, QuickInputButtons, window, type QuickPickItem } from "vscode";

export interface StepItem<T> extends QuickPickItem {
  /** Undefined for items that are only to be read. */
  readonly value?: T;
}

export interface StepOptions<T> {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly placeholder: string;
  readonly canGoBack: boolean;
  readonly items: readonly StepItem<T>[] | Promise<readonly StepItem<T>[]>;
  /** The item that the cursor begins at; the first when not given. */
  readonly active?: number;
}

export type StepAnswer<T> =
  | { readonly kind: "picked"; readonly value: T }
  | { readonly kind: "back" }
  | { readonly kind: "dismissed" };

/** Rejects when the items do. */
export async function quickStep<T>(options: StepOptions<T>): Promise<StepAnswer<T>> {
  const pick = window.createQuickPick<StepItem<T>>();
  const disposables: { dispose(): unknown }[] = [pick];
  pick.title = options.title;
  if (options.totalSteps > 1) {
    pick.step = options.step;
    pick.totalSteps = options.totalSteps;
  }
  pick.placeholder = options.placeholder;
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  if (options.canGoBack) pick.buttons = [QuickInputButtons.Back];
  try {
    return await new Promise<StepAnswer<T>>((resolve, reject) => {
      disposables.push(
        pick.onDidAccept(() => {
          const value = pick.selectedItems[0]?.value;
          if (value !== undefined) resolve({ kind: "picked", value });
        }),
        pick.onDidTriggerButton(() => resolve({ kind: "back" })),
        pick.onDidHide(() => resolve({ kind: "dismissed" })),
      );
      pick.show();
      if (options.items instanceof Promise) {
        pick.busy = true;
        options.items.then((items) => {
          pick.items = items;
          pick.busy = false;
        }, reject);
      } else {
        pick.items = options.items;
        // Only where it is asked for: set late, it takes the cursor away from what somebody types meanwhile.
        const active = options.active === undefined ? undefined : options.items[options.active];
        if (active !== undefined) pick.activeItems = [active];
      }
    });
  } finally {
    for (const disposable of disposables) disposable.dispose();
  }
}

/** A line of text as a step; undefined when it is dismissed. */
export async function textStep(options: {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly isPassword?: boolean;
  readonly problemOf?: (text: string) => string | undefined;
}): Promise<string | undefined> {
  return window.showInputBox({
    title: options.title,
    prompt: options.prompt,
    value: options.value ?? "",
    placeHolder: options.placeholder ?? "",
    password: options.isPassword ?? false,
    ignoreFocusOut: true,
    validateInput: (text) => options.problemOf?.(text),
  });
}

export const neededText = (text: string): string | undefined =>
  text.trim() === "" ? l10n.t("Give a name") : undefined;
