// What every step of a run needs to know of its load.
import type { LoadEvent } from "./events.ts";
import type { LoadPlan } from "./plan.ts";
import type { LoadPorts } from "./ports.ts";

export interface RunningLoad {
  readonly plan: LoadPlan;
  /** The run's number in the ledger; a later one fences this one out. */
  readonly epoch: number;
  readonly ports: LoadPorts;
  readonly emit: (event: LoadEvent) => void;
}
