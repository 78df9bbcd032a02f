// The partitions of the target at planning time: reads the tree, looks through the file for records that none takes,
// and lets core decide what is said and made.
import { canMiss } from "../../core/load/partitions/can-miss.ts";
import { warnOfForeign } from "../../core/load/partitions/foreign-leaves.ts";
import { lookThrough } from "../../core/load/partitions/look-through.ts";
import { planPartitions } from "../../core/load/partitions/missing-report.ts";
import { decideRouting } from "../../core/load/partitions/routes.ts";
import type { LoadPlan } from "../../core/load/plan.ts";
import type { Source } from "../../core/load/ports.ts";
import { requireMayMake } from "../pg/partition-rights.ts";
import { readPartitionTree, readServerTexts } from "../pg/partition-tree.ts";
import type { PgTarget } from "../pg/target.ts";
import { newMemory } from "./node-ports.ts";
import type { Planning } from "./planning.ts";

const MB = 1_048_576;
/** Of the text that is looked at and the one that is read, of the modules, and of what was learnt of keys. */
const LOOK_MEMORY_BYTES = 16 * MB;

/** Reads the file once before it is loaded, where its target has partitions and a record could miss them. */
export async function lookForPartitions(
  asked: LoadPlan,
  { source, target, wasmFolder }: Planning & { readonly source: Source },
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<LoadPlan> {
  const { oid } = asked.target;
  const way = asked.partitions === "route" ? await decideWay(asked, target, signal) : asked;
  const tree = await target.withClient((client) => readPartitionTree(client, oid), signal);
  if (tree === null) return way;
  const plan = warnOfForeign(way, tree);
  const server = await target.withClient(readServerTexts, signal);
  const keys = { mapping: plan.mapping, dialect: plan.dialect, server };
  if (!canMiss(tree, keys)) return plan;
  if (source.isOnce === true) return withWarning(plan, READ_ONCE);
  const memory = newMemory(wasmFolder, LOOK_MEMORY_BYTES);
  const { bytesTotal } = plan.source.fingerprint;
  const onRead = (bytes: number): void => onProgress(bytes, bytesTotal);
  const looking = { source, tree, keys, memory, onProgress: onRead };
  const planned = planPartitions(plan, await lookThrough(plan, looking, signal));
  const made = planned.newPartitions ?? [];
  if (made.length > 0) await target.withClient((client) => requireMayMake(client, made), signal);
  return planned;
}

/** Looked up now for the plan, and once more when the load runs. */
const decideWay = async (
  plan: LoadPlan,
  target: PgTarget,
  signal: AbortSignal,
): Promise<LoadPlan> => decideRouting(plan, await target.routes(plan, signal));

const READ_ONCE =
  "missing partitions were not looked for, as the source can be read only once; a record without one is refused when it comes";

const withWarning = (plan: LoadPlan, text: string): LoadPlan => ({
  ...plan,
  warnings: [...(plan.warnings ?? []), text],
});
