// The partition keys of a batch by WebAssembly (src/wasm/fields): for each record a row that says where its keys lie.
// Records of a kind that was seen before, a class, get their table from what was learnt then; only the first of each
// class is looked at in JavaScript.
import { present } from "../../base/assert.ts";
import { toDialectBytes, type DialectBytes } from "../../records/dialect-bytes.ts";
import type { Dialect } from "../../records/dialect.ts";
import type { WasmFunction, WasmInstance, WasmMemory } from "../../records/wasm-memory.ts";
import { FoundKeys, NUMBERS_KEY, NUMBERS_ROW } from "./found-keys.ts";
import { CLASSES_MAX, TABLES_MAX, takeSlots, type KeyPlace, type Slots } from "./key-slots.ts";

/** Learnt of a class whose records are looked at one by one. */
export const ASK = -1;

/** Rows found at a time, and those of a stretch more: they and the text they are of stay in the processor's cache. */
const ROWS_ENOUGH = 1_024;
/** In a fuller table a class takes long to find; no more are learnt then. */
const CLASSES_FULL = CLASSES_MAX / 2;
const KEYS_MAX = 4;
/** Numbers of the module's block: the dialect, the keys, whether more follows; then where it stopped, and why. */
const PLACE_AT = 8;
const BLOCK_NUMBERS = 11;

/** The number of the table in a row. */
const TABLE_AT = 3;

type Functions = Readonly<
  Record<"find" | "sort" | "learn" | "setTable" | "setCounts" | "setNull", WasmFunction>
>;

/** The rows of one batch after another, some at a time. */
export class KeyRows {
  readonly #memory: WasmMemory;
  readonly #module: Functions;
  readonly #block: Int32Array;
  readonly #format: readonly number[];
  readonly #keys: readonly KeyPlace[];
  readonly #slots: Slots;
  readonly #rows: Int32Array;
  readonly #counts: Uint32Array;
  /** Numbers of a row. */
  readonly #stride: number;
  #classes = 0;
  #at = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #isEnd = true;
  /** Behind the rows there are: where the next record starts, and the lines before it. */
  end = 0;
  line = 0;
  /** Its quotes stand oddly, or those of a record soon after: there are no rows before `goOn` has passed it. */
  isUnusual = false;
  /** Rows there are now. */
  count = 0;
  /** Of the row asked for last. */
  readonly found: FoundKeys;

  /** Null where the dialect or the number of keys is not one for it, or this machine has no such module. */
  static open(memory: WasmMemory, dialect: Dialect, { keys, nullText }: RowKeys): KeyRows | null {
    const bytes = toDialectBytes(dialect);
    const isFit = bytes.delimiter.length === 1 && bytes.escape === bytes.quote;
    if (!isFit || bytes.comment !== null || keys.length === 0 || keys.length > KEYS_MAX)
      return null;
    const instance = memory.instance("fields");
    const slots =
      instance === null ? null : takeSlots(memory, { keys, nullText }, rowsMax(instance));
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
    this.#rows = new Int32Array(buffer, slots.rows.byteOffset, rowsMax(instance) * this.#stride);
    this.#counts = new Uint32Array(buffer, slots.counts.byteOffset, TABLES_MAX).fill(0);
    this.#block = new Int32Array(buffer, instance.call("blockAddress")(), 64);
    this.#format = formatOf(bytes, keys.length);
    this.#module = {
      find: instance.call("find"),
      sort: instance.call("sort"),
      learn: instance.call("learn"),
      setTable: instance.call("setTable"),
      setCounts: instance.call("setCounts"),
      setNull: instance.call("setNull"),
    };
    this.found = new FoundKeys(
      this.#rows,
      keys.map(({ field }) => field),
      bytes,
    );
    this.forget();
  }

  /**
   * Begins with the record that starts there; false when the text is not in the memory. Without `isEnd` there is no row
   * for a last record that lacks its end: more text follows.
   */
  start(bytes: Uint8Array, { start, isEnd }: TextPart = WHOLE_TEXT): boolean {
    const at = this.#memory.addressOf(bytes);
    if (at === null) return false;
    this.#at = at;
    this.#bytes = bytes;
    this.#isEnd = isEnd;
    this.count = 0;
    this.goOn(start, 0);
    return true;
  }

  /** The next record starts there, so many lines behind the start. */
  goOn(end: number, line: number): void {
    this.end = end;
    this.line = line;
    this.isUnusual = false;
  }

  /** Finds the next rows; false when there are none. Other texts may be looked at between two calls. */
  fill(): boolean {
    const { entries, rules, rows, counts, nullText } = this.#slots;
    const place = [this.end, this.line, 0];
    this.#block.set([...this.#format, Number(this.#isEnd), ...place, ...gapsOf(this.#keys)]);
    this.count = this.#module.find(this.#at, this.#bytes.length, rows.byteOffset, ROWS_ENOUGH);
    const [end = 0, line = 0, isUnusual] = this.#block.subarray(PLACE_AT, BLOCK_NUMBERS);
    this.end = end;
    this.line = line;
    this.isUnusual = isUnusual === 1;
    this.#module.setTable(entries.byteOffset, CLASSES_MAX, this.#keys.length, rules.byteOffset);
    this.#module.setCounts(counts.byteOffset);
    this.#module.setNull(nullText.byteOffset, nullText.length);
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

  /** How many rows were sorted to that table since this was asked last. */
  takeCount(table: number): number {
    const count = this.#counts[table] ?? 0;
    this.#counts[table] = 0;
    return count;
  }

  /** Where the record of this row ends, with its record end. */
  endOf(row: number): number {
    return row + 1 < this.count ? (this.#rows[(row + 1) * this.#stride] ?? 0) : this.end;
  }

  /** From now on records like that of this row go to `table`. */
  learn(row: number, table: number): void {
    if (this.#classes >= CLASSES_FULL) return;
    const { rows } = this.#slots;
    this.#classes += this.#module.learn(
      this.#at,
      rows.byteOffset + row * this.#stride * Int32Array.BYTES_PER_ELEMENT,
      table < TABLES_MAX ? table : ASK,
    );
  }

  /** Nothing that was learnt holds any more. */
  forget(): void {
    this.#classes = 0;
    this.#slots.entries.fill(0);
  }
}

interface RowKeys {
  readonly keys: readonly KeyPlace[];
  /** Of a field without quotes. */
  readonly nullText: Uint8Array;
}

interface TextPart {
  readonly start: number;
  readonly isEnd: boolean;
}

const WHOLE_TEXT: TextPart = { start: 0, isEnd: true };

interface Setting {
  readonly bytes: DialectBytes;
  readonly keys: readonly KeyPlace[];
  readonly slots: Slots;
}

const rowsMax = (instance: WasmInstance): number => ROWS_ENOUGH + instance.call("rowsOver")();

function formatOf(dialect: DialectBytes, keys: number): readonly number[] {
  const { quote, standInQuote, recordEnd, otherEnd, dropsReturn } = dialect;
  const delimiter = present(dialect.delimiter[0], "a delimiter");
  const quoteByte = quote < 0 ? standInQuote : quote;
  const ways = [Number(dropsReturn), Number(quote < 0)];
  return [quoteByte, delimiter, recordEnd, otherEnd, ...ways, keys];
}

/** Before each key: the fields behind the key before it. */
const gapsOf = (keys: readonly KeyPlace[]): readonly number[] =>
  keys.map(({ field }, at) => field - (keys[at - 1]?.field ?? -1) - 1);
