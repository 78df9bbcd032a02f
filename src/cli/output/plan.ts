// What was decided about a load, for a person, before it runs.
import type { LoadPlan } from "../../core/load/plan.ts";
import type { CommandInput } from "../command.ts";

/** The decisions, and the DDL where the load makes the table. */
export function showDecisions(plan: LoadPlan, { err }: CommandInput): void {
  for (const { what, value, evidence } of plan.decisions) err(`${what}: ${value} (${evidence})\n`);
  if (plan.createTableSql !== null && plan.target.oid === 0) err(`\n${plan.createTableSql}\n\n`);
}

/** On stderr: stdout has the plan. */
export function showWarnings({ warnings = [] }: LoadPlan, { err }: CommandInput): void {
  for (const warning of warnings) err(`warning: ${warning}\n`);
}

const LOOKING = {
  types: "looking at the types of all values",
  partitions: "looking for missing partitions",
} as const;

/** Says now and then how far the look at the whole file is. */
export function showInferring({
  err,
  isTerminal,
}: CommandInput): (done: number, total: number, looking?: keyof typeof LOOKING) => void {
  let lastMs = performance.now();
  return (done, total, looking = "types") => {
    const nowMs = performance.now();
    if (!isTerminal || nowMs - lastMs < 200) return;
    lastMs = nowMs;
    err(`\r\u001b[2K${LOOKING[looking]}: ${Math.floor((100 * done) / Math.max(1, total))} %\r`);
  };
}
