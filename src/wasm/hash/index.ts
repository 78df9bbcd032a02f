// XXH3 with 128 bits, seed 0, over text that comes in pieces; a digest may be taken after any of them. Written from the
// specification of xxHash, so `xxh128sum` says the same of the same file. No vector instructions: every machine runs it.
import { BLOCK_BYTES, finish, rounds, startLanes } from "./long";
import { shortDigest, SHORT_MAX } from "./short";

/** What one hash carries from piece to piece. */
@unmanaged
class Hash {
  lane0: u64;
  lane1: u64;
  lane2: u64;
  lane3: u64;
  lane4: u64;
  lane5: u64;
  lane6: u64;
  lane7: u64;
  length: u64;
  /** Bytes in the block that is not mixed in yet: the last one is treated otherwise. */
  filled: u64;
}

/** Behind the fields: the 64 bytes before the block, which the end may need, and the block. */
const TAIL_BYTES: usize = 64;
const BLOCK_AT: usize = offsetof<Hash>() + TAIL_BYTES;

/** Where the module's static data end. */
export function staticEnd(): usize {
  return __heap_base;
}

/** Bytes that the caller must set aside for each hash. */
export function hashBytes(): usize {
  return BLOCK_AT + BLOCK_BYTES;
}

export function start(hash: usize): void {
  const state = changetype<Hash>(hash);
  startLanes(hash);
  state.length = 0;
  state.filled = 0;
}

export function update(hash: usize, bytes: usize, length: usize): void {
  const state = changetype<Hash>(hash);
  const block = hash + BLOCK_AT;
  const filled = <usize>state.filled;
  state.length += length;
  if (filled + length <= BLOCK_BYTES) {
    memory.copy(block + filled, bytes, length);
    state.filled += length;
    return;
  }
  const missing = BLOCK_BYTES - filled;
  memory.copy(block + filled, bytes, missing);
  rounds(hash, block, 1);
  // One byte at least stays for the last block.
  const whole = (length - missing - 1) / BLOCK_BYTES;
  rounds(hash, bytes + missing, whole);
  const rest = bytes + missing + whole * BLOCK_BYTES;
  memory.copy(
    block - TAIL_BYTES,
    whole > 0 ? rest - TAIL_BYTES : block + BLOCK_BYTES - TAIL_BYTES,
    TAIL_BYTES,
  );
  state.filled = bytes + length - rest;
  memory.copy(block, rest, <usize>state.filled);
}

/** Writes the digest of everything so far, 16 bytes, the most significant first; the hash can go on. */
export function digest(hash: usize, out: usize): void {
  const state = changetype<Hash>(hash);
  const block = hash + BLOCK_AT;
  if (state.length <= SHORT_MAX) shortDigest(block, <usize>state.length, out);
  else finish(hash, block, <usize>state.filled, state.length, out);
}
