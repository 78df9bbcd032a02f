// How many connections a load of so many workers has.
import { expect, test } from "vitest";
import { connectionsFor } from "../../../src/core/load/crew.ts";
import { planFor } from "../../support/load-fixtures.ts";

const MB = 1_048_576;

test.each([
  ["several batches", 100 * MB, false, 2, 3],
  ["one batch", MB, false, 2, 2],
  ["a packed file, whose text may be larger", MB, true, 2, 3],
  ["one worker, which keeps the order", 100 * MB, false, 1, 1],
  ["a source of unknown size", 0, false, 2, 3],
])("connections: %s", (_name, bytesTotal, isPacked, workers, expected) => {
  const { source, ...rest } = planFor(bytesTotal, [], { workers, batchBytes: 4 * MB });
  expect(connectionsFor({ ...rest, source: { ...source, isPacked } })).toBe(expected);
});
