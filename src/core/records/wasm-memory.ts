// One WebAssembly memory that all modules share: where each module keeps its own data, and the slots between which
// batches and encoded pieces move. A slot is read into, scanned, encoded and sent where it lies.
import { assert } from "../base/assert.ts";

const KB = 1024;
const PAGE_BYTES = 64 * KB;

/**
 * Where a module's static data and parameter blocks lie; src/build/wasm.ts links each module there. Below the first
 * is nothing, so that an address of 0 is a mistake; above the last are the slots.
 */
export const WASM_REGIONS = {
  scanner: { start: 1 * KB, end: 32 * KB },
  hash: { start: 32 * KB, end: 64 * KB },
  encoder: { start: 64 * KB, end: 1088 * KB },
  fields: { start: 1088 * KB, end: 1152 * KB },
} as const;

export type WasmModuleName = keyof typeof WASM_REGIONS;

/** All modules end below; a multiple of the page size. */
export const SLOTS_START = 1152 * KB;

/** A module may read, not write, so many bytes past the end of what it was given. */
export const READ_PAST_BYTES = 64;

/** Slots begin at cache lines. */
const SLOT_ALIGN = 64;

/** What a module exports that is called. */
export type WasmFunction = (...values: number[]) => number;

export interface WasmMemoryOptions {
  /** Size of the memory, 0 for none. It is only reserved: what no slot ever used costs no memory. */
  readonly bytes: number;
  /** A view whose `indexOf` for a byte is fast, where the machine has such a thing. */
  view(buffer: ArrayBuffer, start: number, length: number): Uint8Array;
  /** An ordinary buffer, not cleared: for what does not fit any more. */
  allocate(bytes: number): Uint8Array;
  /** The bytes of a module, or null where there are none. */
  moduleBytes(name: WasmModuleName): Uint8Array | null;
}

/** A stretch of the memory that no slot uses. */
interface Gap {
  start: number;
  end: number;
}

export class WasmMemory {
  readonly #options: WasmMemoryOptions;
  readonly #memory: WebAssembly.Memory | null;
  readonly #instances = new Map<WasmModuleName, WasmInstance | null>();
  /** In order of address, none touching the next. */
  readonly #gaps: Gap[];

  constructor(options: WasmMemoryOptions) {
    const pages = Math.ceil(options.bytes / PAGE_BYTES);
    this.#options = options;
    this.#memory = pages === 0 ? null : reserve(pages);
    const slots = { start: SLOTS_START, end: pages * PAGE_BYTES - READ_PAST_BYTES };
    this.#gaps = this.#memory === null ? [] : [slots];
  }

  /**
   * A buffer of that length, not cleared. It lies in the memory while there is room, in the smallest gap, so that large
   * ones stay large and few pages are ever touched; else it is an ordinary one, and `addressOf` has no address for it.
   */
  take(bytes: number): Uint8Array {
    const size = slotSize(bytes);
    const gap = this.#smallestGap(size);
    if (gap === undefined || this.#memory === null) return this.#options.allocate(bytes);
    const { start } = gap;
    gap.start += size;
    if (gap.start === gap.end) this.#gaps.splice(this.#gaps.indexOf(gap), 1);
    return this.#options.view(this.#memory.buffer, start, bytes);
  }

  /** Takes back what `take` gave, all of it and only once. */
  give(slot: Uint8Array): void {
    if (this.addressOf(slot) === null) return;
    const start = slot.byteOffset;
    const end = start + slotSize(slot.length);
    const after = this.#gaps.findIndex((gap) => gap.start >= end);
    const index = after < 0 ? this.#gaps.length : after;
    const [before, next] = [this.#gaps[index - 1], this.#gaps[index]];
    assert(before === undefined || before.end <= start, "a slot is given back once");
    const touchesBefore = before?.end === start;
    const touchesNext = next?.start === end;
    if (touchesBefore && touchesNext) {
      before.end = next.end;
      this.#gaps.splice(index, 1);
    } else if (touchesBefore) before.end = end;
    else if (touchesNext) next.start = start;
    else this.#gaps.splice(index, 0, { start, end });
  }

  /** Where these bytes lie for the modules; null when they are not in the memory. */
  addressOf(bytes: Uint8Array): number | null {
    return bytes.buffer === this.#memory?.buffer ? bytes.byteOffset : null;
  }

  /** The module, running on this memory; null where it is missing or this machine cannot run it. */
  instance(name: WasmModuleName): WasmInstance | null {
    const known = this.#instances.get(name);
    if (known !== undefined) return known;
    const made = this.#instantiate(name);
    this.#instances.set(name, made);
    return made;
  }

  #smallestGap(size: number): Gap | undefined {
    let best: Gap | undefined;
    for (const gap of this.#gaps) {
      const room = gap.end - gap.start;
      if (room >= size && (best === undefined || room < best.end - best.start)) best = gap;
    }
    return best;
  }

  #instantiate(name: WasmModuleName): WasmInstance | null {
    const memory = this.#memory;
    const bytes = memory === null ? null : this.#options.moduleBytes(name);
    if (memory === null || bytes === null) return null;
    try {
      const module = new WebAssembly.Module(bytes);
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      return new WasmInstance(name, exports, memory.buffer);
    } catch (error) {
      // Processors without the vector instructions; whoever asks has another way.
      if (error instanceof Error && error.name === "CompileError") return null;
      throw error;
    }
  }
}

/** A running module. */
export class WasmInstance {
  readonly name: WasmModuleName;
  /** Of the whole memory: for parameter blocks and results. */
  readonly buffer: ArrayBuffer;
  readonly #exports: Readonly<Record<string, unknown>>;

  constructor(
    name: WasmModuleName,
    exports: Readonly<Record<string, unknown>>,
    buffer: ArrayBuffer,
  ) {
    this.name = name;
    this.buffer = buffer;
    this.#exports = exports;
  }

  /** The exported function of that name. */
  call(name: string): WasmFunction {
    const found = this.#exports[name];
    assert(isFunction(found), `${this.name}.wasm exports ${name}`);
    return found;
  }
}

/** Null where the process may not reserve so much address space (`ulimit -v`): ordinary buffers do as well. */
function reserve(pages: number): WebAssembly.Memory | null {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const isFunction = (value: unknown): value is WasmFunction => typeof value === "function";

const slotSize = (bytes: number): number => Math.max(1, Math.ceil(bytes / SLOT_ALIGN)) * SLOT_ALIGN;
