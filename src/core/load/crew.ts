// How many connections a load has.
import type { LoadPlan } from "./plan.ts";

/** The connections that are there or may still be had: the load goes on while one is left. */
export interface Crew {
  size: number;
}

/** On it the next batch is claimed and the last one committed while the others copy: no backend waits for that. */
const SPARE_CONNECTIONS = 1;

/** So many batches are in memory too: one a connection. */
export const connectionsMax = (workers: number): number => workers + SPARE_CONNECTIONS;

/**
 * A file of one batch has no use for the spare one, and a single worker keeps the file's order: of two records with one
 * key the first one wins, in every run.
 */
export function connectionsFor(plan: Pick<LoadPlan, "workers" | "batchBytes" | "source">): number {
  const { isPacked, fingerprint } = plan.source;
  const isSizeKnown = isPacked !== true && fingerprint.bytesTotal > 0;
  const isOneBatch = isSizeKnown && fingerprint.bytesTotal <= plan.batchBytes;
  return isOneBatch || plan.workers === 1 ? plan.workers : connectionsMax(plan.workers);
}
