// Whether the client routes a load's records itself: decided from what the catalog says of the leaves.
import type { Decision } from "../../records/dialect.ts";
import type { WasmMemory } from "../../records/wasm-memory.ts";
import { isPlainAppend } from "../mode.ts";
import { tableText, type LoadPlan } from "../plan.ts";
import { KeyRows } from "./key-rows.ts";
import type { ServerTexts } from "./key-value.ts";
import { planRouting, type RoutingPlan } from "./routing-plan.ts";
import type { PartitionTree } from "./tree.ts";

/** What the server says now about sending rows to the leaves of the target. */
export interface Routes {
  readonly tree: PartitionTree;
  readonly server: ServerTexts;
  /** By oid: why rows may not be sent to this table directly, or to any below it. */
  readonly obstacles: ReadonlyMap<number, string>;
}

/** How the records of a load find their leaves. */
export interface Routing extends RoutingPlan {
  /** Null where the keys are read in JavaScript. */
  readonly rows: KeyRows | null;
}

/** Null where nothing is routed. Batches that lie in `memory` are routed in WebAssembly. */
export function routingOf(
  plan: LoadPlan,
  routes: Routes | null,
  memory?: WasmMemory,
): Routing | null {
  if (routes === null || plan.partitions !== "route" || !isPlainAppend(plan)) return null;
  if (routes.obstacles.has(routes.tree.oid)) return null;
  const { mapping, dialect } = plan;
  const { tree, server, obstacles } = routes;
  const routing = planRouting(tree, { mapping, dialect, server }, obstacles);
  if (routing.top.find === null || routing.tables.length === 1) return null;
  const rows = memory === undefined ? null : KeyRows.open(memory, dialect, routing);
  return { ...routing, rows };
}

/** What `--partitions route` comes to, with its reason. */
export function decideRouting(plan: LoadPlan, routes: Routes | null): LoadPlan {
  const off = (evidence: string): LoadPlan => decided(plan, "parent", evidence);
  if (routes === null) return off(`${tableText(plan.target.table)} has no partitions`);
  if (!isPlainAppend(plan)) return off("the rows come by way of a staging table");
  const { tree, obstacles } = routes;
  const above = obstacles.get(tree.oid);
  if (above !== undefined) return off(`${tableText(tree.table)}: ${above}`);
  const routing = routingOf(plan, routes);
  if (routing === null) {
    const [first] = obstacles.values();
    return off(
      first === undefined
        ? "the partition key is an expression, of a type that only the server reads, or not in the file"
        : `no leaf may be written to directly: ${first}`,
    );
  }
  const closed = obstacles.size === 0 ? "" : `; ${closedText(obstacles)}`;
  return decided(
    plan,
    "route",
    `the records of each leaf are copied into it as text; those of unclear keys go through the parent${closed}`,
  );
}

function closedText(obstacles: ReadonlyMap<number, string>): string {
  const reasons = [...new Set(obstacles.values())].join(", ");
  return `so do those of ${obstacles.size} tables (${reasons})`;
}

function decided(plan: LoadPlan, partitions: LoadPlan["partitions"], evidence: string): LoadPlan {
  const decision: Decision = { what: "partitions", value: partitions, origin: "given", evidence };
  return { ...plan, partitions, decisions: [...plan.decisions, decision] };
}
