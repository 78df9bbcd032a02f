// The record scanner alone, over text that is in memory: in WebAssembly, and in the JavaScript that stands in for it.
// Measured in this thread's processor time, which other work on the machine changes least.
import { open } from "node:fs/promises";
import { builtMemory } from "../wasm.ts";
import { RecordScanner } from "../../core/records/csv-scanner.ts";
import { RFC_4180 } from "../../core/records/dialect.ts";
import type { WasmMemory } from "../../core/records/wasm-memory.ts";
import { NO_CLIENT, type LoadFile, type Way } from "./way.ts";

export const WASM_SCANNER = "record scanner, WebAssembly";
export const JS_SCANNER = "record scanner, JavaScript";

const MB = 1_048_576;
const TEXT_BYTES = 128 * MB;
/** As much as a load scans at a time. */
const PIECE_BYTES = 2 * MB;
const PASSES = 6;

/** Both find the same records, or this throws. */
export async function scannerWays(file: LoadFile): Promise<readonly Way[]> {
  const memory = await builtMemory(TEXT_BYTES + 4 * MB);
  const bytes = Math.min(TEXT_BYTES, file.bytes);
  const shared = memory.take(bytes);
  const text = Buffer.allocUnsafeSlow(bytes);
  const handle = await open(file.path, "r");
  await handle.read(text, 0, bytes, 0);
  await handle.close();
  shared.set(text);
  const [records, others] = [pass(shared, memory), pass(text)];
  if (records !== others) throw new Error(`the scanners found ${records} and ${others} records`);
  const way = (name: string, scan: () => number): Way => ({
    ...{ name, records: records * PASSES, bytes: bytes * PASSES, table: null },
    run: () => Promise.resolve({ ...NO_CLIENT, seconds: secondsOf(scan) }),
  });
  return [way(WASM_SCANNER, () => pass(shared, memory)), way(JS_SCANNER, () => pass(text))];
}

function secondsOf(scan: () => number): number {
  // Once for the compiler, which is at its best after that.
  scan();
  const before = process.cpuUsage();
  for (let index = 0; index < PASSES; index++) scan();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Number of records. */
function pass(text: Uint8Array, memory?: WasmMemory): number {
  const scanner = new RecordScanner(RFC_4180, memory);
  for (let to = 0; to < text.length;) {
    to = Math.min(text.length, to + PIECE_BYTES);
    scanner.scan(text, { to, cutAt: Infinity, isEnd: to === text.length });
  }
  return scanner.take().records;
}
