// Faults inside the client's own process, without a line of them in the product: Node itself is told to run
// preload.mjs first (--import), and that replaces a few of Node's own functions.
import { pathToFileURL } from "node:url";
import { inRoot } from "../../src/build/root.ts";

export interface PreloadFaults {
  /** The process kills itself before or after it renames a file. */
  readonly killAtRename?: "before" | "after";
  /** Seed of the jumps of Date; the monotonic clock never jumps. */
  readonly clockJumps?: number;
}

/** The environment of a client that has these faults. */
export function preloaded(faults: PreloadFaults): NodeJS.ProcessEnv {
  const file = pathToFileURL(inRoot("test/faults/preload.mjs")).href;
  return { NODE_OPTIONS: `--import ${file}`, ROWMILL_TEST_PRELOAD: JSON.stringify(faults) };
}
