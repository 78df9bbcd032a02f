// Messages between the monitor page and its host: types, and the guard for what the page sends.

/** One point of the charts. Rates are of committed rows, smoothed over the last seconds before `elapsedMs`. */
export interface MonitorSample {
  readonly elapsedMs: number;
  readonly rowsPerSecond: number;
  readonly bytesPerSecond: number;
}

export type MonitorWorkerState =
  "connecting" | "waiting" | "copying" | "isolating" | "committing" | "retrying" | "stopped";

/** One worker's lane: what it does, and what it has committed in this run. */
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

export type MonitorPhase =
  "preparing" | "loading" | "cancelling" | "complete" | "stopped" | "failed";

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

export type FromMonitor =
  { readonly type: "ready" } | { readonly type: "cancel" } | { readonly type: "open-rejects" };

/** The page is not trusted: anything else than these three is dropped. */
export function isFromMonitor(message: unknown): message is FromMonitor {
  if (typeof message !== "object" || message === null || !("type" in message)) return false;
  return message.type === "ready" || message.type === "cancel" || message.type === "open-rejects";
}

/** The page trusts its host no more than that: a message of another shape or size is dropped, not drawn. */
export function isToMonitor(message: unknown): message is ToMonitor {
  if (!isObject(message)) return false;
  switch (message["type"]) {
    case "idle":
      return isText(message["locale"]);
    case "update":
      return isProgress(message);
    case "reset":
      return (
        ["title", "table", "file", "locale"].every((name) => isText(message[name])) &&
        isTextOrNull(message["loadId"]) &&
        isProgress(message)
      );
    default:
      return false;
  }
}

const LIST_MAX = 20_000;
const CHARACTERS_MAX = 20_000;
const PHASES: ReadonlySet<unknown> = new Set<MonitorPhase>([
  ...(["preparing", "loading", "cancelling"] as const),
  ...(["complete", "stopped", "failed"] as const),
]);
const WORKER_STATES: ReadonlySet<unknown> = new Set<MonitorWorkerState>([
  ...([
    "connecting",
    "waiting",
    "copying",
    "isolating",
    "committing",
    "retrying",
    "stopped",
  ] as const),
]);
const TOTALS = [
  ...["elapsedMs", "bytesTotal", "bytesCommitted", "bytesSent", "loaded", "rejected", "skipped"],
  ...["batches", "retries", "rowsPerSecond", "bytesPerSecond"],
];

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isNumber = (value: unknown) => typeof value === "number" && Number.isFinite(value);
const isNumberOrNull = (value: unknown) => value === null || isNumber(value);
const isText = (value: unknown) => typeof value === "string" && value.length <= CHARACTERS_MAX;
const isTextOrNull = (value: unknown) => value === null || isText(value);
const isListOf = (value: unknown, isOne: (one: Fields) => boolean) =>
  Array.isArray(value) &&
  value.length <= LIST_MAX &&
  value.every((one) => isObject(one) && isOne(one));
const hasNumbers = (value: Fields, names: readonly string[]) =>
  names.every((name) => isNumber(value[name]));

function isProgress({ samples, workers, totals, state }: Fields): boolean {
  return (
    isListOf(samples, (one) => hasNumbers(one, ["elapsedMs", "rowsPerSecond", "bytesPerSecond"])) &&
    isListOf(workers, isWorker) &&
    isObject(totals) &&
    hasNumbers(totals, TOTALS) &&
    ["commitMsP50", "commitMsP99", "etaMs"].every((name) => isNumberOrNull(totals[name])) &&
    isObject(state) &&
    PHASES.has(state["phase"]) &&
    ["message", "hint", "rejectsFile"].every((name) => isTextOrNull(state[name]))
  );
}

const isWorker = (one: Fields) =>
  hasNumbers(one, ["worker", "batches", "rows", "bytes"]) &&
  isNumberOrNull(one["batch"]) &&
  WORKER_STATES.has(one["state"]);
