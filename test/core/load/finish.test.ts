// Does the ledger hold the whole file, and does it add up?
import { expect, test } from "vitest";
import { ledgerDifference, sumCounts } from "../../../src/core/load/finish.ts";
import type { CommittedBatch } from "../../../src/core/load/ports.ts";

const batch = (number: number, start: number, end: number, records = 10): CommittedBatch => ({
  ...{ number, start, end, prefixHash: "", records },
  ...{ loaded: records - 2, rejected: 1, skipped: 1, duplicates: 0 },
});
const plan = { body: { start: 5, line: 2, header: "a" } };
const reading = (records: number, bytes: number, batches: number) => ({
  records,
  bytes,
  batches,
  contentHash: "",
});

test.each([
  ["all of it", [batch(0, 5, 50), batch(1, 50, 80)], reading(20, 80, 2), null],
  ["in any order", [batch(1, 50, 80), batch(0, 5, 50)], reading(20, 80, 2), null],
  ["no batch at all", [], reading(0, 5, 0), null],
  [
    "one is missing in the middle",
    [batch(0, 5, 50), batch(2, 80, 90)],
    reading(30, 90, 3),
    "batch 1 is not in the ledger",
  ],
  ["the last is missing", [batch(0, 5, 50)], reading(20, 80, 2), "batch 1 is not in the ledger"],
  [
    "a gap in the bytes",
    [batch(0, 5, 50), batch(1, 55, 80)],
    reading(20, 80, 2),
    "batch 1 begins at byte 55 and not at 50",
  ],
  ["the end is missing", [batch(0, 5, 50)], reading(10, 60, 1), "the ledger ends at byte 50 of 60"],
  [
    "another number of records",
    [batch(0, 5, 50)],
    reading(11, 50, 1),
    "the file has 11 records and the ledger 10",
  ],
  [
    "a batch that does not add up",
    [{ ...batch(0, 5, 50), loaded: 7 }],
    reading(10, 50, 1),
    expect.stringContaining("batch 0 has 10 records, 7 loaded") as string,
  ],
])("%s", (_name, committed, read, expected) => {
  expect(ledgerDifference(plan, committed, read)).toEqual(expected);
});

test("counts are summed", () => {
  expect(sumCounts([batch(0, 5, 50), batch(1, 50, 80, 5)])).toEqual({
    records: 15,
    loaded: 11,
    rejected: 2,
    skipped: 2,
    duplicates: 0,
  });
});
