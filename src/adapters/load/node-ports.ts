// The ports that Node itself answers: clock, hash, memory.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hashErrors } from "../../core/base/hash-errors.ts";
import { connectionsMax } from "../../core/load/crew.ts";
import type { HashName, LoadPlan } from "../../core/load/plan.ts";
import type { Clock, Hasher } from "../../core/load/ports.ts";
import { ContentHash } from "../../core/records/content-hash.ts";
import { WasmMemory } from "../../core/records/wasm-memory.ts";

export const nodeClock: Clock = {
  nowMs: () => performance.now(),
  async sleep(ms, signal) {
    signal.throwIfAborted();
    await sleep(ms, undefined, { signal });
  },
};

/** Makes the hashers of a job; those in WebAssembly live in its memory. */
export const hashersIn =
  (memory: WasmMemory) =>
  (name: HashName): Hasher => {
    if (name === "sha256") return newHasher();
    const hash = ContentHash.open(memory);
    if (hash === null) throw hashErrors.hashUnavailable(name);
    return hash;
  };

/** The one for new loads. */
export const fastestHash = (memory: WasmMemory): HashName =>
  ContentHash.open(memory) === null ? "sha256" : "xxh3-128";

/** SHA-256. */
export function newHasher(): Hasher {
  const hash = createHash("sha256");
  return {
    update(bytes) {
      hash.update(bytes);
    },
    digest: () => hash.copy().digest("hex"),
  };
}

const MB = 1_048_576;
/** The modules' own data, a hash or two, what the digests of a resume are read into. */
const FIXED_BYTES = 8 * MB;

/** Room for the end of a batch's last record, and for the piece of it that is being encoded. */
const BATCH_MARGIN_BYTES = MB / 2;

/**
 * Room for the batches of this plan. No more than that, as the garbage collector runs the oftener the more memory it is
 * told of.
 */
export const memoryBytes = ({ workers, batchBytes }: Pick<LoadPlan, "workers" | "batchBytes">) =>
  FIXED_BYTES + connectionsMax(workers) * (batchBytes + BATCH_MARGIN_BYTES);

/** The memory of one job. Without the folder of our modules everything is done in plain JavaScript. */
export function newMemory(wasmFolder?: string, bytes = FIXED_BYTES): WasmMemory {
  return new WasmMemory({
    bytes: wasmFolder === undefined ? 0 : bytes,
    // Buffers: their `indexOf` for a byte is the C library's memchr.
    view: (buffer, start, length) => Buffer.from(buffer, start, length),
    allocate: (bytes) => Buffer.allocUnsafeSlow(bytes),
    moduleBytes: (name) =>
      wasmFolder === undefined ? null : readFileSync(join(wasmFolder, `${name}.wasm`)),
  });
}
