// What a plan says about indexes and server, from what was found around the table.
import { expect, test } from "vitest";
import {
  meanRecordBytes,
  planIndexes,
  type Surroundings,
} from "../../../src/core/load/plan-indexes.ts";
import { DEFAULT_REQUEST, type LoadRequest } from "../../../src/core/load/request.ts";
import { planFor } from "../../support/load-fixtures.ts";

const GB = 1024 ** 3;
const facts = { method: "btree", isReplicaIdentity: false, pointsAt: null, keepReason: null };
const key = { ...facts, kind: "key", name: "t_pkey", isUnique: true } as const;
const plain = { ...facts, kind: "index", name: "t_city", isUnique: false } as const;

const around = (more: Partial<Surroundings["indexes"]> = {}): Surroundings => ({
  indexes: { objects: [key, plain], rowsThere: 0, missingRight: null, otherLoad: null, ...more },
  bytesThere: 0,
  server: {
    ...{ sharedBuffersBytes: GB, maxWalBytes: GB, checkpointSeconds: 300 },
    ...{ maintenanceBytes: 64 * 1024 ** 2, parallelMaintenanceWorkers: 2 },
  },
  left: [],
});

const plan = planFor(2 * GB, ["a"], { loadId: "mine", workers: 4 });
const request = (indexes: LoadRequest["indexes"]): LoadRequest => ({
  ...{ ...DEFAULT_REQUEST, file: "t.csv", into: "t", indexes },
});
const decided = (made: { readonly decisions: readonly { readonly what: string }[] }) =>
  made.decisions.map(({ what }) => what);

test("kept indexes: the advice that matters is a warning too", () => {
  const made = planIndexes(plan, request("keep"), around(), 100);
  expect(made.indexes).toBe("keep");
  expect(decided(made)).toEqual(["indexes"]);
  expect(made.advice?.map(({ setting }) => setting)).toContain("max_wal_size");
  expect(made.warnings).toEqual([expect.stringContaining("max_wal_size is 1GB")]);
});

test("dropped indexes: how they are built is shown, and forced checkpoints are no warning", () => {
  const made = planIndexes(plan, request("rebuild"), around(), 100);
  expect(made.indexes).toBe("rebuild");
  expect(decided(made)).toEqual(["indexes", "building indexes"]);
  expect(made.warnings).toEqual([]);
});

test("what the role may not do is refused when asked for, and kept by auto", () => {
  const lacking = around({ missingRight: "role r does not own it, o does" });
  expect(() => planIndexes(plan, request("rebuild"), lacking, 100)).toThrow(
    "the indexes of public.t cannot be dropped and built again: role r does not own it, o does",
  );
  expect(planIndexes(plan, request("auto"), lacking, 100).indexes).toBe("keep");
});

test("what loads have left is said once a load, with who builds it", () => {
  const left = [
    { loadId: "mine", target: "public.t", name: "t_pkey" },
    { loadId: "mine", target: "public.t", name: "t_city" },
    { loadId: "other", target: "public.u", name: "u_pkey" },
  ];
  const made = planIndexes(plan, request("keep"), { ...around(), left }, 100);
  const said = made.decisions.filter(({ what }) => what === "left to recover");
  expect(said.map(({ value, evidence }) => [value, evidence.slice(0, 23)])).toEqual([
    ["t_pkey, t_city of public.t", "an earlier run of this "],
    ["u_pkey of public.u", "load other dropped them"],
  ]);
});

test.each([
  [[], 0],
  [[["1", "abc"]], 6],
  [
    [
      ["1", null],
      ["22", "z"],
    ],
    4,
  ],
] as const)("the mean length of %j is %d", (records, bytes) => {
  expect(meanRecordBytes(records)).toBe(bytes);
});
