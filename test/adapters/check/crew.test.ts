// How files are shared among threads, and what a thread that dies costs.
import { expect, test } from "vitest";
import type { Judged } from "../../../src/adapters/check/judged.ts";
import { Crew, type CrewChecker, type Task } from "../../../src/adapters/check/crew.ts";
import type { FoundFile } from "../../../src/adapters/check/find-files.ts";

const filesNamed = (...names: readonly string[]): readonly FoundFile[] =>
  names.map((file) => ({ path: `/p/${file}`, file, isNamed: false }));

const many = filesNamed(...Array.from({ length: 500 }, (_, index) => `${index}.sql`));

/** Checkers that keep what they were asked, each under its number; they die of a file called "deadly". */
class FakeThreads {
  readonly asked: string[][] = [];
  readonly learnt: number[] = [];
  closed = 0;

  readonly open = (): Promise<CrewChecker> => {
    const mine: string[] = [];
    const number = this.asked.push(mine) - 1;
    return Promise.resolve({
      readFacts: () => Promise.resolve([]),
      learn: () => {
        this.learnt.push(number);
        return Promise.resolve();
      },
      judge: (files) => {
        const isDeadly = files.some(({ file }) => file === "deadly");
        if (isDeadly) return Promise.reject(new Error("out of memory"));
        mine.push(...files.map(({ file }) => file));
        return Promise.resolve(files.map(({ file }) => judgedAs(file)));
      },
      close: () => {
        this.closed++;
        return Promise.resolve();
      },
    });
  };
}

const judgedAs = (file: string): Judged => ({
  bytes: 0,
  found: { file, findings: [], silenced: [] },
  ...{ skipped: undefined, failures: [], fixed: undefined, changesTables: false },
});

function task(): Task<Judged> & { readonly done: string[]; readonly lostFiles: string[] } {
  const [done, lostFiles]: [string[], string[]] = [[], []];
  return {
    ...{ done, lostFiles },
    ask: (checker, files) => checker.judge(files, false),
    took: (results) => void done.push(...results.map(({ found }) => found?.file ?? "")),
    lost: ({ file }, reason) => void lostFiles.push(`${file}: ${reason}`),
  };
}

const sorted = (names: readonly string[]): readonly string[] => names.toSorted();
const all = sorted(many.map(({ file }) => file));
const never = new AbortController().signal;

test("each file is asked once, and every thread has work", async () => {
  const threads = new FakeThreads();
  const crew = await Crew.open(2, threads.open, never);
  const work = task();
  await crew.read(many, work);
  expect(sorted(work.done)).toEqual(all);
  expect(threads.asked.map(({ length }) => length > 100)).toEqual([true, true]);
});

test("what a thread has read goes to it again", async () => {
  const threads = new FakeThreads();
  const crew = await Crew.open(2, threads.open, never);
  await crew.read(many, task());
  const before = threads.asked.map((names) => new Set(names.splice(0)));
  const work = task();
  await crew.judge([...many, ...filesNamed("load.py")], work);
  expect(sorted(work.done)).toEqual(sorted([...all, "load.py"]));
  const kept = threads.asked.map((names, index) =>
    names.filter((name) => before[index]?.has(name)),
  );
  expect(kept.flat().length).toBeGreaterThan(400);
});

test("a thread that dies costs the one file it cannot live with", async () => {
  const threads = new FakeThreads();
  const crew = await Crew.open(2, threads.open, never);
  const work = task();
  await crew.read([...many.slice(0, 40), ...filesNamed("deadly"), ...many.slice(40)], work);
  expect(sorted(work.done)).toEqual(all);
  expect(work.lostFiles).toEqual(["deadly: the check broke off: out of memory"]);
  // Each new thread learns what the others know.
  expect(threads.learnt.length).toBe(threads.asked.length - 2);
  await crew.close();
  expect(threads.closed).toBe(threads.asked.length);
});

test("an aborted check stops", async () => {
  const stop = new AbortController();
  const crew = await Crew.open(1, new FakeThreads().open, stop.signal);
  const work = task();
  const running = crew.read(many, { ...work, took: () => stop.abort(new Error("SIGINT")) });
  await expect(running).rejects.toThrow("SIGINT");
});

test("when one thread cannot be opened the others are closed", async () => {
  const threads = new FakeThreads();
  let count = 0;
  const open = () => (++count === 2 ? Promise.reject(new Error("no policy")) : threads.open());
  await expect(Crew.open(2, open, never)).rejects.toThrow("no policy");
  expect(threads.closed).toBe(1);
});
