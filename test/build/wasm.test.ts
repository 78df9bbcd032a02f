// Our WebAssembly: the same sources give the same bytes, and each module keeps to its own part of the shared memory.
import { expect, test } from "vitest";
import { builtMemory, compileWasm, wasmBytes, wasmModules } from "../../src/build/wasm.ts";
import { WASM_REGIONS } from "../../src/core/records/wasm-memory.ts";

test("every region of the memory has a module", () => {
  expect(wasmModules()).toEqual(Object.keys(WASM_REGIONS));
});

test.each(wasmModules())("%s: compiled twice, the bytes are the same", async (name) => {
  const first = await compileWasm(name);
  expect(Buffer.compare(await compileWasm(name), first)).toBe(0);
  expect(Buffer.compare(await wasmBytes(name), first)).toBe(0);
});

test.each(wasmModules())(
  "%s: its static data end inside its region, and it needs nothing but the memory",
  async (name) => {
    const memory = await builtMemory(2 * 1_048_576);
    const end = memory.instance(name)?.call("staticEnd")() ?? 0;
    expect(end).toBeGreaterThan(WASM_REGIONS[name].start);
    expect(end).toBeLessThanOrEqual(WASM_REGIONS[name].end);
  },
);
