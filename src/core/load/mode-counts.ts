// How the counts of batches and of the merge after them make the load's own: exact in each mode, and
// `records = loaded + rejected + skipped` in all of them.
import type { BatchCounts, MergeCounts } from "./events.ts";
import { isStaged, type ModePlan } from "./mode.ts";

/** What of the batches' records is in the table. Staged rows count once they are merged; until then none is loaded. */
export function countsInTable(
  plan: ModePlan,
  batches: BatchCounts,
  merge: MergeCounts | null,
): BatchCounts {
  if (!isStaged(plan)) return batches;
  if (merge === null) return { ...batches, loaded: 0 };
  const duplicates = merge.unchanged + merge.superseded;
  return {
    ...batches,
    loaded: merge.inserted + merge.updated,
    skipped: batches.skipped + duplicates + merge.dropped,
    duplicates: batches.duplicates + duplicates,
  };
}

/** What does not add up between batches and merge, in words; null when every staged row is accounted for. */
export function mergeDifference(batches: BatchCounts, merge: MergeCounts | null): string | null {
  if (merge === null) return "the staged rows are not merged into the table";
  if (merge.staged !== batches.loaded)
    return `the batches staged ${batches.loaded} rows and the merge found ${merge.staged}`;
  const { inserted, updated, unchanged, superseded, dropped } = merge;
  const found = inserted + updated + unchanged + superseded + dropped;
  if (found === merge.staged) return null;
  return `of ${merge.staged} staged rows the merge accounts for ${found}`;
}

/** The ledger's row of a merge as JSON; null when there is none, or it is still to come. */
export function mergeOf(row: unknown): MergeCounts | null {
  if (typeof row !== "object" || row === null) return null;
  const values = new Map<string, unknown>(Object.entries(row));
  if (typeof values.get("merged_at") !== "string") return null;
  const count = (name: keyof MergeCounts): number => Number(values.get(name) ?? 0);
  return {
    staged: count("staged"),
    inserted: count("inserted"),
    updated: count("updated"),
    unchanged: count("unchanged"),
    superseded: count("superseded"),
    dropped: count("dropped"),
    deleted: count("deleted"),
  };
}
