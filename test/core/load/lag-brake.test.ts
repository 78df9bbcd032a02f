// Workers wait for slow standbys, and only for those.
import { expect, test } from "vitest";
import type { LoadEvent } from "../../../src/core/load/events.ts";
import { LagBrake } from "../../../src/core/load/lag-brake.ts";

/** A clock whose sleeps pass at once, and standbys that are behind as told, look by look. */
function brakeOver(looks: readonly number[]) {
  let nowMs = 0;
  let look = 0;
  const events: LoadEvent[] = [];
  const brake = new LagBrake({
    bytesMax: 10 * 1_048_576,
    measure: () => Promise.resolve([{ standby: "far", bytes: (looks[look++] ?? 0) * 1_048_576 }]),
    clock: {
      nowMs: () => nowMs,
      sleep: (ms) => {
        nowMs += ms;
        return Promise.resolve();
      },
    },
    emit: (event) => void events.push(event),
  });
  const words = () => events.map((event) => (event.type === "step" ? event.what : event.type));
  return {
    brake,
    words,
    looked: () => look,
    nowMs: () => nowMs,
    pass: (ms: number) => (nowMs += ms),
  };
}

const { signal } = new AbortController();

test("near standbys are looked at four times a second, whoever asks", async () => {
  const { brake, words, looked, pass } = brakeOver([1, 2]);
  await Promise.all([brake.pass(signal), brake.pass(signal), brake.pass(signal)]);
  await brake.pass(signal);
  expect(looked()).toBe(1);
  pass(250);
  await brake.pass(signal);
  expect([looked(), words()]).toEqual([2, []]);
});

test("a standby that is too far behind holds all workers until it has caught up, and is said once", async () => {
  const { brake, words, looked, nowMs } = brakeOver([30, 20, 11, 10]);
  await Promise.all([brake.pass(signal), brake.pass(signal)]);
  expect([looked(), nowMs()]).toEqual([4, 750]);
  expect(words()).toEqual([
    "standby far has 30 MB of the log still to apply; the workers wait",
    "the standbys have caught up",
  ]);
});

test("a load that is cancelled does not wait on", async () => {
  const stop = new AbortController();
  const brake = new LagBrake({
    bytesMax: 0,
    measure: () => Promise.resolve([{ standby: "far", bytes: 1 }]),
    clock: { nowMs: () => 0, sleep: () => Promise.reject(new Error("cancelled")) },
    emit: () => undefined,
  });
  await expect(brake.pass(stop.signal)).rejects.toThrow("cancelled");
});
