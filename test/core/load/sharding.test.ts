// Which nodes of a Citus cluster take a load's streams, and how the plan says it.
import { expect, test } from "vitest";
import type { LoadPlan } from "../../../src/core/load/plan.ts";
import {
  planSharding,
  requireShardedMode,
  type ShardNode,
  type Sharding,
} from "../../../src/core/load/sharding.ts";

const node = (port: number, facts: Partial<ShardNode> = {}): ShardNode => ({
  ...{ host: "10.0.0.1", port, isHere: false, hasShards: true, takesCopy: true },
  ...facts,
});
const coordinator = node(0, { isHere: true, hasShards: false });
const spread: Sharding = {
  ...{ kind: "distributed", column: "customer_id", isCoordinator: true },
  nodes: [coordinator, node(1), node(2), node(3, { takesCopy: false })],
};
const append = { mode: "append", isAtomic: false, partitions: "parent", workers: 2 } as const;
const streams = ({ nodes }: { readonly nodes: readonly { readonly port: number }[] }) =>
  nodes.map(({ port }) => port);

test("streams to the nodes that take COPY", () => {
  expect(planSharding(spread, append)).toEqual({
    decision: {
      ...{ what: "sharding", value: "distributed by customer_id", origin: "table" },
      evidence:
        "streams go straight to 2 of 3 nodes with shards, 10.0.0.1:1, 10.0.0.1:2: Citus is given the ledger's tables, so that rows and ledger row are one transaction on any node; a node that does not show this before its first byte is left out",
    },
    nodes: [
      { host: "10.0.0.1", port: 1, isHere: false },
      { host: "10.0.0.1", port: 2, isHere: false },
    ],
  });
});

test.each<[string, readonly ShardNode[], readonly number[]]>([
  ["a coordinator with shards takes part", [node(0, { isHere: true }), node(1)], [0, 1]],
  ["one without does not", [coordinator, node(1)], [1]],
  ["only the coordinator takes COPY", [node(0, { isHere: true })], []],
  ["the others lack the metadata", [coordinator, node(1, { takesCopy: false })], []],
  ["no node at all", [], []],
])("%s", (_name, nodes, ports) => {
  expect(streams(planSharding({ ...spread, nodes }, append))).toEqual(ports);
});

const onOne =
  "Citus sends each row on to one of 3 nodes with shards; all batches go through this node";
test.each([
  ["skip", { mode: "skip" }, {}, `${onOne}, as mode skip works in tables of one node`],
  ["atomic", { isAtomic: true }, {}, `${onOne}, as --atomic works in tables of one node`],
  [
    "route",
    { partitions: "route" },
    {},
    `${onOne}, as --partitions route locks the leaves on one node`,
  ],
  ["one worker", { workers: 1 }, {}, `${onOne}, as one worker keeps the order of the file`],
  [
    "a worker node",
    {},
    { isCoordinator: false },
    `${onOne}, as it is not the coordinator, which alone can give the ledger to Citus: connect to the coordinator to use the others`,
  ],
  [
    "one node",
    {},
    { nodes: [node(0, { isHere: true })] },
    "Citus sends each row on to the node with shards; all batches go through this node, as no other node takes COPY",
  ],
  [
    "a reference table",
    {},
    { kind: "reference", column: null },
    "Citus writes each row to all 3 nodes; all batches go through this node, as every node would write all rows anyway",
  ],
  [
    "a table with one shard",
    {},
    { kind: "on one node", column: null },
    "Citus sends the rows on to their node; all batches go through this node, as there is one shard only",
  ],
] as const)("%s stays on the ledger's node", (_name, plan, sharding, evidence) => {
  const planned = planSharding({ ...spread, ...sharding }, { ...append, ...plan });
  expect(planned).toMatchObject({ nodes: [], decision: { evidence } });
});

test.each([
  ["reference", "a reference table"],
  ["on one node", "kept by Citus on one node"],
] as const)("%s: what the table is called", (kind, value) => {
  expect(planSharding({ ...spread, kind, column: null }, append).decision.value).toBe(value);
});

test.each<[Sharding["kind"], LoadPlan["mode"], boolean, boolean]>([
  ["distributed", "append", false, true],
  ["distributed", "append", true, false],
  ["distributed", "skip", false, true],
  ["distributed", "skip", true, false],
  ["distributed", "upsert", false, false],
  ["distributed", "upsert", true, false],
  ["distributed", "replace", false, true],
  ["distributed", "replace", true, true],
  ["reference", "append", true, true],
  ["reference", "skip", true, true],
  ["reference", "upsert", false, false],
])("%s, %s, atomic: %s, is possible: %s", (kind, mode, isAtomic, isPossible) => {
  const target = { table: { schema: "public", name: "events" } } as LoadPlan["target"];
  const require = (): void => requireShardedMode({ kind }, { mode, isAtomic, target });
  if (isPossible) expect(require).not.toThrow();
  else expect(require).toThrow(/^mode .* is not possible on public.events: Citus does not join/);
});
