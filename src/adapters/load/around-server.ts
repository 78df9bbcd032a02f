// What the plan says of the server it loads into: what commits wait for, and the nodes a table is spread over.
import { planDurability, requireLagSeen } from "../../core/load/durability.ts";
import type { LoadPlan } from "../../core/load/plan.ts";
import type { LoadRequest } from "../../core/load/request.ts";
import { planSharding, requireShardedMode, type ShardingPlan } from "../../core/load/sharding.ts";
import { readReplication } from "../pg/replication.ts";
import { readSharding } from "../pg/sharding.ts";
import type { PgTarget } from "../pg/target.ts";

/** Throws where the load could not do what was asked for. */
export async function withServer(
  plan: LoadPlan,
  { durability, lagBytesMax }: LoadRequest,
  target: PgTarget,
  signal: AbortSignal,
): Promise<LoadPlan> {
  const replication = await target.withClient(readReplication, signal);
  if (lagBytesMax !== undefined) requireLagSeen(replication);
  const { decision, warnings } = planDurability(durability, durability !== "on", replication);
  const sharding = await shardingOf(plan, target, signal);
  return {
    ...plan,
    ...(sharding === null ? {} : { nodes: sharding.nodes }),
    decisions: [...plan.decisions, decision, ...(sharding === null ? [] : [sharding.decision])],
    warnings: [...(plan.warnings ?? []), ...warnings],
  };
}

/** Null for a table that is on this server alone. */
async function shardingOf(
  plan: LoadPlan,
  target: PgTarget,
  signal: AbortSignal,
): Promise<ShardingPlan | null> {
  const { oid } = plan.target;
  // A table still to be made is an ordinary one.
  if (oid === 0) return null;
  const found = await target.withClient((client) => readSharding(client, oid), signal);
  if (found === null) return null;
  requireShardedMode(found, plan);
  return planSharding(found, plan);
}
