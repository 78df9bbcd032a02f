// A table that Citus spreads over nodes: which of them take the load's streams, as a decision of the plan.
import { modeErrors } from "../base/mode-errors.ts";
import type { Decision } from "../records/dialect.ts";
import { isPlainAppend } from "./mode.ts";
import { tableText, type LoadPlan, type StreamNode } from "./plan.ts";

export interface Sharding {
  readonly kind: "distributed" | "reference" | "on one node";
  /** Of a distributed table: the column that says where a row belongs. */
  readonly column: string | null;
  /** The ledger's node coordinates the cluster: on another one its tables cannot be given to Citus. */
  readonly isCoordinator: boolean;
  /** Active primaries, those with shards and the ledger's own, in the order of their addresses. */
  readonly nodes: readonly ShardNode[];
}

export interface ShardNode extends StreamNode {
  readonly hasShards: boolean;
  /** It knows the tables' metadata, so that it takes COPY for any shard itself. */
  readonly takesCopy: boolean;
}

export interface ShardingPlan {
  readonly decision: Decision;
  /** Empty: all batches go through the ledger's node. */
  readonly nodes: readonly StreamNode[];
}

/**
 * Streams go to all nodes with shards that take COPY, if the rows and the ledger row can be in one transaction there.
 * That they can is shown by each node before its first byte; here it is decided who is asked.
 */
export function planSharding(
  sharding: Sharding,
  plan: Pick<LoadPlan, "mode" | "isAtomic" | "partitions" | "workers">,
): ShardingPlan {
  const streams = sharding.nodes.filter(({ hasShards, takesCopy }) => hasShards && takesCopy);
  const obstacle = obstacleTo(sharding, streams, plan);
  const evidence =
    obstacle === null
      ? `streams go straight to ${streams.length === 1 ? "the node" : `${streams.length} of ${withShards(sharding)} nodes`} with shards, ${streams.map(addressOf).join(", ")}: Citus is given the ledger's tables, so that rows and ledger row are one transaction on any node; a node that does not show this before its first byte is left out`
      : `${wayOfRows(sharding)}; all batches go through this node, ${obstacle}`;
  const value =
    sharding.column === null ? VALUES[sharding.kind] : `distributed by ${sharding.column}`;
  return {
    decision: { what: "sharding", value, origin: "table", evidence },
    nodes:
      obstacle === null ? streams.map(({ host, port, isHere }) => ({ host, port, isHere })) : [],
  };
}

/**
 * Throws for what Citus has no plan for: its rows joined with staged ones, which are in a table of one node (seen on
 * 13.0). `replace` only deletes and inserts, and a batch of `skip` only inserts.
 */
export function requireShardedMode(
  { kind }: Pick<Sharding, "kind">,
  { mode, isAtomic, target }: Pick<LoadPlan, "mode" | "isAtomic" | "target">,
): void {
  const isCompared = isAtomic && mode !== "replace" && kind === "distributed";
  if (mode !== "upsert" && !isCompared) return;
  throw modeErrors.modeRefused(
    isAtomic ? `${mode} with --atomic` : mode,
    tableText(target.table),
    "Citus does not join its rows with staged ones in one statement",
    "use mode append, skip or replace, without --atomic",
  );
}

const VALUES: Readonly<Record<Sharding["kind"], string>> = {
  distributed: "distributed",
  reference: "a reference table",
  "on one node": "kept by Citus on one node",
};

/** Why all batches go through the ledger's node, in words; null when they need not. */
function obstacleTo(
  { kind, isCoordinator }: Sharding,
  streams: readonly ShardNode[],
  plan: Pick<LoadPlan, "mode" | "isAtomic" | "partitions" | "workers">,
): string | null {
  if (kind === "reference") return "as every node would write all rows anyway";
  if (kind === "on one node") return "as there is one shard only";
  if (!streams.some(({ isHere }) => !isHere)) return "as no other node takes COPY";
  if (!isCoordinator)
    return "as it is not the coordinator, which alone can give the ledger to Citus: connect to the coordinator to use the others";
  if (!isPlainAppend(plan))
    return `as ${plan.isAtomic ? "--atomic" : `mode ${plan.mode}`} works in tables of one node`;
  if (plan.partitions === "route") return "as --partitions route locks the leaves on one node";
  if (plan.workers === 1) return "as one worker keeps the order of the file";
  return null;
}

function wayOfRows(sharding: Sharding): string {
  const count = withShards(sharding);
  if (sharding.kind === "reference") return `Citus writes each row to all ${count} nodes`;
  if (sharding.kind === "on one node") return "Citus sends the rows on to their node";
  return `Citus sends each row on to ${count === 1 ? "the node" : `one of ${count} nodes`} with shards`;
}

const withShards = ({ nodes }: Sharding): number =>
  nodes.filter(({ hasShards }) => hasShards).length;

/** `host:port`, for people. */
export const addressOf = ({ host, port }: Pick<StreamNode, "host" | "port">): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
