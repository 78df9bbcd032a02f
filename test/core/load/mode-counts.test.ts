// The counts of a load from those of its batches and its merge.
import fc from "fast-check";
import { expect, test } from "vitest";
import { countsInTable, mergeDifference, mergeOf } from "../../../src/core/load/mode-counts.ts";
import type { MergeCounts } from "../../../src/core/load/events.ts";

const batches = { records: 12, loaded: 9, rejected: 2, skipped: 1, duplicates: 0 };
const merge: MergeCounts = {
  ...{ staged: 9, inserted: 3, updated: 2, unchanged: 1 },
  ...{ superseded: 2, dropped: 1, deleted: 40 },
};

test.each([
  ["a plain append", { mode: "append", isAtomic: false } as const, null, batches],
  ["skip counts in its batches", { mode: "skip", isAtomic: false } as const, null, batches],
  [
    "staged and not merged: nothing is loaded",
    { mode: "upsert", isAtomic: false } as const,
    null,
    { ...batches, loaded: 0 },
  ],
  [
    "merged",
    { mode: "upsert", isAtomic: false } as const,
    merge,
    { records: 12, loaded: 5, rejected: 2, skipped: 5, duplicates: 3 },
  ],
])("%s", (_name, plan, merged, expected) => {
  expect(countsInTable(plan, batches, merged)).toEqual(expected);
});

test("whatever a merge that adds up says, the load adds up", () => {
  const count = fc.nat(1_000_000);
  const parts = fc.tuple(count, count, count, count, count, count, count, count);
  fc.assert(
    fc.property(
      parts,
      ([inserted, updated, unchanged, superseded, dropped, deleted, bad, blank]) => {
        const staged = inserted + updated + unchanged + superseded + dropped;
        const found = { staged, inserted, updated, unchanged, superseded, dropped, deleted };
        const records = staged + bad + blank;
        const so = { records, loaded: staged, rejected: bad, skipped: blank, duplicates: 0 };
        expect(mergeDifference(so, found)).toBeNull();
        const counts = countsInTable({ mode: "replace", isAtomic: false }, so, found);
        expect(counts.loaded + counts.rejected + counts.skipped).toBe(records);
        expect(counts.duplicates).toBeLessThanOrEqual(counts.skipped);
      },
    ),
    { seed: 20261122 },
  );
});

test.each<[string, MergeCounts | null, RegExp | null]>([
  ["it does", merge, null],
  ["none yet", null, /not merged/],
  ["rows are missing", { ...merge, staged: 8 }, /staged 9 rows and the merge found 8/],
  ["a row is nowhere", { ...merge, dropped: 0 }, /of 9 staged rows the merge accounts for 8/],
])("does the merge add up: %s", (_name, found, words) => {
  const difference = mergeDifference(batches, found);
  if (words === null) expect(difference).toBeNull();
  else expect(difference).toMatch(words);
});

test("the ledger's row of a merge", () => {
  expect(mergeOf(null)).toBeNull();
  expect(mergeOf({ staged: null, merged_at: null })).toBeNull();
  expect(mergeOf({ ...merge, merged_at: "2026-11-22T00:00:00Z", staging_name: "x" })).toEqual(
    merge,
  );
});
