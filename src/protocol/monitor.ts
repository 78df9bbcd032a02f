// Messages between the monitor page and its host: types, and the guard for what the page sends.

/** One point of the charts. Rates are over the second before `elapsedMs`. */
export interface MonitorSample {
  readonly elapsedMs: number;
  readonly rowsPerSecond: number;
  readonly bytesPerSecond: number;
}

export type MonitorWorkerState = "connecting" | "waiting" | "copying" | "isolating" | "committing" | "retrying" | "stopped";

/** One worker's lane. */
export interface MonitorWorker {
  readonly worker: number;
  readonly state: MonitorWorkerState;
  readonly batch: number | null;
  readonly batches: number;
  readonly rows: number;
  readonly bytes: number;
}

export interface MonitorTotals {
  readonly elapsedMs: number;
  /** Of the file; what was committed moves towards it. */
  readonly bytesTotal: number;
  readonly bytesCommitted: number;
  readonly bytesSent: number;
  readonly loaded: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly batches: number;
  readonly retries: number;
  /** Over committed rows, mean since the start. */
  readonly rowsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly commitMsP50: number | null;
  readonly commitMsP99: number | null;
  /** Milliseconds to go at the mean rate; null while unknown. */
  readonly etaMs: number | null;
}

export type MonitorPhase = "preparing" | "loading" | "cancelling" | "complete" | "stopped" | "failed";

export interface MonitorState {
  readonly phase: MonitorPhase;
  /** The reconciliation or the error, in words, once there is one. */
  readonly message: string | null;
  /** The next step, for an error. */
  readonly hint: string | null;
  readonly rejectsFile: string | null;
}

export type ToMonitor =
  | {
      readonly type: "reset";
      readonly title: string;
      readonly table: string;
      readonly file: string;
      readonly loadId: string | null;
      /** BCP 47; words and numbers follow it. */
      readonly locale: string;
      readonly samples: readonly MonitorSample[];
      readonly workers: readonly MonitorWorker[];
      readonly totals: MonitorTotals;
      readonly state: MonitorState;
    }
  | {
      readonly type: "update";
      /** New since the last message. */
      readonly samples: readonly MonitorSample[];
      readonly workers: readonly MonitorWorker[];
      readonly totals: MonitorTotals;
      readonly state: MonitorState;
    }
  | { readonly type: "idle"; readonly locale: string };

export type FromMonitor = { readonly type: "ready" } | { readonly type: "cancel" } | { readonly type: "open-rejects" };

/** The page is not trusted: anything else than these three is dropped. */
export function isFromMonitor(message: unknown): message is FromMonitor {
  if (typeof message !== "object" || message === null || !("type" in message)) return false;
  return message.type === "ready" || message.type === "cancel" || message.type === "open-rejects";
}
