// Texts placed in the memory that our WebAssembly modules share.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { wasmBytes, wasmModules } from "../../src/build/wasm.ts";
import type { WasmMemory } from "../../src/core/records/wasm-memory.ts";

/** Puts the modules, as their sources are now, into the folder `wasm` of `folder`; returns its path. */
export async function putWasm(folder: string): Promise<string> {
  const path = join(folder, "wasm");
  mkdirSync(path);
  for (const name of wasmModules())
    writeFileSync(join(path, `${name}.wasm`), await wasmBytes(name));
  return path;
}

/** The same bytes in the memory, `offset` bytes behind a slot's start. */
export function placed(memory: WasmMemory, bytes: Uint8Array, offset = 0): Uint8Array {
  const slot = memory.take(bytes.length + offset);
  slot.set(bytes, offset);
  return slot.subarray(offset);
}

/** Gives back what `placed` took. */
export function giveBack(memory: WasmMemory, bytes: Uint8Array, offset = 0): void {
  memory.give(Buffer.from(bytes.buffer, bytes.byteOffset - offset, bytes.length + offset));
}
