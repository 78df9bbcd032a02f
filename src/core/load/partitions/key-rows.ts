// The partition keys of a batch by WebAssembly (src/wasm/fields): for each record a row that says where its keys lie.
// Records of a kind that was seen before, a class, get their table from what was learnt then; only the first of each
// class is looked at in JavaScript.
import { present } from "../../base/assert.ts";
import { toDialectBytes, type DialectBytes } from "../../records/dialect-bytes.ts";
import type { Dialect } from "../../records/dialect.ts";
import type { WasmFunction, WasmInstance, WasmMemory } from "../../records/wasm-memory.ts";
import { FoundKeys, NUMBERS_KEY, NUMBERS_ROW } from "./found-keys.ts";

/** A field that a partition key is in. */
export interface KeyPlace {
  readonly field: number;
  /** Date with a time: only day and time zone count for a record's class, whatever the time. */
  readonly isByDay: boolean;
}

/** Learnt of a class whose records are looked at one by one. */
export const ASK = -1;

/** Rows found at a time: they and the text they are of stay in the processor's cache. */
const ROWS_MAX = 4_096;
/** A power of two. */
const CLASSES_MAX = 16_384;
/** In a fuller table a class takes long to find; no more are learnt then. */
const CLASSES_FULL = CLASSES_MAX / 2;
const KEYS_MAX = 4;
const ENTRY_BYTES = 16;
const SIGN_BYTES = 48;
/** The dialect, the number of keys, place and line; the keys' fields follow, then this. */
const NO_FIELD = -1;
const POSITION_AT = 6;
const BLOCK_NUMBERS = 8;

/** The number of the table in a row. */
const TABLE_AT = 3;

type Functions = Readonly<Record<"find" | "sort" | "learn" | "setTable", WasmFunction>>;

/** The rows of one batch after another, at most ROWS_MAX at a time. */
export class KeyRows {
  readonly #memory: WasmMemory;
  readonly #module: Functions;
  readonly #block: Int32Array;
  readonly #format: readonly number[];
  readonly #keys: readonly KeyPlace[];
  readonly #slots: Slots;
  readonly #rows: Int32Array;
  /** Numbers of a row. */
  readonly #stride: number;
  #classes = 0;
  #at = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #position = 0;
  #line = 0;
  /** Rows there are now. */
  count = 0;
  /** Of the row asked for last. */
  readonly found: FoundKeys;

  /** Null where the dialect or the number of keys is not one for it, or this machine has no such module. */
  static open(memory: WasmMemory, dialect: Dialect, keys: readonly KeyPlace[]): KeyRows | null {
    const bytes = toDialectBytes(dialect);
    const isFit = bytes.delimiter.length === 1 && bytes.escape === bytes.quote;
    if (!isFit || bytes.comment !== null || keys.length === 0 || keys.length > KEYS_MAX)
      return null;
    const instance = memory.instance("fields");
    const slots = instance === null ? null : takeSlots(memory, keys);
    return instance === null || slots === null
      ? null
      : new KeyRows(memory, instance, { bytes, keys, slots });
  }

  private constructor(memory: WasmMemory, instance: WasmInstance, { bytes, keys, slots }: Setting) {
    this.#memory = memory;
    this.#keys = keys;
    this.#slots = slots;
    this.#stride = NUMBERS_ROW + NUMBERS_KEY * keys.length;
    const { buffer } = instance;
    this.#rows = new Int32Array(buffer, slots.rows.byteOffset, ROWS_MAX * this.#stride);
    this.#block = new Int32Array(buffer, instance.call("blockAddress")(), 64);
    this.#format = formatOf(bytes, keys.length);
    this.#module = {
      find: instance.call("find"),
      sort: instance.call("sort"),
      learn: instance.call("learn"),
      setTable: instance.call("setTable"),
    };
    this.found = new FoundKeys(
      this.#rows,
      keys.map(({ field }) => field),
      bytes,
    );
    this.forget();
  }

  /** Begins with these records; false when they are not plain or not in the memory. */
  start(bytes: Uint8Array, { isPlain }: { readonly isPlain: boolean }): boolean {
    const at = this.#memory.addressOf(bytes);
    if (at === null || !isPlain) return false;
    this.#at = at;
    this.#bytes = bytes;
    this.#position = this.#line = this.count = 0;
    return true;
  }

  /** Finds the next rows; false when there are none. Other batches may be looked at between two calls. */
  fill(): boolean {
    const { entries, rules, rows } = this.#slots;
    const fields = this.#keys.map(({ field }) => field);
    this.#block.set([...this.#format, this.#position, this.#line, ...fields, NO_FIELD]);
    this.count = this.#module.find(this.#at, this.#bytes.length, rows.byteOffset, ROWS_MAX);
    [this.#position = 0, this.#line = 0] = this.#block.subarray(POSITION_AT, BLOCK_NUMBERS);
    this.#module.setTable(entries.byteOffset, CLASSES_MAX, this.#keys.length, rules.byteOffset);
    return this.count > 0;
  }

  /** Gives the rows from this one on their tables; returns the first that none is known for, or `count`. */
  sort(from: number): number {
    return this.#module.sort(this.#at, this.#slots.rows.byteOffset, from, this.count);
  }

  /** The keys of this row, until the next is asked for. */
  at(row: number): FoundKeys {
    this.found.turnTo(this.#bytes, row * this.#stride);
    return this.found;
  }

  /** What a row was sorted to, -1 for nothing. */
  table(row: number): number {
    return this.#rows[row * this.#stride + TABLE_AT] ?? ASK;
  }

  setTable(row: number, table: number): void {
    this.#rows[row * this.#stride + TABLE_AT] = table;
  }

  /** Where the record of this row ends, with its record end. */
  end(row: number): number {
    return row + 1 < this.count ? (this.#rows[(row + 1) * this.#stride] ?? 0) : this.#position;
  }

  /** From now on records like that of this row go to `table`. */
  learn(row: number, table: number): void {
    if (this.#classes >= CLASSES_FULL) return;
    const { rows } = this.#slots;
    this.#classes += this.#module.learn(
      this.#at,
      rows.byteOffset + row * this.#stride * Int32Array.BYTES_PER_ELEMENT,
      table,
    );
  }

  /** Nothing that was learnt holds any more. */
  forget(): void {
    this.#classes = 0;
    this.#slots.entries.fill(0);
  }
}

interface Setting {
  readonly bytes: DialectBytes;
  readonly keys: readonly KeyPlace[];
  readonly slots: Slots;
}

/** Parts of the memory that are ours until the load ends. */
interface Slots {
  readonly rows: Uint8Array;
  readonly entries: Uint8Array;
  readonly rules: Uint8Array;
}

/** Null where the memory has no room. */
function takeSlots(memory: WasmMemory, keys: readonly KeyPlace[]): Slots | null {
  const rowBytes = (NUMBERS_ROW + NUMBERS_KEY * keys.length) * Int32Array.BYTES_PER_ELEMENT;
  const slots = {
    rows: memory.take(ROWS_MAX * rowBytes),
    entries: memory.take(CLASSES_MAX * (ENTRY_BYTES + SIGN_BYTES * keys.length)),
    rules: memory.take(KEYS_MAX),
  };
  slots.rules.set(keys.map(({ isByDay }) => Number(isByDay)));
  if (Object.values(slots).every((slot) => memory.addressOf(slot) !== null)) return slots;
  for (const slot of Object.values(slots)) memory.give(slot);
  return null;
}

function formatOf(dialect: DialectBytes, keys: number): readonly number[] {
  const { quote, standInQuote, recordEnd, otherEnd, dropsReturn } = dialect;
  const delimiter = present(dialect.delimiter[0], "a delimiter");
  const quoteByte = quote < 0 ? standInQuote : quote;
  return [quoteByte, delimiter, recordEnd, otherEnd, Number(dropsReturn), keys];
}
