// Which records have no partition, what is proposed for them, and what is said.
import { describe, expect, test } from "vitest";
import { IngestError } from "../../../../src/core/base/ingest-error.ts";
import { canMiss } from "../../../../src/core/load/partitions/can-miss.ts";
import { MissingFinder } from "../../../../src/core/load/partitions/missing-finder.ts";
import type { LookedThrough } from "../../../../src/core/load/partitions/missing-groups.ts";
import { planPartitions } from "../../../../src/core/load/partitions/missing-report.ts";
import type { PartitionTree } from "../../../../src/core/load/partitions/tree.ts";
import { planFor } from "../../../support/load-fixtures.ts";
import { keysOf, treeOf } from "./trees.ts";

const start = { firstRecord: 1, firstLine: 1, isPlain: false };

function look(
  tree: PartitionTree,
  text: string,
  columns = ["k", "note"],
  isPlain = false,
): LookedThrough {
  const finder = new MissingFinder(tree, keysOf(columns));
  finder.look(Buffer.from(text), { ...start, isPlain });
  return finder.result();
}

/** Name, bound and count of each partition that is proposed. */
const proposed = (found: LookedThrough): readonly string[] =>
  found.missing.map(({ partition, words, records, reason }) =>
    partition === null
      ? `${words}: ${records}, ${reason ?? ""}`
      : `${partition.partition.table.name}: ${words}: ${records}`,
  );

const year = (from: number): string => `FOR VALUES FROM ('${from}-01-01') TO ('${from + 1}-01-01')`;

describe("a range's pattern", () => {
  test.each([
    {
      name: "years, below and above what there is",
      tree: treeOf({ key: "date", bounds: { orders_y2024: year(2024), orders_y2025: year(2025) } }),
      text: "2023-12-31,\n2026-01-01,\n2027-05-05,\n2024-02-29,\n",
      expected: [
        "orders_y2023: 2023-01-01 to 2024-01-01: 1",
        "orders_y2026: 2026-01-01 to 2027-01-01: 1",
        "orders_y2027: 2027-01-01 to 2028-01-01: 1",
      ],
    },
    {
      name: "a month between months, with more than one record",
      tree: treeOf({
        key: "timestamp",
        bounds: {
          orders_2025_01: "FOR VALUES FROM ('2025-01-01 00:00:00') TO ('2025-02-01 00:00:00')",
          orders_2025_03: "FOR VALUES FROM ('2025-03-01 00:00:00') TO ('2025-04-01 00:00:00')",
        },
      }),
      text: "2025-02-01,\n2025-02-28 23:59:59.999999,\n2025-03-01,\n",
      expected: ["orders_2025_02: 2025-02-01 to 2025-03-01: 2"],
    },
    {
      name: "midnights of another zone",
      tree: treeOf({
        key: "timestamptz",
        bounds: {
          orders_2025_01:
            "FOR VALUES FROM ('2025-01-01 03:00:00+00') TO ('2025-02-01 03:00:00+00')",
          orders_2025_02:
            "FOR VALUES FROM ('2025-02-01 03:00:00+00') TO ('2025-03-01 03:00:00+00')",
        },
      }),
      text: "2025-03-01 00:00:00-03,\n2025-03-01 02:59:59Z,\n",
      expected: ["orders_2025_03: 2025-03-01 03:00:00+00 to 2025-04-01 03:00:00+00: 1"],
    },
    {
      name: "a gap that is shorter than the period has no proposal",
      tree: treeOf({
        key: "int4",
        bounds: {
          orders_0: "FOR VALUES FROM (0) TO (100)",
          orders_1: "FOR VALUES FROM (150) TO (250)",
        },
      }),
      text: "120,\n",
      expected: ["'120': 1, the partitions beside it show no pattern to follow"],
    },
    {
      name: "NULL in a range",
      tree: treeOf({ key: "int4", bounds: { orders_0: "FOR VALUES FROM (0) TO (100)" } }),
      text: ",a\n",
      expected: ["NULL: 1, only a default partition takes NULL in a range"],
    },
  ])("$name", ({ tree, text, expected }) => {
    expect(proposed(look(tree, text))).toEqual(expected);
    expect(proposed(look(tree, text, ["k", "note"], true))).toEqual(expected);
  });

  test.each([
    ["date", "2025-12-31", "2025-12-31", "2026-01-01"],
    ["timestamp", "2025-12-31 00:00:00", "2025-12-31 17:00", "2026-01-01"],
    ["timestamp", "2025-12-31 23:59:59", "2025-12-31 23:59:59.5", "2026-01-01"],
  ] as const)("the last day that TO leaves out: %s, TO ('%s')", (key, to, at, end) => {
    const tree = treeOf({
      key,
      bounds: { orders_2025: `FOR VALUES FROM ('2025-01-01') TO ('${to}')` },
    });
    const [group] = look(tree, `${at},\n`).missing;
    expect(group?.partition?.leftOutBy).toEqual({ schema: "public", name: "orders_2025" });
    expect(group?.words.endsWith(`to ${end}`)).toBe(true);
  });
});

test("a quoted line end does not move the place of the first record, however the record is read", () => {
  const tree = treeOf({ key: "int4", bounds: { orders_0: "FOR VALUES FROM (0) TO (10)" } });
  const text = '1,"a\nb ""c"",\n"\n2,x\n11,"y\nz"\n12,\n';
  for (const isPlain of [false, true])
    expect(look(tree, text, ["k", "note"], isPlain).missing).toMatchObject([
      { records: 2, record: 3, line: 5 },
    ]);
});

test("records of the wrong shape and texts that only the server reads are not looked at", () => {
  const tree = treeOf({ key: "date", bounds: { orders_2025: year(2025) } });
  expect(look(tree, "2027-01-01\n2027-01-01,a,b\ntomorrow,\nx,\n").missing).toEqual([]);
});

test("what a default partition takes is counted", () => {
  const tree = treeOf({ key: "text", bounds: { br: "FOR VALUES IN ('BR')", rest: "DEFAULT" } });
  expect(look(tree, "BR,\nDE,\n,\nFR,\n")).toMatchObject({
    missing: [],
    byDefault: [{ table: { name: "rest" }, records: 3, record: 2, line: 2 }],
  });
});

test("below a partition that is missing itself the sibling's are copied, and counted together", () => {
  const days = treeOf({ key: "text", bounds: { orders_2025_br: "FOR VALUES IN ('BR')" } });
  const divided = { ...days, keys: days.keys.map((key) => ({ ...key, column: "country" })) };
  const tree = treeOf({
    key: "date",
    bounds: { orders_2025: year(2025) },
    below: { orders_2025: divided },
  });
  const found = look(tree, "2026-02-02,BR\n2026-02-02,JP\n2025-02-02,JP\n", ["k", "country"]);
  expect(proposed(found)).toEqual([
    "orders_2026: 2026-01-01 to 2027-01-01: 2",
    "orders_2026_jp: 'JP': 1",
    "orders_2025_jp: 'JP': 1",
  ]);
  expect(found.missing[0]?.partition?.statements).toEqual([
    "CREATE TABLE public.orders_2026 PARTITION OF public.orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (k)",
    "CREATE TABLE public.orders_2026_br PARTITION OF public.orders_2026 FOR VALUES IN ('BR')",
  ]);
  const plan = planPartitions(planFor(1, ["k"], { createsPartitions: true }), found);
  expect(plan.newPartitions?.map(({ table }) => table.name)).toEqual([
    "orders_2026",
    "orders_2026_br",
    "orders_2026_jp",
    "orders_2025_jp",
  ]);
  expect(() => planPartitions(planFor(1, ["k"]), found)).toThrow(/takes 3 records of t\.csv/u);
});

describe("why nothing is proposed", () => {
  const days = treeOf({
    key: "date",
    bounds: { orders_2025_d1: "FOR VALUES FROM ('2025-01-01') TO ('2025-01-02')" },
  });
  const plain = treeOf({ key: "date", bounds: { orders_2025: year(2025) } });
  const long = "o".repeat(58);
  test.each([
    {
      reason: "public.orders_2025 beside it is divided by the same column again",
      tree: treeOf({
        key: "date",
        bounds: { orders_2025: year(2025) },
        below: { orders_2025: days },
      }),
    },
    {
      reason:
        "orders_2025 beside it is on another server, and the server for a new one is yours to choose",
      tree: { ...plain, partitions: plain.partitions.map((one) => ({ ...one, isForeign: true })) },
    },
    {
      reason: `its name would be longer than 63 bytes: ${long}_10000`,
      tree: treeOf({
        key: "int4",
        bounds: { [`${long}_9999`]: "FOR VALUES FROM (9999) TO (10000)" },
      }),
      value: "10000",
    },
    {
      reason: "a partition called orders_jp is there already, with another bound",
      tree: treeOf({
        key: "text",
        bounds: { orders_br: "FOR VALUES IN ('BR')", orders_jp: "FOR VALUES IN ('JP')" },
      }),
      value: "jp",
    },
  ])("$reason", ({ reason, tree, value = "2027-01-01" }) => {
    expect(look(tree, `${value},\n`).missing).toMatchObject([{ partition: null, reason }]);
  });
});

test("a file may be full of values without a partition: groups are bounded, records are not", () => {
  const tree = treeOf({ key: "text", bounds: { orders_x: "FOR VALUES IN ('x')" } });
  const found = look(tree, Array.from({ length: 1_200 }, (_, at) => `v${at},\n`).join(""));
  expect(found.isCut).toBe(true);
  expect(found.missing.length).toBe(1_000);
  try {
    planPartitions(planFor(1, ["k"]), found);
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof IngestError)) throw error;
    expect(error.message.length).toBeLessThan(600);
    expect(error.hint).toContain("and 476 more, which `rowmill plan --create-partitions` prints");
  }
});

test.each([
  [
    "all remainders",
    treeOf({
      key: "int4",
      bounds: {
        a: "FOR VALUES WITH (modulus 2, remainder 0)",
        b: "FOR VALUES WITH (modulus 2, remainder 1)",
      },
    }),
    ["k"],
    false,
  ],
  [
    "a remainder short",
    treeOf({ key: "int4", bounds: { a: "FOR VALUES WITH (modulus 2, remainder 0)" } }),
    ["k"],
    true,
  ],
  [
    "the key is not in the file",
    treeOf({ key: "int4", bounds: { a: "FOR VALUES IN (1)" } }),
    ["other"],
    false,
  ],
  ["a list", treeOf({ key: "int4", bounds: { a: "FOR VALUES IN (1)" } }), ["k"], true],
] as const)("whether the file is looked through: %s", (_name, tree, columns, expected) => {
  expect(canMiss(tree, keysOf(columns))).toBe(expected);
});
