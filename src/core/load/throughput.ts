// A fold of load events into what monitor and progress bar show. It counts rows after their COMMIT, never when sent.
// Time is handed in; nothing here reads a clock. What an earlier run committed is progress, but not this run's speed.
import type { BatchCounts, LoadEvent, LoadReport, WorkerState } from "./events.ts";
import { addLatency, NO_LATENCY, percentile, type Latency } from "./latency.ts";

/** One point of the charts: committed rows and bytes per second, smoothed over the window that `windowSeconds` names. */
export interface ThroughputSample {
  readonly elapsedMs: number;
  readonly rowsPerSecond: number;
  readonly bytesPerSecond: number;
}

/** One worker: what it does now, and what it has committed in this run. */
export interface WorkerLane {
  readonly worker: number;
  readonly state: WorkerState;
  readonly batch: number | null;
  readonly batches: number;
  readonly rows: number;
  readonly bytes: number;
}

export interface ThroughputTotals {
  readonly elapsedMs: number;
  readonly bytesTotal: number;
  readonly bytesCommitted: number;
  readonly bytesSent: number;
  readonly loaded: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly batches: number;
  readonly retries: number;
  /** Means of this run; the speed now is in the last sample. */
  readonly rowsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly commitMsP50: number | null;
  readonly commitMsP99: number | null;
  readonly etaMs: number | null;
}

type Tally = BatchCounts & {
  readonly batches: number;
  readonly bytes: number;
  /** The part of the source's stored bytes: what progress is measured by. */
  readonly stored: number;
};

/** Immutable: every function below returns a new one. */
export interface Throughput {
  readonly startedMs: number;
  /** Until then nothing is sampled: looking at the file is not loading it. */
  readonly isPlanned: boolean;
  readonly bytesTotal: number;
  readonly bytesSent: number;
  readonly retries: number;
  /** Committed by this run. */
  readonly run: Tally;
  /** Committed before this run, as the plan says it. */
  readonly resumed: Tally;
  /** Committed before this run, as the claims found it. */
  readonly found: Tally;
  /** Tried more than once and not committed yet: such a batch, found committed, is this run's own. */
  readonly retried: ReadonlySet<number>;
  readonly lanes: ReadonlyMap<number, WorkerLane>;
  readonly commitMs: Latency;
  /** Whole seconds that have passed, and the counters at the end of the last of them. */
  readonly seconds: number;
  readonly marks: readonly Mark[];
  readonly samples: readonly ThroughputSample[];
  readonly sampleSeconds: number;
  readonly report: LoadReport | null;
}

interface Mark {
  readonly rows: number;
  readonly bytes: number;
}

const NOTHING: Tally = {
  ...{ records: 0, loaded: 0, rejected: 0, skipped: 0, duplicates: 0 },
  ...{ batches: 0, bytes: 0, stored: 0 },
};
const NO_MARK: Mark = { rows: 0, bytes: 0 };

/** An hour of seconds; a longer load keeps every second, then every fourth sample, and so on. Even, to halve well. */
const SAMPLES_MAX = 3600;
const WINDOW_SECONDS_MIN = 5;
const WINDOW_SECONDS_MAX = 30;
const WINDOW_COMMITS = 4;

export function startThroughput(nowMs: number): Throughput {
  return {
    startedMs: nowMs,
    isPlanned: false,
    bytesTotal: 0,
    bytesSent: 0,
    retries: 0,
    run: NOTHING,
    resumed: NOTHING,
    found: NOTHING,
    retried: new Set(),
    lanes: new Map(),
    commitMs: NO_LATENCY,
    seconds: 0,
    marks: [NO_MARK],
    samples: [],
    sampleSeconds: 1,
    report: null,
  };
}

export function foldEvent(state: Throughput, event: LoadEvent, nowMs: number): Throughput {
  switch (event.type) {
    case "planned":
      // The clock starts anew here.
      return {
        ...startThroughput(nowMs),
        isPlanned: true,
        bytesTotal: event.bytesTotal,
        resumed:
          event.resumed === null
            ? NOTHING
            : { ...event.resumed, stored: event.resumed.storedBytes ?? event.resumed.bytes },
      };
    case "worker-state":
      return withLane(state, event.worker, { state: event.state, batch: event.batch });
    case "bytes-sent":
      return { ...state, bytesSent: state.bytesSent + event.bytes };
    case "batch-committed":
      return foldCommit(tick(state, nowMs), event);
    case "batch-retried":
      return {
        ...state,
        retries: state.retries + 1,
        retried: new Set(state.retried).add(event.batch),
      };
    case "worker-lost":
      return withLane(state, event.worker, { state: "stopped", batch: null });
    case "finished":
      return { ...tick(state, nowMs), report: event.report };
    case "records-read":
    case "step":
    case "warning":
      return state;
  }
}

/** Appends the samples of the seconds that have passed since the last tick; none before the plan or after the end. */
export function tick(state: Throughput, nowMs: number): Throughput {
  const seconds = Math.floor((nowMs - state.startedMs) / 1000);
  if (!state.isPlanned || state.report !== null || seconds <= state.seconds) return state;
  const mark = { rows: state.run.loaded, bytes: state.run.bytes };
  const marks = [...state.marks];
  let samples = [...state.samples];
  let { sampleSeconds } = state;
  for (let second = state.seconds + 1; second <= seconds; second += 1) {
    marks.push(mark);
    if (marks.length > WINDOW_SECONDS_MAX + 1) marks.shift();
    if (samples.length >= SAMPLES_MAX) {
      samples = halved(samples);
      sampleSeconds *= 2;
    }
    if (second % sampleSeconds === 0) samples.push(sampleAt(second, marks, state.run.batches));
  }
  return { ...state, seconds, marks, samples, sampleSeconds };
}

/** After the end, the report's own numbers, so that panel, sentence and JSON agree. */
export function totals(state: Throughput, nowMs: number): ThroughputTotals {
  const { report, run } = state;
  const earlier = state.found.batches > state.resumed.batches ? state.found : state.resumed;
  const elapsedMs = report?.elapsedMs ?? Math.max(0, nowMs - state.startedMs);
  const perSecond = (count: number) => (elapsedMs > 0 ? (count * 1000) / elapsedMs : 0);
  const { bytesTotal } = state;
  const stored = run.stored + Math.max(state.found.stored, state.resumed.stored);
  // A batch is charged with what was read ahead for it: progress must not run past the end.
  const committed = bytesTotal === 0 ? stored : Math.min(bytesTotal, stored);
  const storedPerSecond = perSecond(run.stored);
  const bytesPerSecond = report?.bytesPerSecond ?? perSecond(run.bytes);
  return {
    elapsedMs,
    bytesTotal,
    bytesCommitted: report?.status === "complete" && bytesTotal > 0 ? bytesTotal : committed,
    bytesSent: state.bytesSent,
    loaded: report?.loaded ?? run.loaded + earlier.loaded,
    rejected: report?.rejected ?? run.rejected + earlier.rejected,
    skipped: report?.skipped ?? run.skipped + earlier.skipped,
    batches: run.batches + earlier.batches,
    retries: state.retries,
    rowsPerSecond: report?.rowsPerSecond ?? perSecond(run.loaded),
    bytesPerSecond,
    commitMsP50: percentile(state.commitMs, 0.5),
    commitMsP99: percentile(state.commitMs, 0.99),
    etaMs:
      report === null && bytesTotal > 0 && storedPerSecond > 0
        ? ((bytesTotal - committed) * 1000) / storedPerSecond
        : null,
  };
}

/** The samples later than `elapsedMs`; 0 gives all. A time and not a count, since halving changes counts. */
export function samplesAfter(state: Throughput, elapsedMs: number): readonly ThroughputSample[] {
  const from = state.samples.findLastIndex((sample) => sample.elapsedMs <= elapsedMs);
  return state.samples.slice(from + 1);
}

/** One lane a worker, in the order of their numbers. */
export function workers(state: Throughput): readonly WorkerLane[] {
  return [...state.lanes.values()].sort((one, other) => one.worker - other.worker);
}

function foldCommit(
  state: Throughput,
  event: Extract<LoadEvent, { type: "batch-committed" }>,
): Throughput {
  const retried = new Set(state.retried);
  // A retry that finds its batch committed: the connection broke after COMMIT went through, so the rows are ours.
  const isOwn = retried.delete(event.batch) || !event.isEarlier;
  if (!isOwn) return { ...state, found: plus(state.found, event) };
  const lane = state.lanes.get(event.worker);
  const counted = withLane({ ...state, retried, run: plus(state.run, event) }, event.worker, {
    batches: (lane?.batches ?? 0) + 1,
    rows: (lane?.rows ?? 0) + event.counts.loaded,
    bytes: (lane?.bytes ?? 0) + event.bytes,
  });
  return event.isEarlier
    ? counted
    : { ...counted, commitMs: addLatency(state.commitMs, event.commitMs) };
}

const plus = (
  tally: Tally,
  {
    counts,
    bytes,
    storedBytes = bytes,
  }: { readonly counts: BatchCounts; readonly bytes: number; readonly storedBytes?: number },
): Tally => ({
  records: tally.records + counts.records,
  loaded: tally.loaded + counts.loaded,
  rejected: tally.rejected + counts.rejected,
  skipped: tally.skipped + counts.skipped,
  duplicates: tally.duplicates + counts.duplicates,
  batches: tally.batches + 1,
  bytes: tally.bytes + bytes,
  stored: tally.stored + storedBytes,
});

function withLane(state: Throughput, worker: number, change: Partial<WorkerLane>): Throughput {
  const lane = state.lanes.get(worker) ?? {
    worker,
    state: "waiting",
    batch: null,
    batches: 0,
    rows: 0,
    bytes: 0,
  };
  return { ...state, lanes: new Map(state.lanes).set(worker, { ...lane, ...change }) };
}

function sampleAt(second: number, marks: readonly Mark[], batches: number): ThroughputSample {
  const window = Math.min(second, windowSeconds(second, batches));
  const now = marks.at(-1) ?? NO_MARK;
  const then = marks.at(-1 - window) ?? NO_MARK;
  return {
    elapsedMs: second * 1000,
    rowsPerSecond: (now.rows - then.rows) / window,
    bytesPerSecond: (now.bytes - then.bytes) / window,
  };
}

/**
 * Batches come whole, so a rate over one second would be a saw. The window holds about four commits at the mean pace:
 * five seconds for a fast load, where a stall shows at once, up to thirty for a slow one.
 */
function windowSeconds(second: number, batches: number): number {
  const wanted = Math.ceil((WINDOW_COMMITS * second) / Math.max(1, batches));
  return Math.min(WINDOW_SECONDS_MAX, Math.max(WINDOW_SECONDS_MIN, wanted));
}

/** Two samples become one at the later time. */
function halved(samples: readonly ThroughputSample[]): ThroughputSample[] {
  return samples.flatMap((sample, index) => {
    const before = samples[index - 1];
    if (index % 2 === 0 || before === undefined) return [];
    return {
      elapsedMs: sample.elapsedMs,
      rowsPerSecond: (before.rowsPerSecond + sample.rowsPerSecond) / 2,
      bytesPerSecond: (before.bytesPerSecond + sample.bytesPerSecond) / 2,
    };
  });
}
