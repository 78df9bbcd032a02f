// Events between two messages: sums of sent bytes, everything else in order.
import { expect, test } from "vitest";

import { EventQueue } from "../../../src/adapters/load-process/event-queue.ts";
import type { LoadEvent } from "../../../src/core/load/events.ts";

const sent = (worker: number, bytes: number): LoadEvent => ({ type: "bytes-sent", worker, bytes });
const state = (worker: number): LoadEvent => ({
  type: "worker-state",
  worker,
  state: "copying",
  batch: 1,
});
test("sent bytes are summed by worker", () => {
  const queue = new EventQueue();
  for (const event of [sent(0, 1), state(0), sent(1, 5), sent(0, 2), state(1)]) queue.add(event);
  expect(queue.take()).toEqual([state(0), state(1), sent(0, 3), sent(1, 5)]);
  expect(queue.take()).toEqual([]);
});
