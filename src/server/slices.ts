// Runs an analysis a few milliseconds at a time, so that a keystroke or a question never waits for a long
// one, and gives it up when its text is no longer the newest or its time is over.
import { setImmediate as nextTurn } from "node:timers/promises";

export type Sliced<T> =
  | { readonly kind: "done"; readonly value: T }
  /** What was asked for is no longer wanted. */
  | { readonly kind: "stale" }
  /** It used more than `workMsMax` of the processor. */
  | { readonly kind: "over" };

export interface SliceOptions {
  readonly sliceMs: number;
  readonly workMsMax: number;
  readonly isStale: () => boolean;
}

export async function inSlices<T>(
  steps: Generator<void, T>,
  { sliceMs, workMsMax, isStale }: SliceOptions,
): Promise<Sliced<T>> {
  let workMs = 0;
  for (;;) {
    if (isStale()) return { kind: "stale" };
    const startMs = performance.now();
    let sliceWorkMs = 0;
    do {
      const step = steps.next();
      if (step.done === true) return { kind: "done", value: step.value };
      sliceWorkMs = performance.now() - startMs;
    } while (sliceWorkMs < sliceMs);
    workMs += sliceWorkMs;
    if (workMs > workMsMax) return { kind: "over" };
    await nextTurn();
  }
}
