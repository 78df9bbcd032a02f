// The fault matrix in short: the rows that need seconds, one seed each, on the newest server. The long form is
// `npm run test:faults` (docs/reliability.md).
import { afterAll, expect, test } from "vitest";
import { Arena } from "./arena.ts";
import { FAULT_ROWS } from "./matrix.ts";
import { runRow } from "./run-row.ts";

const SHORT = [1, 2, 5, 8, 10, 11, 12, 13, 16, 21, 24, 25, 29];
const SEED = 7;

const arena = new Arena("18", { kills: 2, commitFaults: 6, sweepEvery: 400, sleepMs: 0 });
afterAll(() => arena.remove());

test.each(FAULT_ROWS.filter(({ number }) => SHORT.includes(number)))(
  "row $number: $fault",
  async (row) => {
    const outcome = await runRow(row, SEED, arena);
    expect(outcome).toMatchObject({ end: "survived", lost: 0, duplicates: 0, reason: "" });
  },
  180_000,
);

test("every row has a number of its own, and each is described", () => {
  const numbers = FAULT_ROWS.map(({ number }) => number);
  expect(numbers).toEqual(Array.from({ length: 32 }, (_, index) => index + 1));
  for (const { fault, injection } of FAULT_ROWS) {
    expect(fault).not.toBe("");
    expect(injection).not.toBe("");
  }
});
