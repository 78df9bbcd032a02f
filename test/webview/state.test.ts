// The page's reducer, as a table of messages and what is shown after them.
import { expect, test } from "vitest";

import { isFromMonitor, isToMonitor, type ToMonitor } from "../../src/protocol/monitor.ts";
import {
  announcementFor,
  canCancel,
  canOpenRejects,
  evenSamples,
  fractionOf,
  reduce,
  startView,
  type View,
} from "../../webview/monitor/state.ts";

type Reset = Extract<ToMonitor, { type: "reset" }>;
type Update = Extract<ToMonitor, { type: "update" }>;

const totals: Reset["totals"] = {
  ...{ elapsedMs: 2000, bytesTotal: 1000, bytesCommitted: 0, bytesSent: 0 },
  ...{ loaded: 0, rejected: 0, skipped: 0, batches: 0, retries: 0 },
  ...{ rowsPerSecond: 0, bytesPerSecond: 0, commitMsP50: null, commitMsP99: null, etaMs: null },
};
const loading = { phase: "loading", message: null, hint: null, rejectsFile: null } as const;
const sample = (second: number) => ({
  elapsedMs: second * 1000,
  rowsPerSecond: second,
  bytesPerSecond: 1,
});

const reset = (change: Partial<Reset> = {}): Reset => ({
  type: "reset",
  title: "orders.csv into public.orders",
  table: "public.orders",
  file: "/data/orders.csv",
  loadId: "L1",
  locale: "en",
  samples: [sample(1)],
  workers: [],
  totals,
  state: loading,
  ...change,
});

const update = (change: Partial<Update> = {}): Update => ({
  ...{ type: "update", samples: [], workers: [], totals, state: loading },
  ...change,
});

const after = (...messages: ToMonitor[]): View => messages.reduce(reduce, startView("en"));
const elapsed = (view: View) =>
  view.kind === "load" ? view.samples.map((one) => one.elapsedMs / 1000) : null;

test.each<[name: string, messages: ToMonitor[], kind: View["kind"], seconds: number[] | null]>([
  ["nothing received", [], "starting", null],
  ["idle", [{ type: "idle", locale: "en" }], "idle", null],
  ["a load", [reset()], "load", [1]],
  ["an update before its reset", [update({ samples: [sample(1)] })], "starting", null],
  ["an update appends", [reset(), update({ samples: [sample(2), sample(3)] })], "load", [1, 2, 3]],
  [
    "samples it has already are dropped",
    [reset(), update({ samples: [sample(1), sample(2)] })],
    "load",
    [1, 2],
  ],
  [
    "a second reset starts anew",
    [reset(), update({ samples: [sample(2)] }), reset({ samples: [] })],
    "load",
    [],
  ],
  ["idle after a load", [reset(), { type: "idle", locale: "en" }], "idle", null],
])("reduce: %s", (_name, messages, kind, seconds) => {
  const view = after(...messages);
  expect(view.kind).toBe(kind);
  expect(elapsed(view)).toEqual(seconds);
});

test("an update keeps what it does not say", () => {
  const view = after(reset({ loadId: "L9" }), update({ totals: { ...totals, loaded: 7 } }));
  expect(view).toMatchObject({ loadId: "L9", table: "public.orders", totals: { loaded: 7 } });
});

test("samples without change keep their identity, so that the chart is not drawn again", () => {
  const before = after(reset());
  const next = reduce(before, update());
  expect(before.kind === "load" && next.kind === "load" && next.samples === before.samples).toBe(
    true,
  );
});

test("days of samples stay bounded and end with the newest", () => {
  let view = after(reset({ samples: [] }));
  for (let second = 100; second <= 100_000; second += 100) {
    const samples = Array.from({ length: 100 }, (_, i) => sample(second - 99 + i));
    view = reduce(view, update({ samples }));
  }
  const seconds = elapsed(view) ?? [];
  expect(seconds.length).toBeLessThanOrEqual(14_400);
  expect(seconds.at(-1)).toBe(100_000);
});

const percent = (value: number) => ({ totals: { ...totals, bytesCommitted: value * 10 } });
const ended = (phase: "complete" | "failed", message: string) => ({
  state: { ...loading, phase, message },
});

test.each<
  [name: string, before: View, message: ToMonitor, expected: ReturnType<typeof announcementFor>]
>([
  ["idle says nothing", after(), { type: "idle", locale: "en" }, null],
  ["a load begins", after(), reset(), { kind: "phase", phase: "loading", message: null }],
  [
    "the page is shown again",
    after(),
    reset(percent(40)),
    { kind: "phase", phase: "loading", message: null },
  ],
  ["9 per cent is silent", after(reset()), update(percent(9)), null],
  ["10 per cent", after(reset()), update(percent(10)), { kind: "progress", percent: 10 }],
  ["19 after 10 is silent", after(reset(percent(10))), update(percent(19)), null],
  [
    "a leap says where it is",
    after(reset(percent(10))),
    update(percent(57)),
    { kind: "progress", percent: 50 },
  ],
  [
    "the end says the sentence and not 100 per cent",
    after(reset(percent(90))),
    update({ ...percent(100), ...ended("complete", "all accounted for") }),
    { kind: "phase", phase: "complete", message: "all accounted for" },
  ],
  [
    "a failure",
    after(reset()),
    update(ended("failed", "the disk is full")),
    { kind: "phase", phase: "failed", message: "the disk is full" },
  ],
  [
    "the next load in the same phase",
    after(reset()),
    reset({ loadId: "L2" }),
    { kind: "phase", phase: "loading", message: null },
  ],
])("announcement: %s", (_name, before, message, expected) => {
  expect(announcementFor(before, reduce(before, message))).toEqual(expected);
});

test.each<[name: string, view: View, cancel: boolean, rejects: boolean]>([
  ["idle", after(), false, false],
  ["preparing", after(reset({ state: { ...loading, phase: "preparing" } })), true, false],
  ["loading", after(reset()), true, false],
  ["cancelling", after(reset({ state: { ...loading, phase: "cancelling" } })), false, false],
  [
    "complete without rejects",
    after(reset({ state: { ...loading, phase: "complete", rejectsFile: "r" } })),
    false,
    false,
  ],
  [
    "complete with rejects",
    after(
      reset({
        state: { ...loading, phase: "complete", rejectsFile: "r" },
        totals: { ...totals, rejected: 1 },
      }),
    ),
    false,
    true,
  ],
  ["rejects without a file", after(reset({ totals: { ...totals, rejected: 1 } })), true, false],
])("buttons: %s", (_name, view, cancel, rejects) => {
  expect([canCancel(view), canOpenRejects(view)]).toEqual([cancel, rejects]);
});

test.each([
  [0, 0, 0],
  [0, 1000, 0],
  [250, 1000, 0.25],
  [2000, 1000, 1],
])("fraction of %d committed of %d", (bytesCommitted, bytesTotal, expected) => {
  expect(fractionOf({ ...totals, bytesCommitted, bytesTotal })).toBe(expected);
});

test.each([
  [0, []],
  [3, [1, 2, 3]],
  [7, [1, 4, 7]],
  [8, [2, 5, 8]],
])("the table of %d samples in at most three rows", (count, expected) => {
  const samples = Array.from({ length: count }, (_, i) => sample(i + 1));
  expect(evenSamples(samples, 3).map((one) => one.elapsedMs / 1000)).toEqual(expected);
});

test.each<[name: string, message: unknown, expected: boolean]>([
  ["null", null, false],
  ["text", "reset", false],
  ["another type", { type: "html", text: "<b>" }, false],
  ["idle", { type: "idle", locale: "en" }, true],
  ["idle without a locale", { type: "idle" }, false],
  [
    "a load",
    reset({ workers: [{ worker: 1, state: "copying", batch: 1, batches: 0, rows: 0, bytes: 0 }] }),
    true,
  ],
  ["an update", update(), true],
  ["a title that is no text", { ...reset(), title: { toString: 1 } }, false],
  ["a title of a megabyte", reset({ title: "x".repeat(1_000_000) }), false],
  ["an unknown phase", { ...update(), state: { ...loading, phase: "dancing" } }, false],
  [
    "a worker's state that is unknown",
    {
      ...update(),
      workers: [{ worker: 1, state: "x", batch: null, batches: 0, rows: 0, bytes: 0 }],
    },
    false,
  ],
  ["a number that is none", { ...update(), totals: { ...totals, loaded: "7" } }, false],
  ["a total left out", { ...update(), totals: { ...totals, loaded: undefined } }, false],
  [
    "too many samples",
    update({ samples: new Array<ReturnType<typeof sample>>(20_001).fill(sample(1)) }),
    false,
  ],
])("to the monitor: %s", (_name, message, expected) => {
  expect(isToMonitor(message)).toBe(expected);
});

test.each<[message: unknown, expected: boolean]>([
  [{ type: "ready" }, true],
  [{ type: "cancel" }, true],
  [{ type: "open-rejects" }, true],
  [{ type: "run", sql: "DROP" }, false],
  [null, false],
  ["cancel", false],
])("from the monitor: %j", (message, expected) => {
  expect(isFromMonitor(message)).toBe(expected);
});
