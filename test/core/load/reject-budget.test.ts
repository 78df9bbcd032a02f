// How many rejects a load may have, over batches, workers and runs.
import { expect, test } from "vitest";
import { RejectBudget } from "../../../src/core/load/reject-budget.ts";

const rejects = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...{ batch: 0, record: index + 1, line: index + 2, byteOffset: 0, column: "a" },
    ...{ sqlstate: "22P02", message: "no", raw: new Uint8Array() },
  }));

test.each([
  ["none allowed, none there", 0, [[0, 0]], true],
  ["none allowed, one there", 0, [[0, 1]], false],
  [
    "as many as allowed",
    3,
    [
      [0, 1],
      [1, 2],
    ],
    true,
  ],
  [
    "one too many",
    3,
    [
      [0, 2],
      [1, 2],
    ],
    false,
  ],
  [
    "a batch tried again counts once",
    2,
    [
      [0, 2],
      [0, 2],
      [1, 0],
    ],
    true,
  ],
  [
    "any number",
    null,
    [
      [0, 500],
      [1, 500],
    ],
    true,
  ],
] as const)("%s", (_name, max, batches, isAllowed) => {
  const budget = new RejectBudget(max, "o.csv");
  const spend = (): void =>
    batches.forEach(([batch, count]) => budget.reserve(batch, count, () => rejects(count)));
  if (isAllowed) spend();
  else expect(spend).toThrow(expect.objectContaining({ code: "too-many-rejects" }));
});

test("what the ledger has counts too, and the first reject is named with its place", () => {
  const budget = new RejectBudget(2, "o.csv");
  budget.note(0, 2);
  expect(() => budget.reserve(1, 1, () => rejects(1))).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(
        "o.csv, line 2, record 1, column a, byte 0: no (22P02)",
      ) as string,
      place: { file: "o.csv", line: 2, record: 1, column: "a", byteOffset: 0 },
    }),
  );
});
