// The parts of the WebAssembly memory that rows of keys, and what is learnt of them, lie in.
import type { WasmMemory } from "../../records/wasm-memory.ts";
import { NUMBERS_KEY, NUMBERS_ROW } from "./found-keys.ts";
import { ruleBytes, type KeyRule } from "./key-rules.ts";

/** A field that a partition key is in. */
export interface KeyPlace {
  readonly field: number;
  readonly rule: KeyRule;
}

/** Classes that the hash table has room for: a power of two. */
export const CLASSES_MAX = 16_384;
/** Tables whose rows are counted. */
export const TABLES_MAX = 4_096;

/** Of a class: its head, and the sign of each key. */
const ENTRY_BYTES = 16;
const SIGN_BYTES = 48;

/** Parts of the memory that are ours until the load ends. */
export interface Slots {
  readonly rows: Uint8Array;
  readonly entries: Uint8Array;
  readonly rules: Uint8Array;
  readonly nullText: Uint8Array;
  readonly counts: Uint8Array;
}

/** Null where the memory has no room. */
export function takeSlots(
  memory: WasmMemory,
  { keys, nullText }: Keys,
  rows: number,
): Slots | null {
  const rowBytes = (NUMBERS_ROW + NUMBERS_KEY * keys.length) * Int32Array.BYTES_PER_ELEMENT;
  const rules = ruleBytes(keys.map(({ rule }) => rule));
  const slots = {
    rows: memory.take(rows * rowBytes),
    entries: memory.take(CLASSES_MAX * (ENTRY_BYTES + SIGN_BYTES * keys.length)),
    rules: memory.take(rules.length),
    nullText: memory.take(nullText.length),
    counts: memory.take(TABLES_MAX * Uint32Array.BYTES_PER_ELEMENT),
  };
  slots.rules.set(rules);
  slots.nullText.set(nullText);
  if (Object.values(slots).every((slot) => memory.addressOf(slot) !== null)) return slots;
  for (const slot of Object.values(slots)) memory.give(slot);
  return null;
}

interface Keys {
  readonly keys: readonly KeyPlace[];
  readonly nullText: Uint8Array;
}
