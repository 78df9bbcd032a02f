// The end of a load in words, as CLI, notification and monitor say it.
import { expect, test } from "vitest";

import type { LoadReport, Problem } from "../../../src/core/load/events.ts";
import { problemText, reportText, stoppedText } from "../../../src/core/load/report-text.ts";

const report: LoadReport = {
  loadId: "a1",
  status: "complete",
  isAlreadyLoaded: false,
  table: "public.orders",
  file: "/data/orders.csv",
  records: 200_000,
  loaded: 199_980,
  rejected: 20,
  skipped: 0,
  duplicates: 0,
  bytes: 26_000_000,
  elapsedMs: 2_000,
  rowsPerSecond: 100_000,
  bytesPerSecond: 13_000_000,
  workers: 4,
  chunks: 8,
  retries: 0,
  rejectsFile: "/data/orders.rejects.csv",
  reconciled: true,
  bottleneck: null,
  decisions: [],
  warnings: [],
  isCancelled: false,
  problem: null,
};

const problem: Problem = {
  kind: "user",
  code: "too-many-rejects",
  message: "1 record was refused and 0 allowed",
  hint: "mend the record",
  place: { file: "/data/orders.csv", line: 12, record: 9, column: "price" },
  sqlstate: null,
};

const stopped = { ...report, status: "stopped", records: null, reconciled: false } as const;
const none = { loaded: 0, rejected: 0, skipped: 0 };

test.each<[string, Partial<LoadReport>, string, string | null]>([
  [
    "rejects",
    {},
    "199,980 of 200,000 records loaded into public.orders, 20 rejected, 0 skipped: all accounted for",
    "mend the rejected records in /data/orders.rejects.csv and load that file",
  ],
  [
    "one record",
    { records: 1, loaded: 1, rejected: 0, rejectsFile: null },
    "1 of 1 record loaded into public.orders, 0 rejected, 0 skipped: all accounted for",
    null,
  ],
  [
    "already loaded",
    { isAlreadyLoaded: true },
    "Already loaded: orders.csv is in public.orders (199,980 loaded, 20 rejected, 0 skipped): nothing was loaded again",
    "to load the same content once more on purpose, give the load a name with --load-id",
  ],
  [
    "does not add up",
    { reconciled: false, loaded: 100 },
    "The load into public.orders does not add up: 200,000 records in orders.csv, but 100 loaded, 20 rejected, 0 skipped",
    "nothing is called loaded that the ledger does not show; a resume loads what is missing",
  ],
  [
    "cancelled",
    { ...stopped, isCancelled: true },
    "Stopped: 199,980 records committed into public.orders, 20 rejected, 0 skipped",
    "what is committed stays; a resume continues after it, and nothing is loaded twice",
  ],
  [
    "cancelled before anything was committed",
    { ...stopped, ...none, isCancelled: true },
    "Stopped: nothing was committed into public.orders",
    "start the load again when you are ready",
  ],
  [
    "a problem",
    { ...stopped, loaded: 5, rejected: 0, problem },
    "1 record was refused and 0 allowed (/data/orders.csv, line 12, record 9, column price). " +
      "Stopped: 5 records committed into public.orders, 0 rejected, 0 skipped",
    "mend the record",
  ],
])("%s", (_name, changes, message, hint) => {
  expect(reportText({ ...report, ...changes }, "en")).toEqual({ message, hint });
});

test.each<[string, Partial<LoadReport>, string]>([
  [
    "complete",
    {},
    "199.980 de 200.000 registros em public.orders, 20 rejeitados, 0 ignorados: tudo confere",
  ],
  [
    "cancelled",
    { ...stopped, loaded: 1, rejected: 1, isCancelled: true },
    "Carga parada: 1 registro confirmado em public.orders, 1 rejeitado, 0 ignorados",
  ],
])("pt-BR: %s", (_name, changes, message) => {
  expect(reportText({ ...report, ...changes }, "pt-br").message).toBe(message);
});

test.each(["en", "pt-BR", "de", "no such locale!"])("every text has words in %s", (locale) => {
  for (const changes of [{}, { isAlreadyLoaded: true }, { reconciled: false }, stopped]) {
    const { message } = reportText({ ...report, ...changes }, locale);
    expect(message).toContain("public.orders");
    expect(message).not.toMatch(/undefined|NaN|\.$/u);
  }
  expect(stoppedText({ table: "t", ...none }, locale).hint).not.toBe(null);
});

test.each([
  ["orders.csv is odd", "orders.csv is odd (line 3)"],
  ["orders.csv, line 3: odd", "orders.csv, line 3: odd"],
  ["odd", "Odd (orders.csv, line 3)"],
])("a place that the message names is not named again: %s", (message, text) => {
  expect(problemText({ message, place: { file: "orders.csv", line: 3 } })).toBe(text);
});
