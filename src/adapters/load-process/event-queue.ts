// Gathers a load's events, so that the editor gets a few messages a second however fast the load is.
import type { LoadEvent } from "../../core/load/events.ts";

export class EventQueue {
  #events: LoadEvent[] = [];
  #bytesSent = new Map<number, number>();

  add(event: LoadEvent): void {
    if (event.type === "bytes-sent") {
      this.#bytesSent.set(event.worker, (this.#bytesSent.get(event.worker) ?? 0) + event.bytes);
      return;
    }
    this.#events.push(event);
  }

  /**
   * What was added since the last call, in order; sent bytes as one sum a worker, and last: with the plan, whoever
   * folds the events begins anew.
   */
  take(): readonly LoadEvent[] {
    const sums = [...this.#bytesSent].map(([worker, bytes]): LoadEvent => ({
      type: "bytes-sent",
      worker,
      bytes,
    }));
    const events = [...this.#events, ...sums];
    this.#events = [];
    this.#bytesSent = new Map();
    return events;
  }
}
