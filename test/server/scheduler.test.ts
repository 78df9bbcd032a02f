// When a text is analysed and what becomes of the answer: the newest version counts, whoever asks gets it, and
// what takes too long for a keystroke is done when nobody types. Time is Vitest's.
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { ReportedFinding } from "../../src/core/analysis/finding.ts";
import { OpenDocument } from "../../src/server/open-documents.ts";
import { Scheduler, type CheckRun } from "../../src/server/scheduler.ts";

interface Run extends CheckRun {
  readonly text: string;
  end(answer?: readonly ReportedFinding[] | "unfinished"): Promise<void>;
}

const runs: Run[] = [];
const read: string[] = [];
const published: { version: number; count: number }[] = [];
let document: OpenDocument;
let scheduler: Scheduler;

const finding = (rule: string): ReportedFinding => ({
  rule,
  severity: "info",
  range: { start: 0, end: 0 },
  message: { en: rule, ptBr: rule },
});

beforeEach(() => {
  vi.useFakeTimers();
  runs.length = 0;
  read.length = 0;
  published.length = 0;
  document = new OpenDocument({ uri: "file:///a.sql", languageId: "sql", version: 1, text: "" });
  scheduler = new Scheduler({
    read: ({ text }) => void read.push(text),
    check: ({ text }, run) =>
      new Promise((resolve) => {
        const end: Run["end"] = async (answer = []) => {
          resolve(answer);
          await vi.advanceTimersByTimeAsync(0);
        };
        runs.push({ ...run, text, end });
      }),
    publish: (_document, { version, findings }) =>
      published.push({ version, count: findings.length }),
  });
});

afterEach(() => vi.useRealTimers());

function type(text: string): void {
  document.change([{ text }], document.version + 1);
  scheduler.changed(document);
}

async function open(): Promise<void> {
  scheduler.opened(document);
  await vi.advanceTimersByTimeAsync(0);
}

const lastRun = (): Run => {
  const run = runs.at(-1);
  if (run === undefined) throw new Error("nothing was analysed");
  return run;
};

test("at once when it opens, with time", async () => {
  await open();
  expect(runs).toHaveLength(1);
  expect(lastRun().isThorough).toBe(true);
  await lastRun().end([finding("a")]);
  expect(published).toEqual([{ version: 1, count: 1 }]);
});

test("once for a word, a moment after its last letter", async () => {
  await open();
  await lastRun().end();
  for (const text of ["i", "in", "ins"]) {
    type(text);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(runs).toHaveLength(1);
  // What was typed is read while the pause lasts.
  expect(read).toEqual(["i", "in", "ins"]);
  await vi.advanceTimersByTimeAsync(30);
  expect(runs.slice(1).map(({ text, isThorough }) => [text, isThorough])).toEqual([["ins", false]]);
});

test("a keystroke makes what runs stale, and its answer is thrown away", async () => {
  await open();
  const first = lastRun();
  expect(first.isStale()).toBe(false);
  type("i");
  expect(first.isStale()).toBe(true);
  await first.end([finding("old")]);
  expect(published).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  // The thorough look that was given up is still owed.
  expect(lastRun().isThorough).toBe(true);
  await lastRun().end();
  expect(published).toEqual([{ version: 2, count: 0 }]);
});

test("new knowledge lets what runs end, and looks again", async () => {
  await open();
  scheduler.everythingAgain();
  expect(lastRun().isStale()).toBe(false);
  await lastRun().end([finding("a")]);
  expect(published).toEqual([{ version: 1, count: 1 }]);
  await vi.advanceTimersByTimeAsync(200);
  await lastRun().end();
  expect(runs).toHaveLength(2);
  expect(published).toHaveLength(2);
});

test("new knowledge is no news to the text that made it", async () => {
  await open();
  await lastRun().end();
  scheduler.everythingAgain(document.uri);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toHaveLength(1);
});

test("whoever asks waits for the newest version, and does not wait for the pause", async () => {
  await open();
  await lastRun().end();
  type("in");
  const newest = scheduler.newest(document.uri);
  await vi.advanceTimersByTimeAsync(0);
  await lastRun().end([finding("b")]);
  expect(await newest).toMatchObject({ version: 2, findings: [{ rule: "b" }] });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toHaveLength(2);
});

test("what a keystroke may not cost is done when nobody types", async () => {
  await open();
  await lastRun().end();
  type("in");
  await vi.advanceTimersByTimeAsync(200);
  await lastRun().end("unfinished");
  expect(published).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(900);
  expect(runs).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(200);
  expect(lastRun().isThorough).toBe(true);
  await lastRun().end([finding("late")]);
  expect(published.at(-1)).toEqual({ version: 2, count: 1 });
});

test("a closed text is given up", async () => {
  await open();
  const newest = scheduler.newest(document.uri);
  scheduler.closed(document.uri);
  expect(lastRun().isStale()).toBe(true);
  await lastRun().end([finding("a")]);
  expect(await newest).toBeUndefined();
  expect(published).toEqual([]);
});
