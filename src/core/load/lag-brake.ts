// Holds the workers while a standby is too far behind: a load writes its log faster than a replica far away applies it,
// and whoever reads there would see older and older rows.
import { tooFarBehind, type Lag } from "./lag.ts";
import type { LoadEvent } from "./events.ts";
import type { Clock } from "./ports.ts";

/** Between two looks: a look is one short query, and much can be written in a second. */
const LOOK_MS = 250;

export interface LagBrakeOptions {
  readonly bytesMax: number;
  /** All standbys with what they have not applied yet. */
  measure(signal: AbortSignal): Promise<readonly Lag[]>;
  readonly clock: Clock;
  readonly emit: (event: LoadEvent) => void;
}

export class LagBrake {
  readonly #options: LagBrakeOptions;
  #nextLookMs = 0;
  /** Shared by all workers that come while one looks. */
  #looking: Promise<void> | null = null;

  constructor(options: LagBrakeOptions) {
    this.#options = options;
  }

  /** Resolves as soon as the standbys are near enough; called by each worker before a batch. */
  async pass(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    if (this.#looking === null && clock.nowMs() >= this.#nextLookMs) {
      this.#looking = this.#hold(signal).finally(() => {
        this.#looking = null;
        this.#nextLookMs = clock.nowMs() + LOOK_MS;
      });
    }
    await this.#looking;
  }

  async #hold(signal: AbortSignal): Promise<void> {
    const { bytesMax, clock, emit } = this.#options;
    let isSaid = false;
    for (;;) {
      const behind = tooFarBehind(await this.#options.measure(signal), bytesMax);
      if (behind === null) break;
      if (!isSaid) emit({ type: "step", step: "replica lag", state: "started", what: behind });
      isSaid = true;
      await clock.sleep(LOOK_MS, signal);
    }
    if (isSaid)
      emit({
        type: "step",
        step: "replica lag",
        state: "done",
        what: "the standbys have caught up",
      });
  }
}
