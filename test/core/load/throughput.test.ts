// The fold of events into totals, lanes and samples; bounded, and without a saw from whole batches.
import { expect, test } from "vitest";

import type { LoadEvent, LoadReport } from "../../../src/core/load/events.ts";
import { addLatency, NO_LATENCY, percentile } from "../../../src/core/load/latency.ts";
import {
  foldEvent,
  samplesAfter,
  startThroughput,
  tick,
  totals,
  workers,
  type Throughput,
} from "../../../src/core/load/throughput.ts";

type Timed = readonly [second: number, event: LoadEvent];
type Planned = Extract<LoadEvent, { type: "planned" }>;
type Committed = Extract<LoadEvent, { type: "batch-committed" }>;

const MB = 1_000_000;

const planned = (change: Partial<Planned> = {}): Planned => ({
  type: "planned",
  loadId: "L1",
  table: "public.orders",
  file: "orders.csv",
  workers: 2,
  bytesTotal: 100 * MB,
  batchBytes: 4 * MB,
  decisions: [],
  createTableSql: null,
  resumed: null,
  ...change,
});

const counts = (loaded: number, rejected = 0, skipped = 0) => ({
  records: loaded + rejected + skipped,
  loaded,
  rejected,
  skipped,
  duplicates: 0,
});

const committed = (change: Partial<Committed> = {}): Committed => ({
  type: "batch-committed",
  worker: 1,
  batch: 1,
  counts: counts(1000),
  bytes: MB,
  commitMs: 2,
  isEarlier: false,
  ...change,
});

const retried = (batch: number): LoadEvent => ({
  type: "batch-retried",
  worker: 1,
  batch,
  attempt: 1,
  reason: "the connection broke",
});

const report: LoadReport = {
  loadId: "L1",
  status: "complete",
  isAlreadyLoaded: false,
  table: "public.orders",
  file: "orders.csv",
  records: 2010,
  loaded: 2000,
  rejected: 8,
  skipped: 2,
  duplicates: 0,
  staged: 0,
  merge: null,
  bytes: 2 * MB,
  elapsedMs: 4000,
  rowsPerSecond: 500,
  bytesPerSecond: 0.5 * MB,
  workers: 2,
  chunks: 2,
  retries: 0,
  rejectsFile: "orders.rejects.csv",
  reconciled: true,
  bottleneck: null,
  decisions: [],
  warnings: [],
  isCancelled: false,
  problem: null,
};

/** Folds from second 0 on a clock that starts anywhere. */
function fold(events: readonly Timed[]): Throughput {
  return events.reduce(
    (state, [second, event]) => foldEvent(state, event, START_MS + second * 1000),
    startThroughput(START_MS),
  );
}
const START_MS = 5_000_000;
const at = (second: number) => START_MS + second * 1000;

const resumed = { ...counts(30_000, 5, 1), batches: 3, bytes: 30 * MB };

test.each<[name: string, events: Timed[], expected: Partial<ReturnType<typeof totals>>]>([
  [
    "nothing yet",
    [],
    { bytesTotal: 0, loaded: 0, rowsPerSecond: 0, etaMs: null, commitMsP50: null },
  ],
  [
    "planned, nothing committed",
    [[0, planned()]],
    { bytesTotal: 100 * MB, bytesCommitted: 0, etaMs: null },
  ],
  [
    "the clock starts with the plan",
    [
      [6, planned()],
      [8, committed()],
    ],
    { elapsedMs: 4000, rowsPerSecond: 250 },
  ],
  [
    "two batches of ten seconds",
    [
      [0, planned()],
      [4, committed({ counts: counts(900, 60, 40) })],
      [8, committed({ batch: 2, worker: 2 })],
    ],
    {
      ...{ elapsedMs: 10_000, loaded: 1900, rejected: 60, skipped: 40, batches: 2 },
      ...{ bytesCommitted: 2 * MB, rowsPerSecond: 190, bytesPerSecond: 0.2 * MB, etaMs: 490_000 },
    },
  ],
  [
    "sent is not committed",
    [
      [0, planned()],
      [1, { type: "bytes-sent", worker: 1, bytes: MB }],
      [2, { type: "bytes-sent", worker: 2, bytes: MB }],
    ],
    { bytesSent: 2 * MB, bytesCommitted: 0, bytesPerSecond: 0 },
  ],
  [
    "an earlier run is progress, not speed",
    [
      [0, planned({ resumed })],
      [5, committed({ batch: 4 })],
    ],
    {
      ...{ bytesCommitted: 31 * MB, loaded: 31_000, rejected: 5, skipped: 1, batches: 4 },
      ...{ rowsPerSecond: 100, bytesPerSecond: 0.1 * MB, etaMs: 690_000 },
    },
  ],
  [
    "batches of the earlier run, met again, count once",
    [
      [0, planned({ resumed })],
      ...[1, 2, 3].map((batch): Timed => [
        1,
        committed({ batch, isEarlier: true, counts: counts(10_000), bytes: 10 * MB }),
      ]),
    ],
    {
      bytesCommitted: 30 * MB,
      loaded: 30_000,
      rejected: 5,
      batches: 3,
      rowsPerSecond: 0,
      etaMs: null,
    },
  ],
  [
    "batches of an earlier run that the plan did not know",
    [
      [0, planned()],
      [1, committed({ isEarlier: true })],
    ],
    { bytesCommitted: MB, loaded: 1000, batches: 1, rowsPerSecond: 0 },
  ],
  [
    "a retry that finds its batch committed is this run's",
    [
      [0, planned()],
      [1, retried(7)],
      [2, committed({ batch: 7, isEarlier: true, commitMs: 0 })],
    ],
    { loaded: 1000, batches: 1, retries: 1, rowsPerSecond: 100, commitMsP50: null },
  ],
  [
    "progress ends at the file's end",
    [
      [0, planned({ bytesTotal: MB })],
      [1, committed({ bytes: 3 * MB })],
    ],
    { bytesCommitted: MB, etaMs: 0 },
  ],
  [
    "the report's numbers at the end",
    [
      [0, planned()],
      [1, committed()],
      [4, { type: "finished", report }],
    ],
    {
      ...{ elapsedMs: 4000, bytesCommitted: 100 * MB, loaded: 2000, rejected: 8, skipped: 2 },
      ...{ rowsPerSecond: 500, bytesPerSecond: 0.5 * MB, etaMs: null },
    },
  ],
  [
    "a stopped load keeps its progress",
    [
      [0, planned()],
      [1, committed()],
      [4, { type: "finished", report: { ...report, status: "stopped" } }],
    ],
    { bytesCommitted: MB, etaMs: null },
  ],
])("totals: %s", (_name, events, expected) => {
  expect(totals(fold(events), at(10))).toMatchObject(expected);
});

test.each<[name: string, events: Timed[], second: number, rowsPerSecond: number[]]>([
  ["none before the plan", [], 10, []],
  ["one each second", [[0, planned()]], 3, [0, 0, 0]],
  [
    "over the time passed, while the window is not full",
    [
      [0, planned()],
      [0.5, committed()],
    ],
    4,
    [1000, 500, 333, 250],
  ],
  [
    "five seconds for quick batches: no saw, and a stall shows at once",
    [
      [0, planned()],
      ...Array.from({ length: 40 }, (_, i): Timed => [i / 4 + 0.1, committed({ batch: i })]),
    ],
    16,
    [...new Array<number>(10).fill(4000), 3200, 2400, 1600, 800, 0, 0],
  ],
  [
    "a longer window for slow batches",
    [[0, planned()], ...[5, 10, 15, 20].map((second): Timed => [second - 0.5, committed()])],
    22,
    [
      0, 0, 0, 0, 200, 167, 143, 125, 111, 200, 182, 167, 154, 143, 200, 188, 176, 167, 158, 200,
      190, 182,
    ],
  ],
  [
    "none after the end",
    [
      [0, planned()],
      [2.5, { type: "finished", report }],
    ],
    9,
    [0, 0],
  ],
])("samples: %s", (_name, events, second, rowsPerSecond) => {
  const samples = samplesAfter(tick(fold(events), at(second)), 0);
  expect(samples.map((sample) => Math.round(sample.rowsPerSecond))).toEqual(rowsPerSecond);
  expect(samples.map((sample) => sample.elapsedMs)).toEqual(
    rowsPerSecond.map((_, i) => (i + 1) * 1000),
  );
});

test("a tick within the same second changes nothing", () => {
  const state = tick(fold([[0, planned()]]), at(3));
  expect(tick(state, at(3.9))).toBe(state);
  expect(samplesAfter(state, 2000)).toHaveLength(1);
  expect(samplesAfter(state, 3000)).toHaveLength(0);
});

test("hours of samples stays bounded, in order, and keeps the mean", () => {
  let state = fold([[0, planned()]]);
  for (let second = 1; second <= 28_800; second += 1) {
    state = foldEvent(state, committed({ batch: second }), at(second - 0.5));
    if (second % 100 === 0) state = tick(state, at(second));
  }
  const samples = samplesAfter(state, 0);
  expect(samples.length).toBeGreaterThan(1800);
  expect(samples.length).toBeLessThanOrEqual(3600);
  expect(samples.every((sample, i) => sample.elapsedMs > (samples[i - 1]?.elapsedMs ?? 0))).toBe(
    true,
  );
  expect(samples.at(-1)?.elapsedMs).toBe(28_800_000);
  const mean = samples.reduce((sum, sample) => sum + sample.rowsPerSecond, 0) / samples.length;
  expect(Math.abs(mean - 1000)).toBeLessThan(10);
});

test("lanes: state, batch and what this run committed, in the workers' order", () => {
  const state = fold([
    [0, planned()],
    [0, { type: "worker-state", worker: 2, state: "connecting", batch: null }],
    [0, { type: "worker-state", worker: 1, state: "copying", batch: 1 }],
    [1, committed({ worker: 1, batch: 1 })],
    [1, committed({ worker: 1, batch: 5, isEarlier: true })],
    [1, { type: "worker-state", worker: 1, state: "copying", batch: 2 }],
    [2, { type: "worker-lost", worker: 2, reason: "too many connections" }],
  ]);
  expect(workers(state)).toEqual([
    { worker: 1, state: "copying", batch: 2, batches: 1, rows: 1000, bytes: MB },
    { worker: 2, state: "stopped", batch: null, batches: 0, rows: 0, bytes: 0 },
  ]);
});

test.each<[name: string, ms: number[], p50: number | null, p99: number | null]>([
  ["none", [], null, null],
  ["one is exact", [3.7], 3.7, 3.7],
  ["below the first bucket", [0.01, 0.02], 0.02, 0.02],
  ["an hour", [3_600_000], 3_600_000, 3_600_000],
  ["one outlier in two hundred", [...new Array<number>(199).fill(2), 900], 2, 2],
  ["three outliers in two hundred", [...new Array<number>(197).fill(2), 900, 900, 900], 2, 900],
])("commit time: %s", (_name, ms, p50, p99) => {
  const latency = ms.reduce(addLatency, NO_LATENCY);
  for (const [share, expected] of [
    [0.5, p50],
    [0.99, p99],
  ] as const) {
    const found = percentile(latency, share);
    if (expected === null) expect(found).toBeNull();
    else expect(Math.abs((found ?? 0) / expected - 1)).toBeLessThan(0.05);
  }
});
