// The slots of the shared memory: they never overlap, come back whole, and give way to ordinary buffers when it is full.
import fc from "fast-check";
import { expect, test } from "vitest";
import { builtMemory } from "../../../src/build/wasm.ts";
import { SLOTS_START, WASM_REGIONS } from "../../../src/core/records/wasm-memory.ts";

const KB = 1024;
const ROOM = 256 * KB;
const emptyMemory = () => builtMemory(SLOTS_START + ROOM);

test("the modules' regions lie one behind the other, below the slots", () => {
  let end = 0;
  for (const region of Object.values(WASM_REGIONS)) {
    expect(region.start).toBeGreaterThanOrEqual(end);
    end = region.end;
  }
  expect(SLOTS_START).toBeGreaterThanOrEqual(end);
});

test("a slot has an address, an ordinary buffer has none and may be given back all the same", async () => {
  const memory = await emptyMemory();
  const slot = memory.take(100 * KB);
  expect(slot).toHaveLength(100 * KB);
  expect(memory.addressOf(slot)).toBe(SLOTS_START);
  expect(memory.addressOf(slot.subarray(5))).toBe(SLOTS_START + 5);
  const ordinary = memory.take(2 * ROOM);
  expect(ordinary).toHaveLength(2 * ROOM);
  expect(memory.addressOf(ordinary)).toBeNull();
  memory.give(ordinary);
  memory.give(slot);
  expect(memory.addressOf(memory.take(200 * KB))).toBe(SLOTS_START);
});

test("a small slot takes the smallest gap, so that a large one still finds its own", async () => {
  const memory = await emptyMemory();
  const [large, small, rest] = [memory.take(100 * KB), memory.take(10 * KB), memory.take(10 * KB)];
  memory.give(large);
  memory.give(small);
  const between = memory.take(110 * KB);
  memory.give(between);
  const little = memory.take(20 * KB);
  expect(memory.addressOf(little)).toBe(SLOTS_START);
  memory.give(rest);
  memory.give(little);
  expect(memory.addressOf(memory.take(ROOM - KB))).toBe(SLOTS_START);
});

test("a slot given back twice is a bug that is named", async () => {
  const memory = await emptyMemory();
  const slot = memory.take(10);
  memory.give(slot);
  expect(() => memory.give(slot)).toThrow("a slot is given back once");
});

test("without a memory there are ordinary buffers and no modules", async () => {
  const memory = await builtMemory(0);
  expect(memory.addressOf(memory.take(10))).toBeNull();
  expect(memory.instance("scanner")).toBeNull();
});

test("property: slots never overlap, whatever is taken and given back", async () => {
  const memory = await emptyMemory();
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 40 * KB }), fc.nat(9), fc.boolean()), {
        maxLength: 60,
      }),
      (steps) => {
        const held: Uint8Array[] = [];
        for (const [bytes, which, isGiven] of steps) {
          const slot = held[which];
          if (isGiven && slot !== undefined) {
            held.splice(which, 1);
            memory.give(slot);
          } else held.push(memory.take(bytes));
          const places = held
            .flatMap((taken) => {
              const start = memory.addressOf(taken);
              return start === null ? [] : [{ start, end: start + taken.length }];
            })
            .toSorted((a, b) => a.start - b.start);
          for (const [index, { start }] of places.entries())
            expect(start).toBeGreaterThanOrEqual(places[index - 1]?.end ?? SLOTS_START);
        }
        for (const slot of held) memory.give(slot);
        // All of it is one gap again.
        const whole = memory.take(ROOM - KB);
        expect(memory.addressOf(whole)).toBe(SLOTS_START);
        memory.give(whole);
      },
    ),
    { seed: 20261122, numRuns: 300 },
  );
});
