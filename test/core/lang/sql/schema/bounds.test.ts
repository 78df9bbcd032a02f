// Partition bounds: order, overlap, and staying unsure.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSql } from "../../../../../src/core/lang/sql/parse.ts";
import { compareBounds, rangesInOrder } from "../../../../../src/core/lang/sql/schema/bounds.ts";
import type { KnownPartition, KnownTable } from "../../../../../src/core/lang/sql/schema/known.ts";
import { overlapsAmong } from "../../../../../src/core/lang/sql/schema/overlaps.ts";
import { partitionMap } from "../../../../../src/core/lang/sql/schema/partition-map.ts";
import {
  snapshotColumns,
  snapshotTable,
} from "../../../../../src/core/lang/sql/schema/snapshot-table.ts";
import type { BoundValue, PartitionBound } from "../../../../../src/core/lang/sql/statement.ts";

const bound = (text: string): PartitionBound => {
  const statement = parseSql(`CREATE TABLE c PARTITION OF p ${text}`, "postgresql").statementAt(0);
  const read = statement.kind === "create-table" ? statement.partitionOf?.bound : undefined;
  if (read === undefined) throw new Error(`no bound: ${text}`);
  return read;
};
const values = (text: string): readonly BoundValue[] => {
  const read = bound(`FOR VALUES FROM (${text}) TO (${text})`);
  return read.kind === "range" ? read.from : [];
};
const partition = (table: string, text: string): KnownPartition => ({
  schema: undefined,
  table,
  bound: bound(text),
  origin: { kind: "snapshot" },
});

const fail = (): never => {
  throw new Error("no value");
};

describe("order", () => {
  test.each<[string, string, string | undefined, number | undefined]>([
    ["1", "2", "integer", -1],
    ["'10'", "9", "bigint", 1],
    ["1.50", "1.5", "numeric(10,2)", 0],
    ["-0.5", "0.25", "numeric", -1],
    ["9007199254740993", "9007199254740992", "bigint", 1],
    ["1_000", "1000", "integer", 0],
    ["MINVALUE", "-5", "integer", -1],
    ["MAXVALUE", "MAXVALUE", "integer", 0],
    ["'2025-01-01'", "'2025-01-01 00:00:00'", "timestamp without time zone", 0],
    ["'20250101'", "'2025-01-02'", "date", -1],
    ["'2025-01-01'", "'2025-01-02'", undefined, -1],
    ["'a'", "'b'", "text", undefined],
    ["'a'", "'a'", "text", 0],
    ["'2025-01-01'", "'2025-01-02'", "text", undefined],
    ["'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "'a0eebc999c0b4ef8bb6d6bb9bd380a12'", "uuid", -1],
    ["to_date('x', 'y')", "'2025-01-01'", "date", undefined],
    ["'{{ a }}'", "'{{ a }}'", "text", undefined],
  ])("%s and %s as %s", (a, b, type, order) => {
    const compared = compareBounds(values(a), values(b), [type]);
    expect(compared === undefined ? undefined : Math.sign(compared)).toBe(order);
  });

  test("column by column, until one is open", () => {
    const types = ["integer", "date"];
    expect(compareBounds(values("1, '2025-01-01'"), values("1, '2025-01-02'"), types)).toBeLessThan(
      0,
    );
    expect(compareBounds(values("1, MAXVALUE"), values("2, MINVALUE"), types)).toBeLessThan(0);
    expect(compareBounds(values("1, MINVALUE"), values("1, MINVALUE"), types)).toBe(0);
    expect(compareBounds(values("1"), values("1, 2"), types)).toBeUndefined();
  });
});

describe("a row in the partitions of a table", () => {
  const table = (type: string, strategy: "range" | "list" | "hash", ...bounds: readonly string[]) =>
    snapshotTable("t", {
      columns: snapshotColumns({ k: type }),
      partitioning: { strategy, key: ["k"], hasExpression: false },
      partitions: bounds.map((text, index) => partition(`p${index}`, text)),
    });

  test.each<[string, KnownTable, boolean | undefined]>([
    [
      "'2025-01-01'",
      table("date", "range", "FOR VALUES FROM ('2025-01-01') TO ('2025-02-01')"),
      true,
    ],
    [
      "'2025-02-01'",
      table("date", "range", "FOR VALUES FROM ('2025-01-01') TO ('2025-02-01')"),
      false,
    ],
    ["NULL", table("date", "range", "FOR VALUES FROM (MINVALUE) TO (MAXVALUE)"), false],
    ["5", table("integer", "range", "FOR VALUES FROM (MINVALUE) TO (6)"), true],
    [
      "9",
      table("integer", "range", "FOR VALUES FROM (8) TO (20)", "FOR VALUES FROM (1) TO (6)"),
      true,
    ],
    [
      "7",
      table("integer", "range", "FOR VALUES FROM (8) TO (20)", "FOR VALUES FROM (1) TO (6)"),
      false,
    ],
    [
      "7",
      table("integer", "range", "FOR VALUES FROM (1) TO (20)", "FOR VALUES FROM (2) TO (6)"),
      true,
    ],
    [
      "7",
      table("integer", "range", "FOR VALUES FROM (1) TO (6)", "FOR VALUES FROM (f()) TO (20)"),
      undefined,
    ],
    [
      "5",
      table("integer", "range", "FOR VALUES FROM (1) TO (6)", "FOR VALUES FROM (f()) TO (20)"),
      true,
    ],
    ["f()", table("integer", "range", "FOR VALUES FROM (1) TO (6)"), undefined],
    ["'b'", table("text", "range", "FOR VALUES FROM ('a') TO ('c')"), undefined],
    ["'BR'", table("text", "list", "FOR VALUES IN ('PT', 'BR')"), true],
    ["'br'", table("varchar(2)", "list", "FOR VALUES IN ('PT', 'BR')"), false],
    ["'br'", table("citext", "list", "FOR VALUES IN ('PT', 'BR')"), undefined],
    ["'BR '", table("char(3)", "list", "FOR VALUES IN ('BR')"), true],
    ["'x'", table("text", "list", "FOR VALUES IN ('a')", "FOR VALUES IN (f())"), undefined],
    ["NULL", table("text", "list", "FOR VALUES IN ('PT', NULL)"), true],
    ["NULL", table("text", "list", "FOR VALUES IN ('PT')"), false],
    ["'t'", table("boolean", "list", "FOR VALUES IN (true)"), true],
    ["1.50", table("numeric", "list", "FOR VALUES IN (2)", "FOR VALUES IN (1.5)"), undefined],
    ["1", table("integer", "hash", "FOR VALUES WITH (MODULUS 2, REMAINDER 0)"), undefined],
  ])("%s", (row, known, expected) => {
    expect(partitionMap(known).takes(values(row))).toBe(expected);
  });

  test("what is free between others, and what starts where", () => {
    const known = table(
      "integer",
      "range",
      "FOR VALUES FROM (1) TO (5)",
      "FOR VALUES FROM (8) TO (9)",
    );
    const map = partitionMap(known);
    const free = (from: string, to: string, except?: string) =>
      map.isFree(values(from), values(to), except);
    expect([free("5", "8"), free("4", "8"), free("5", "9"), free("0", "20")]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(free("4", "8", "p0")).toBe(true);
    expect(map.startingAt(values("8"))?.table).toBe("p1");
    expect(map.startingAt(values("8"), "p1")).toBeUndefined();
    expect(map.startingAt(values("5"))).toBeUndefined();
    expect(map.around(values("6")[0] ?? fail()).map((one) => one.table)).toEqual(["p0", "p1"]);
    expect(map.around(values("0")[0] ?? fail()).map((one) => one.table)).toEqual(["p0"]);
  });
});

test("a range that ends before it starts is none", () => {
  const backwards = [partition("a", "FOR VALUES FROM (5) TO (1)")];
  expect(rangesInOrder(backwards, ["integer"])).toEqual([]);
});

test("overlaps are found exactly where two ranges share a number", () => {
  const range = fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 8 }))
    .map(([from, width]) => ({ from, to: from + width }));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 6 }), (ranges) => {
      const partitions = ranges.map(({ from, to }, index) =>
        partition(`p${index}`, `FOR VALUES FROM (${from}) TO (${to})`),
      );
      const share = ranges.some((a, at) =>
        ranges.some((b, other) => other > at && a.from < b.to && b.from < a.to),
      );
      const found = overlapsAmong(partitions, ["integer"]);
      expect(found.length > 0).toBe(share);
      for (const { a, b } of found) {
        const [left, right] = [ranges[partitions.indexOf(a)], ranges[partitions.indexOf(b)]];
        expect(left !== undefined && right !== undefined).toBe(true);
        expect((left?.from ?? 0) < (right?.to ?? 0) && (right?.from ?? 0) < (left?.to ?? 0)).toBe(
          true,
        );
      }
    }),
    { seed: 4, numRuns: 500 },
  );
});

test("a thousand partitions are compared in no time", () => {
  const partitions = Array.from({ length: 1_000 }, (_, index) =>
    partition(`p${index}`, `FOR VALUES FROM (${index * 10}) TO (${index * 10 + 10})`),
  );
  const before = performance.now();
  expect(overlapsAmong(partitions, ["integer"])).toEqual([]);
  expect(performance.now() - before).toBeLessThan(3_000);
});
