// What the language status says of the database that the checks know, as plain data.
import type { CatalogSnapshot } from "../core/lang/sql/schema/snapshot.ts";
import { ageText } from "../core/text/age.ts";
import { countText } from "./number-text.ts";
import type { Translate } from "./translate.ts";

/** `name` is the connection's. */
export type CatalogState =
  | { readonly kind: "none" }
  | { readonly kind: "reading"; readonly name: string }
  | { readonly kind: "known"; readonly name: string; readonly snapshot: CatalogSnapshot }
  | { readonly kind: "failed"; readonly name: string; readonly problem: string };

export interface StatusText {
  readonly text: string;
  readonly detail: string;
  readonly isBusy: boolean;
  readonly isWarning: boolean;
  /** What a click does. */
  readonly action: "choose" | "refresh";
}

/** `now` is ISO 8601. */
export function statusText(
  state: CatalogState,
  now: string,
  locale: string,
  t: Translate,
): StatusText {
  const calm = { isBusy: false, isWarning: false };
  switch (state.kind) {
    case "none":
      return {
        ...calm,
        text: t("Rowmill: no database"),
        detail: t("checks know the tables of the workspace's SQL"),
        action: "choose",
      };
    case "reading":
      return {
        ...calm,
        isBusy: true,
        text: `Rowmill: ${state.name}`,
        detail: t("reading the catalog"),
        action: "refresh",
      };
    case "known": {
      const age = ageText(state.snapshot.takenAt, now, locale);
      const { length } = state.snapshot.tables;
      return {
        ...calm,
        text: `Rowmill: ${state.name}`,
        detail:
          length === 1
            ? t("1 table, read {0}", age)
            : t("{0} tables, read {1}", countText(length, locale), age),
        action: "refresh",
      };
    }
    case "failed":
      return {
        isBusy: false,
        isWarning: true,
        text: `Rowmill: ${state.name}`,
        detail: t("the catalog was not read: {0}", state.problem),
        action: "refresh",
      };
  }
}
