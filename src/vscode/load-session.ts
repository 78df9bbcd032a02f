// One load as the editor sees it: the fold of its events, its state for the monitor, its way to cancel.
import {
  startThroughput,
  foldEvent,
  tick,
  totals,
  type Throughput,
} from "../core/load/throughput.ts";
import type { LoadEvent, LoadReport } from "../core/load/events.ts";
import type { MonitorState, ToMonitor } from "../protocol/monitor.ts";
import type { LoadEndMessage } from "./load-end.ts";
import {
  CANCELLING,
  lastSampleMs,
  LOADING,
  monitorEnd,
  monitorFailure,
  monitorReset,
  monitorUpdate,
  PREPARING,
  type MonitoredLoad,
} from "./monitor-messages.ts";
import type { MonitorSource } from "./monitor-panel.ts";

export interface SessionOptions {
  /** The file's name and path, and the table's, for people. */
  readonly fileName: string;
  readonly filePath: string;
  readonly table: string;
  readonly loadId: string;
  readonly locale: string;
  readonly openFile: (path: string) => void;
}

export class LoadSession implements MonitorSource {
  readonly options: SessionOptions;
  readonly #abort = new AbortController();
  #throughput: Throughput = startThroughput(performance.now());
  #state: MonitorState = PREPARING;
  #loadId: string;
  #sentMs = 0;
  #sentLoadId: string;

  constructor(options: SessionOptions) {
    this.options = options;
    this.#loadId = options.loadId;
    this.#sentLoadId = options.loadId;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** As the ledger has it, once it has. */
  get loadId(): string {
    return this.#loadId;
  }

  /** The ledger has it. */
  get isPlanned(): boolean {
    return this.#throughput.isPlanned;
  }

  get isRunning(): boolean {
    return ["preparing", "loading", "cancelling"].includes(this.#state.phase);
  }

  get totals() {
    return totals(this.#throughput, performance.now());
  }

  fold(events: readonly LoadEvent[]): void {
    const nowMs = performance.now();
    for (const event of events) {
      this.#throughput = foldEvent(this.#throughput, event, nowMs);
      if (event.type !== "planned") continue;
      this.#loadId = event.loadId;
      if (this.#state.phase === "preparing") this.#state = LOADING;
    }
  }

  tick(): void {
    this.#throughput = tick(this.#throughput, performance.now());
  }

  cancel(): void {
    if (!this.isRunning || this.signal.aborted) return;
    this.#state = CANCELLING;
    this.#abort.abort(new Error("cancelled"));
  }

  /** `report` is null when the load ended without one. */
  end(report: Pick<LoadReport, "status" | "rejectsFile"> | null, end: LoadEndMessage): void {
    this.#state = report === null ? monitorFailure(end) : monitorEnd(report, end);
  }

  openRejects(): void {
    if (this.#state.rejectsFile !== null) this.options.openFile(this.#state.rejectsFile);
  }

  reset(): ToMonitor {
    this.#sentLoadId = this.#loadId;
    this.#sentMs = lastSampleMs(this.#throughput);
    return monitorReset(this.#monitored(), this.#state, this.#throughput, performance.now());
  }

  update(): ToMonitor {
    // Only a reset carries the id, and the ledger gave the load of a new table another one.
    if (this.#sentLoadId !== this.#loadId) return this.reset();
    const sentMs = this.#sentMs;
    this.#sentMs = lastSampleMs(this.#throughput);
    return monitorUpdate(this.#state, this.#throughput, sentMs, performance.now());
  }

  #monitored(): MonitoredLoad {
    const { fileName, filePath, table, locale } = this.options;
    return { title: `${fileName} → ${table}`, table, file: filePath, loadId: this.#loadId, locale };
  }
}
