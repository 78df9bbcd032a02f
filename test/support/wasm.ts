// Texts placed in the memory that our WebAssembly modules share.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wasmBytes, wasmModules } from "../../src/build/wasm.ts";
import type { WasmMemory } from "../../src/core/records/wasm-memory.ts";

/** A new folder with the modules as their sources are now; the caller removes it. */
export async function makeWasmFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "rowmill-wasm-"));
  for (const name of wasmModules())
    writeFileSync(join(folder, `${name}.wasm`), await wasmBytes(name));
  return folder;
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
