// A wait that ends early when the signal aborts.
import { toIngestError } from "./sqlstate.ts";

/** Rejects with the signal's reason, as an IngestError, when it aborts first. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      if (signal.aborted) reject(toIngestError(signal.reason));
      else resolve();
    }
    signal.addEventListener("abort", done, { once: true });
  });
}
