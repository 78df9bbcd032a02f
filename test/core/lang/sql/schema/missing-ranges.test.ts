// Ranges that no partition covers.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareBounds, isRange } from "../../../../../src/core/lang/sql/schema/bounds.ts";
import type { KnownTable } from "../../../../../src/core/lang/sql/schema/known.ts";
import {
  partitionHolding,
  partitionsBetween,
  partitionsUpTo,
} from "../../../../../src/core/lang/sql/schema/missing-ranges.ts";
import { isoDate, monthStart } from "../../../../../src/core/text/calendar.ts";
import { listName } from "../../../../../src/core/lang/sql/schema/partition-names.ts";
import { snapshotRanges } from "../../../../../src/core/lang/sql/schema/snapshot-partitions.ts";
import {
  snapshotColumns,
  snapshotTable,
} from "../../../../../src/core/lang/sql/schema/snapshot-table.ts";
import type { BoundValue } from "../../../../../src/core/lang/sql/statement.ts";

type Ranges = readonly (readonly [name: string, from: string, to: string])[];

const tableOf = (ranges: Ranges, type = "date"): KnownTable =>
  snapshotTable("t", {
    columns: snapshotColumns({ k: type }),
    partitioning: { strategy: "range", key: ["k"], hasExpression: false },
    partitions: snapshotRanges(ranges),
  });
const value = (text: string): BoundValue => ({
  kind: "text",
  text,
  type: undefined,
  range: { start: 0, end: 0 },
});

describe("names go on as they began", () => {
  test.each<[string, string, string, string]>([
    ["t_2025_01", "2025-01-01", "2025-02-01", "t_2025_05"],
    ["t_202501", "2025-01-01", "2025-02-01", "t_202505"],
    ["t_y2025m01", "2025-01-01", "2025-02-01", "t_y2025m05"],
    ["t_2025m01", "2025-01-01", "2025-02-01", "t_2025m05"],
    ["t_p2025_01_01", "2025-01-01", "2025-02-01", "t_p2025_05_01"],
    ["t_p20250101", "2025-01-01", "2025-02-01", "t_p20250501"],
    ["t_2025_1_old", "2025-01-01", "2025-02-01", "t_2025_5_old"],
    ["t_01_2025", "2025-01-01", "2025-02-01", "t_05_2025"],
    ["t_jan_2025", "2025-01-01", "2025-02-01", "t_may_2025"],
    ["t_2025_jan", "2025-01-01", "2025-02-01", "t_2025_may"],
    ["t_2025_q1", "2025-01-01", "2025-04-01", "t_2025_q2"],
    ["t_q1_2025", "2025-01-01", "2025-04-01", "t_q2_2025"],
    ["t_2024", "2024-01-01", "2025-01-01", "t_2025"],
    ["t_2025_05_19", "2025-05-19", "2025-05-20", "t_2025_05_20"],
  ])("%s", (name, from, to, expected) => {
    expect(partitionHolding(tableOf([[name, from, to]]), value("2025-05-20"))?.name).toBe(expected);
  });

  test.each<[string, Ranges, string | undefined]>([
    ["from", [["t_0", "0", "100"]], "t_500"],
    ["from and to", [["t_0_100", "0", "100"]], "t_500_600"],
    ["from and the last one", [["t_0_99", "0", "100"]], "t_500_599"],
    [
      "counted from 1",
      [
        ["t_p1", "0", "100"],
        ["t_p2", "100", "200"],
      ],
      "t_p6",
    ],
    [
      "with zeros in front",
      [
        ["t_p001", "0", "100"],
        ["t_p002", "100", "200"],
      ],
      "t_p006",
    ],
    [
      "without a pattern",
      [
        ["hot", "0", "100"],
        ["cold", "100", "200"],
      ],
      undefined,
    ],
    [
      "of which one is another",
      [
        ["t_0", "0", "100"],
        ["rest", "100", "200"],
      ],
      undefined,
    ],
  ])("numbers, %s", (_name, ranges, expected) => {
    expect(partitionHolding(tableOf(ranges, "bigint"), value("555"))?.name).toBe(expected);
  });

  test.each<[string, string | undefined]>([
    ["São Paulo", "t_sao_paulo"],
    ["BR", "t_br"],
    ["!", undefined],
  ])("a list with %s", (text, expected) => {
    expect(listName("t", [], text)).toBe(expected);
  });
});

test.each<[string, Ranges]>([
  ["the name is taken", [["t_2025_01", "2025-02-01", "2025-03-01"]]],
  ["hours", [["t_2025_01_01", "2025-01-01 00:00", "2025-01-01 12:00"]]],
  ["two ways to write a time", [["t_2025_01", "2025-01-01", "2025-02-01 00:00:00"]]],
  ["a date written in another way", [["t_2025_01", "2025/01/01", "2025/02/01"]]],
])("writes nothing: %s", (_name, ranges) => {
  expect(partitionHolding(tableOf(ranges), value("2025-01-15"))).toBeUndefined();
});

test("what fills a hole is its months, one after the other", () => {
  const start = fc.integer({ min: 0, max: 600 });
  fc.assert(
    fc.property(start, fc.integer({ min: 1, max: 36 }), (first, months) => {
      const at = (month: number) => isoDate(monthStart(0, first + month));
      const named = (month: number) => `t_${at(month).slice(0, 7).replace("-", "_")}`;
      const ranges: Ranges = [
        [named(0), at(0), at(1)],
        [named(months + 1), at(months + 1), at(months + 2)],
      ];
      const table = tableOf(ranges);
      const [before, behind] = table.partitions.filter(isRange);
      if (before === undefined || behind === undefined) throw new Error("no ranges");
      const made = partitionsBetween(table, before, behind) ?? [];
      expect(made.map(({ name }) => name)).toEqual(
        Array.from({ length: months }, (_, month) => named(month + 1)),
      );
      let end = before.bound.to;
      for (const { from, to } of made) {
        expect(compareBounds(end, from, ["date"])).toBe(0);
        end = to;
      }
      expect(compareBounds(end, behind.bound.from, ["date"])).toBe(0);
    }),
    { seed: 4, numRuns: 200 },
  );
});

test("more than three years of months are a hole on purpose", () => {
  const table = tableOf([
    ["t_2020_01", "2020-01-01", "2020-02-01"],
    ["t_2025_01", "2025-01-01", "2025-02-01"],
  ]);
  const [before, behind] = table.partitions.filter(isRange);
  if (before === undefined || behind === undefined) throw new Error("no ranges");
  expect(partitionsBetween(table, before, behind)).toBeUndefined();
});

test("the horizon itself is in", () => {
  const table = tableOf([["t_2025_01", "2025-01-01", "2025-02-01"]]);
  const names = (end: string) => partitionsUpTo(table, value(end)).map(({ name }) => name);
  expect(names("2025-02-28")).toEqual(["t_2025_02"]);
  expect(names("2025-03-01")).toEqual(["t_2025_02", "t_2025_03"]);
});
