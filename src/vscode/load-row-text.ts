// A load of the ledger in one line, for lists.
import { tableText } from "../core/load/plan.ts";
import type { LoadRow } from "../core/load/ports.ts";
import { countText, shareText, sizeText } from "./number-text.ts";
import type { Translate } from "./translate.ts";

export const loadLabel = (row: Pick<LoadRow, "plan">): string =>
  `${row.plan.source.name} → ${tableText(row.plan.target.table)}`;

export function loadDescription(
  row: Pick<LoadRow, "status" | "committed" | "plan">,
  locale: string,
  t: Translate,
): string {
  const loaded = t("{0} rows", countText(row.committed.loaded, locale));
  const rejected =
    row.committed.rejected === 0
      ? ""
      : ` · ${t("{0} rejected", countText(row.committed.rejected, locale))}`;
  const { bytes } = row.committed;
  const { fingerprint, isPacked } = row.plan.source;
  // The ledger counts bytes of text: of a compressed file, and of one of unknown size, they are no share.
  const isShare = fingerprint.bytesTotal > 0 && isPacked !== true;
  const share = isShare
    ? shareText(bytes, fingerprint.bytesTotal, locale)
    : sizeText(bytes, locale);
  switch (row.status) {
    case "complete":
      return `${t("complete")} · ${loaded}${rejected}`;
    case "stopped":
      return `${t("stopped at {0}", share)} · ${loaded}${rejected}`;
    case "running":
      return `${t("not ended, at {0}", share)} · ${loaded}${rejected}`;
  }
}
