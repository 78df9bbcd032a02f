// The ports that Node itself answers: clock, hash, memory.
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, Hasher } from "../../core/load/ports.ts";

export const nodeClock: Clock = {
  nowMs: () => performance.now(),
  async sleep(ms, signal) {
    signal.throwIfAborted();
    await sleep(ms, undefined, { signal });
  },
};

export function newHasher(): Hasher {
  const hash = createHash("sha256");
  return {
    update(bytes) {
      hash.update(bytes);
    },
    digest: () => hash.copy().digest("hex"),
  };
}

/** A Buffer outside the shared pool: its `indexOf` for a byte is the C library's memchr. */
export const allocate = (bytes: number): Uint8Array => Buffer.allocUnsafeSlow(bytes);
