// A load as the editor sees it: its phases, its messages for the monitor, its id.
import { expect, test } from "vitest";

import type { LoadEvent } from "../../src/core/load/events.ts";
import { LoadSession } from "../../src/vscode/load-session.ts";

const opened: string[] = [];
const session = () =>
  new LoadSession({
    fileName: "orders.csv",
    filePath: "/data/orders.csv",
    table: "public.orders",
    loadId: "before",
    locale: "en",
    openFile: (path) => opened.push(path),
  });

const planned: LoadEvent = {
  type: "planned",
  loadId: "after",
  table: "public.orders",
  file: "/data/orders.csv",
  workers: 1,
  bytesTotal: 100,
  batchBytes: 50,
  decisions: [],
  createTableSql: null,
  resumed: null,
};
const committed: LoadEvent = {
  type: "batch-committed",
  worker: 0,
  batch: 0,
  counts: { records: 5, loaded: 5, rejected: 0, skipped: 0, duplicates: 0 },
  bytes: 50,
  commitMs: 3,
  isEarlier: false,
};
const end = { severity: "warning", text: "", message: "Stopped", hint: null, actions: [] } as const;
const failed = { status: "stopped", rejectsFile: "/data/orders.rejects.csv" } as const;

test("preparing, loading, cancelling", () => {
  const load = session();
  expect([load.isRunning, load.isPlanned]).toEqual([true, false]);
  expect(load.reset()).toMatchObject({
    type: "reset",
    title: "orders.csv → public.orders",
    loadId: "before",
    state: { phase: "preparing" },
  });
  load.fold([planned, committed]);
  expect(load.isPlanned).toBe(true);
  expect(load.totals).toMatchObject({ loaded: 5, bytesCommitted: 50 });
  load.cancel();
  expect(load.signal.aborted).toBe(true);
  expect(load.update()).toMatchObject({ state: { phase: "cancelling" } });
});

test("an id that the ledger gave later reaches the monitor, once", () => {
  const load = session();
  load.reset();
  expect(load.update().type).toBe("update");
  load.fold([planned]);
  expect(load.update()).toMatchObject({ type: "reset", loadId: "after" });
  expect(load.update().type).toBe("update");
  expect(load.loadId).toBe("after");
});

test("cancelled before the plan it stays cancelling", () => {
  const load = session();
  load.cancel();
  load.fold([planned]);
  expect(load.update()).toMatchObject({ state: { phase: "cancelling" } });
});

test("rejects open only when there is a file of them, and an ended load is not cancelled", () => {
  const load = session();
  load.openRejects();
  expect(opened).toEqual([]);
  load.end(null, end);
  expect(load.update()).toMatchObject({ state: { phase: "failed", message: "Stopped" } });
  load.cancel();
  expect([load.isRunning, load.signal.aborted]).toEqual([false, false]);
});

test("the end of a report is the monitor's last state", () => {
  const load = session();
  load.end(failed, end);
  expect(load.update()).toMatchObject({ state: { phase: "stopped", message: "Stopped" } });
  load.openRejects();
  expect(opened).toEqual(["/data/orders.rejects.csv"]);
});
