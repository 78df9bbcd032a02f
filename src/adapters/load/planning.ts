// What the parts of planning share.
import type { PgTarget } from "../pg/target.ts";

/** Where a plan is made. */
export interface Planning {
  readonly target: PgTarget;
  /** Where our WebAssembly modules lie. */
  readonly wasmFolder: string | undefined;
}
