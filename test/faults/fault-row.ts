// What a row of the fault matrix is. The rows are data, a file for each group of faults; main.ts runs them.
import type { Scene } from "./scene.ts";

export interface FaultRow {
  /** Its number in the matrix. */
  readonly number: number;
  readonly fault: string;
  /** How the fault is brought about, for the table. */
  readonly injection: string;
  /** The first server version that knows what it needs. */
  readonly versionMin?: number;
  /** What its runs may vary of the load (variant.ts); without it everything. `reading` is lane and source. */
  readonly varies?: "everything" | "reading" | "lane" | "nothing";
  /**
   * Brings the faults about and returns how many they were. The load may be complete or not when it returns: the runner
   * resumes it until it ends with 0, and then judges.
   */
  run(scene: Scene): Promise<number>;
}

/** Thrown by a row that this machine cannot run: said aloud, never counted as survived. */
export class CannotRun extends Error {}

/** A small generator with a seed, so that a failing run can be repeated. */
export function seededChance(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
