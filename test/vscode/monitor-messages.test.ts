// What the host tells the monitor: reset, updates, the end.
import { expect, test } from "vitest";

import {
  foldEvent,
  startThroughput,
  tick,
  type Throughput,
} from "../../src/core/load/throughput.ts";
import { isToMonitor } from "../../src/protocol/monitor.ts";
import {
  CANCELLING,
  lastSampleMs,
  LOADING,
  monitorEnd,
  monitorFailure,
  monitorIdle,
  monitorReset,
  monitorUpdate,
  PREPARING,
} from "../../src/vscode/monitor-messages.ts";

const load = { title: "t", table: "public.orders", file: "orders.csv", loadId: "L1", locale: "en" };

/** Twenty seconds of a load of one worker. */
const running = (): Throughput => {
  const planned = foldEvent(
    startThroughput(0),
    {
      ...{
        type: "planned",
        loadId: "L1",
        table: load.table,
        file: load.file,
        workers: 1,
        bytesTotal: 1000,
      },
      ...{ batchBytes: 100, decisions: [], createTableSql: null, resumed: null },
    },
    0,
  );
  const counts = { records: 9, loaded: 8, rejected: 1, skipped: 0, duplicates: 0 };
  const type = "batch-committed";
  const committed = foldEvent(
    planned,
    { type, worker: 0, batch: 1, counts, bytes: 100, commitMs: 4, isEarlier: false },
    500,
  );
  return tick(committed, 20_000);
};

test("every message passes the page's guard", () => {
  const states = [PREPARING, LOADING, CANCELLING, monitorFailure({ message: "m", hint: "h" })];
  for (const throughput of [startThroughput(0), running()]) {
    for (const state of states) {
      expect(isToMonitor(monitorReset(load, state, throughput, 20_000))).toBe(true);
      expect(isToMonitor(monitorUpdate(state, throughput, 0, 20_000))).toBe(true);
    }
  }
  expect(isToMonitor(monitorIdle("en"))).toBe(true);
});

test("a reset tells everything, an update what is new", () => {
  const throughput = running();
  expect(monitorReset(load, LOADING, throughput, 20_000)).toMatchObject({
    ...load,
    samples: { length: 20 },
    workers: [{ worker: 0, rows: 8, bytes: 100 }],
    totals: {
      loaded: 8,
      rejected: 1,
      bytesCommitted: 100,
      bytesTotal: 1000,
      commitMsP50: 4,
      etaMs: 180_000,
    },
  });
  const sentMs = lastSampleMs(throughput);
  expect(sentMs).toBe(20_000);
  expect(monitorUpdate(LOADING, throughput, sentMs, 20_200)).toMatchObject({
    samples: { length: 0 },
  });
  const later = tick(throughput, 22_000);
  expect(monitorUpdate(LOADING, later, sentMs, 22_000)).toMatchObject({ samples: { length: 2 } });
});

test.each([
  ["complete", "r.csv", undefined, null],
  ["stopped", null, "resume it", "resume it"],
  ["failed", null, null, null],
] as const)("the end: %s", (status, rejectsFile, hint, expected) => {
  expect(monitorEnd({ status, rejectsFile }, { message: "m", hint })).toEqual({
    ...{ phase: status, message: "m", hint: expected, rejectsFile },
  });
});
