// Leaves on other servers: their rows are not committed together with the ledger.
import { tableText, type LoadPlan } from "../plan.ts";
import { treesOf, type PartitionTree } from "./tree.ts";

const LEAVES_SHOWN = 3;

/** The plan with a warning when the target has leaves whose server commits on its own. */
export function warnOfForeign(plan: LoadPlan, tree: PartitionTree): LoadPlan {
  const foreign = [...treesOf(tree)].flatMap(({ partitions }) =>
    partitions.filter(({ isForeign }) => isForeign).map(({ table }) => tableText(table)),
  );
  if (foreign.length === 0) return plan;
  const more = foreign.length - LEAVES_SHOWN;
  const names = foreign.slice(0, LEAVES_SHOWN).join(", ") + (more > 0 ? ` and ${more} more` : "");
  const warning =
    `${names} ${foreign.length === 1 ? "is a foreign table" : "are foreign tables"}: another server commits those rows ` +
    "just before the batch itself is committed; should this server fail between the two, a resume loads them twice there";
  return { ...plan, warnings: [...(plan.warnings ?? []), warning] };
}
