// Progress of sources whose text is not what is stored: it is measured in stored bytes, the speed in text.
import { expect, test } from "vitest";
import type { LoadEvent } from "../../../src/core/load/events.ts";
import { foldEvent, startThroughput, totals } from "../../../src/core/load/throughput.ts";

const planned = (facts: Partial<Extract<LoadEvent, { type: "planned" }>>): LoadEvent => ({
  ...{ type: "planned", loadId: "load", table: "t", file: "t.csv.gz", workers: 1 },
  ...{ bytesTotal: 1_000, batchBytes: 4_000, decisions: [], createTableSql: null, resumed: null },
  ...facts,
});

const committed = (batch: number, isEarlier = false): LoadEvent => ({
  ...{ type: "batch-committed", worker: 0, batch, commitMs: 1, isEarlier },
  ...{ bytes: 4_000, storedBytes: 400 },
  counts: { records: 10, loaded: 10, rejected: 0, skipped: 0, duplicates: 0 },
});

const after = (...events: readonly LoadEvent[]) =>
  totals(
    events.reduce((state, event) => foldEvent(state, event, 0), startThroughput(0)),
    1_000,
  );

test.each([
  ["nothing yet", [], 0, null],
  ["a batch", [committed(0)], 400, 1_500],
  ["two", [committed(0), committed(1)], 800, 250],
  // Two batches cannot hold more than all of it, though a batch is charged with what was read ahead.
  ["three", [committed(0), committed(1), committed(2)], 1_000, 0],
])("compressed, %s: %d of 1,000 bytes", (_what, events, bytesCommitted, etaMs) => {
  expect(after(planned({}), ...events)).toMatchObject({ bytesTotal: 1_000, bytesCommitted, etaMs });
});

test("the speed is that of the text", () => {
  expect(after(planned({}), committed(0)).bytesPerSecond).toBe(4_000);
});

test("what an earlier run committed of an archive shows when it is met again, and not as too much before", () => {
  const counts = { records: 10, loaded: 10, rejected: 0, skipped: 0, duplicates: 0 };
  const resumed = { ...counts, batches: 2, bytes: 8_000, storedBytes: 0 };
  expect(after(planned({ resumed }))).toMatchObject({ bytesCommitted: 0, loaded: 10 });
  expect(after(planned({ resumed }), committed(0, true))).toMatchObject({ bytesCommitted: 400 });
});

test("a source of unknown size has progress and no end in sight", () => {
  const now = after(planned({ bytesTotal: 0 }), committed(0));
  expect(now).toMatchObject({ bytesTotal: 0, bytesCommitted: 400, etaMs: null });
});
