// What is said and offered at each end of a load.
import { expect, test } from "vitest";

import { problemFrom } from "../../src/adapters/load-process/messages.ts";
import { errors } from "../../src/core/base/errors.ts";
import type { LoadReport } from "../../src/core/load/events.ts";
import { problemEnd, reportEnd, type EndAction } from "../../src/vscode/load-end.ts";
import { inEnglish } from "../../src/vscode/translate.ts";

const report: LoadReport = {
  loadId: "a1",
  status: "complete",
  isAlreadyLoaded: false,
  table: "public.orders",
  file: "/data/orders.csv",
  records: 10,
  loaded: 10,
  rejected: 0,
  skipped: 0,
  duplicates: 0,
  staged: 0,
  merge: null,
  bytes: 100,
  elapsedMs: 10,
  rowsPerSecond: 1000,
  bytesPerSecond: 10_000,
  workers: 1,
  chunks: 1,
  retries: 0,
  rejectsFile: null,
  reconciled: true,
  bottleneck: null,
  decisions: [],
  warnings: [],
  isCancelled: false,
  problem: null,
};

const stopped = { status: "stopped", records: null, reconciled: false } as const;
const refused = problemFrom(
  errors.tooManyRejects(1, 0, 'invalid input "x"', { line: 12, record: 9 }),
);
const lost = problemFrom(errors.connectionLost("ECONNRESET"));
const forbidden = problemFrom(errors.ledgerForbidden("ana", "shop"));

test.each<[string, Partial<LoadReport>, string, readonly EndAction[]]>([
  ["all loaded", {}, "info", ["show-monitor"]],
  [
    "some rejected",
    { loaded: 9, rejected: 1, rejectsFile: "r.csv" },
    "warning",
    ["open-rejects", "show-monitor"],
  ],
  ["already loaded", { isAlreadyLoaded: true }, "info", ["show-monitor"]],
  ["cancelled", { ...stopped, isCancelled: true }, "warning", ["resume", "show-monitor"]],
  [
    "a bad record",
    { ...stopped, problem: refused },
    "error",
    ["load-with-rejects", "go-to-record", "show-log"],
  ],
  [
    "a bad record at an unknown place",
    { ...stopped, problem: { ...refused, place: {} } },
    "error",
    ["load-with-rejects", "show-log"],
  ],
  ["the server went away", { ...stopped, problem: lost }, "error", ["resume", "show-log"]],
  ["a right is missing", { ...stopped, problem: forbidden }, "error", ["show-log"]],
  ["does not add up", { reconciled: false }, "error", ["resume", "show-log"]],
])("%s", (_name, changes, severity, actions) => {
  const end = reportEnd({ ...report, ...changes }, "en", inEnglish);
  expect({ severity: end.severity, actions: end.actions }).toEqual({ severity, actions });
  expect(end.text).toMatch(/^[A-Z\d].*\.$/u);
  // The editor's own next steps, where it has them; another load of the same content is the CLI's.
  if (!end.text.startsWith("Already")) expect(end.text).not.toMatch(/--[a-z]|\browmill [a-z]/u);
});

test("a bad record says what, where, what is committed, and the next step", () => {
  const end = reportEnd({ ...report, ...stopped, problem: refused }, "en", inEnglish);
  expect(end.text).toBe(
    '1 record was refused and 0 allowed; the first: invalid input "x" (line 12, record 9). ' +
      "Stopped: 10 records committed into public.orders, 0 rejected, 0 skipped. " +
      "Load with rejects: the rest is loaded, and the bad records go to a file to be mended.",
  );
});

test.each([
  [errors.loadProcessEnded("exit code 9"), ["resume", "show-log"]],
  [errors.fileNotFound("x.csv"), ["show-log"]],
])("%s", (error, actions) => {
  const end = problemEnd(problemFrom(error), inEnglish);
  expect(end).toMatchObject({ severity: "error", actions });
});
