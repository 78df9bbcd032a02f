// A table that Citus spreads over nodes: how the load reaches it, as a decision of the plan.
import type { Decision } from "../records/dialect.ts";

export interface Sharding {
  /** null for a reference table: every node has all of it. */
  readonly column: string | null;
  readonly nodes: readonly ShardNode[];
}

export interface ShardNode {
  readonly host: string;
  readonly port: number;
  /** It knows the tables' metadata, so that it takes COPY for any shard itself. */
  readonly takesCopy: boolean;
}

/**
 * All batches go through the node that holds the ledger, which sends each row on to its shard: rows and ledger row
 * must be in one transaction, and a COPY that another node takes could not write this node's ledger.
 */
export function shardingDecision({ column, nodes }: Sharding): Decision {
  const others = nodes.filter(({ takesCopy }) => takesCopy).length;
  const value = column === null ? "a reference table" : `distributed by ${column}`;
  const spread = `Citus sends each row on to ${nodes.length === 1 ? "the node" : `one of ${nodes.length} nodes`}`;
  const where = column === null ? `Citus writes each row to all ${nodes.length} nodes` : spread;
  const why =
    others === 0
      ? ""
      : `; ${others} of them would take COPY themselves, but the ledger is on this one, and exactly-once needs both in one transaction`;
  return { what: "sharding", value, origin: "table", evidence: `${where}${why}` };
}
