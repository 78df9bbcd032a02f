// A load that nothing runs: its events are folded as the host folds them, second by second.
import type { LoadEvent, LoadReport } from "../../src/core/load/events.ts";
import {
  foldEvent,
  startThroughput,
  tick,
  type Throughput,
} from "../../src/core/load/throughput.ts";
import type { MonitorState, ToMonitor } from "../../src/protocol/monitor.ts";
import {
  lastSampleMs,
  monitorEnd,
  monitorReset,
  monitorUpdate,
  type MonitoredLoad,
} from "../../src/vscode/monitor-messages.ts";

export const LOAD: MonitoredLoad = {
  title: "orders.csv → public.orders",
  table: "public.orders",
  file: "/home/ana/data/orders.csv",
  loadId: "5f2c9a1e",
  locale: "en",
};
/** How it ends. */
export const SENTENCE =
  "799,980 of 800,000 records loaded into public.orders, 20 rejected, 0 skipped: all accounted for";

/** Four workers, 10 MB and 8,000 rows a second, one batch of one worker each second; the file has 1 GB. */
export class ScriptedLoad {
  readonly #load: MonitoredLoad;
  #throughput: Throughput = startThroughput(0);
  #second = 0;
  #sentMs = 0;

  constructor(load = LOAD) {
    this.#load = load;
    this.#fold({
      ...{ type: "planned", loadId: "5f2c9a1e", table: load.table, file: load.file, workers: 4 },
      ...{ bytesTotal: 1e9, batchBytes: 1e7, decisions: [], createTableSql: null, resumed: null },
    });
    for (let worker = 0; worker < 4; worker += 1) this.#state(worker, "connecting", null);
  }

  run(seconds: number): void {
    for (let i = 0; i < seconds; i += 1) {
      const batch = (this.#second += 1);
      const worker = batch % 4;
      this.#fold({
        ...{
          type: "batch-committed",
          worker,
          batch,
          bytes: 1e7,
          commitMs: 2 + (batch % 7),
          isEarlier: false,
        },
        counts: { records: 8000, loaded: 8000, rejected: 0, skipped: 0, duplicates: 0 },
      });
      this.#state(worker, "committing", batch + 4);
      this.#state((batch + 1) % 4, "copying", batch + 5);
      this.#state((batch + 2) % 4, batch % 10 === 2 ? "isolating" : "copying", batch + 6);
    }
    this.#throughput = tick(this.#throughput, this.#nowMs());
  }

  reset(state: MonitorState): ToMonitor {
    this.#sentMs = lastSampleMs(this.#throughput);
    return monitorReset(this.#load, state, this.#throughput, this.#nowMs());
  }

  update(state: MonitorState): ToMonitor {
    const message = monitorUpdate(state, this.#throughput, this.#sentMs, this.#nowMs());
    this.#sentMs = lastSampleMs(this.#throughput);
    return message;
  }

  finish(): ToMonitor {
    const report = this.#report({
      status: "complete",
      loaded: 799_980,
      rejected: 20,
      rejectsFile: "orders.rejects.csv",
    });
    return this.update(monitorEnd(report, { message: SENTENCE }));
  }

  stop(): ToMonitor {
    const report = this.#report({ status: "stopped", loaded: 50_000 });
    const message = "The load was cancelled; 50,000 records are committed";
    return this.update(monitorEnd(report, { message, hint: "Resume Load goes on from there" }));
  }

  #report(change: Partial<LoadReport>): LoadReport {
    const report: LoadReport = {
      ...{ loadId: "5f2c9a1e", status: "complete", isAlreadyLoaded: false, table: "public.orders" },
      ...{
        file: "orders.csv",
        records: 800_000,
        loaded: 0,
        rejected: 0,
        skipped: 0,
        duplicates: 0,
        staged: 0,
        merge: null,
      },
      ...{
        bytes: 1e9,
        elapsedMs: this.#nowMs(),
        rowsPerSecond: 8000,
        bytesPerSecond: 1e7,
        workers: 4,
      },
      ...{ chunks: 100, retries: 0, rejectsFile: null, reconciled: true, bottleneck: null },
      ...{ decisions: [], warnings: [], isCancelled: false, problem: null },
      ...change,
    };
    for (let worker = 0; worker < 4; worker += 1) this.#state(worker, "stopped", null);
    this.#fold({ type: "finished", report });
    return report;
  }

  #state(
    worker: number,
    state: Extract<LoadEvent, { type: "worker-state" }>["state"],
    batch: number | null,
  ): void {
    this.#fold({ type: "worker-state", worker, state, batch });
  }

  #fold(event: LoadEvent): void {
    this.#throughput = foldEvent(this.#throughput, event, this.#nowMs());
  }

  #nowMs(): number {
    return this.#second * 1000;
  }
}
