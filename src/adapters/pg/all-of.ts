// Several connections at work, until the last one is done.
import { toIngestError } from "./sqlstate.ts";

/** Waits for all, then throws the first failure: no connection is left at work behind the caller's back. */
export async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  for (const result of results)
    if (result.status === "rejected") throw toIngestError(result.reason);
}
