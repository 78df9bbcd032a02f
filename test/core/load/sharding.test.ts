// How a table that Citus spreads is named in the plan.
import { expect, test } from "vitest";
import { shardingDecision, type ShardNode } from "../../../src/core/load/sharding.ts";

const node = (port: number, takesCopy: boolean): ShardNode => ({
  host: "10.0.0.1",
  port,
  takesCopy,
});

test.each<[string, string | null, readonly ShardNode[], string, string]>([
  [
    "spread over workers that know the metadata",
    "customer_id",
    [node(1, true), node(2, true), node(3, false)],
    "distributed by customer_id",
    "Citus sends each row on to one of 3 nodes; 2 of them would take COPY themselves, but the ledger is on this one, and exactly-once needs both in one transaction",
  ],
  ["one node", "id", [node(1, false)], "distributed by id", "Citus sends each row on to the node"],
  [
    "a reference table",
    null,
    [node(1, false), node(2, false)],
    "a reference table",
    "Citus writes each row to all 2 nodes",
  ],
])("%s", (_name, column, nodes, value, evidence) => {
  expect(shardingDecision({ column, nodes })).toEqual({
    ...{ what: "sharding", value, origin: "table", evidence },
  });
});
