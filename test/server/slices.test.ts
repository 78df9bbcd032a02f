// A long analysis lets others have their turn, ends when nobody wants it, and costs no more than it may.
import { expect, test } from "vitest";

import { inSlices } from "../../src/server/slices.ts";

const OPTIONS = { sliceMs: 1, workMsMax: 1_000, isStale: () => false };

/** Each step takes about a tenth of a millisecond of the processor. */
function* steps(count: number): Generator<void, string> {
  for (let step = 0; step < count; step++) {
    const end = performance.now() + 0.1;
    while (performance.now() < end);
    yield;
  }
  return "found";
}

test("it ends with its value", async () => {
  expect(await inSlices(steps(3), OPTIONS)).toEqual({ kind: "done", value: "found" });
});

test("others have their turn between the slices", async () => {
  let turns = 0;
  const other = setInterval(() => turns++, 1);
  await inSlices(steps(200), OPTIONS);
  clearInterval(other);
  expect(turns).toBeGreaterThan(3);
});

test("it is given up once it is stale", async () => {
  let asked = 0;
  const isStale = () => ++asked > 3;
  expect(await inSlices(steps(10_000), { ...OPTIONS, isStale })).toEqual({ kind: "stale" });
});

test("it is given up when it has cost too much", async () => {
  expect(await inSlices(steps(10_000), { ...OPTIONS, workMsMax: 5 })).toEqual({ kind: "over" });
});
