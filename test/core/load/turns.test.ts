// Turns: so many at once, the others in their order, and nobody waits after an abort.
import { expect, test } from "vitest";
import { Turns } from "../../../src/core/load/turns.ts";

const never = new AbortController().signal;

/** Who has had a turn so far, in order. */
function crowd(turns: Turns, names: readonly string[], signal = never) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const outcomes = names.map(async (name) => {
    ends.set(name, await turns.take(signal));
    begun.push(name);
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const end = async (name: string) => {
    ends.get(name)?.();
    await settle();
  };
  return { begun, outcomes, end, settle };
}

test.each([
  [1, "a"],
  [2, "a b"],
  [5, "a b c d"],
])("%i turns: %s at once", async (count, expected) => {
  const { begun, settle } = crowd(new Turns(count), ["a", "b", "c", "d"]);
  await settle();
  expect(begun.join(" ")).toBe(expected);
});

test("each end lets the next one in, in the order in which they came", async () => {
  const { begun, end, settle } = crowd(new Turns(2), ["a", "b", "c", "d"]);
  await settle();
  await end("b");
  expect(begun.join(" ")).toBe("a b c");
  await end("a");
  expect(begun.join(" ")).toBe("a b c d");
});

test("a turn that ends while nobody waits is there for the next one", async () => {
  const turns = new Turns(1);
  (await turns.take(never))();
  const { begun, settle } = crowd(turns, ["later"]);
  await settle();
  expect(begun).toEqual(["later"]);
});

test("who waits when the signal aborts gets its reason, and takes no turn away", async () => {
  const turns = new Turns(1);
  const stop = new AbortController();
  const endFirst = await turns.take(never);
  const { outcomes } = crowd(turns, ["stopped"], stop.signal);
  const patient = crowd(turns, ["patient"]);
  stop.abort(new Error("enough"));
  await expect(Promise.all(outcomes)).rejects.toThrow("enough");
  endFirst();
  await patient.settle();
  expect(patient.begun).toEqual(["patient"]);
  await expect(turns.take(stop.signal)).rejects.toThrow("enough");
});
