// Which partition the server would put a record in: pure, and only where it is certain. Whatever is not goes to the
// lowest table that is certain; in doubt that is the target, which finds the partition itself.
import { present } from "../../base/assert.ts";
import { NO_PARTITION } from "./find-partition.ts";
import type { KeySource } from "./found-keys.ts";
import { TIMED_BYTES_MIN, type KeySpan } from "./key-span.ts";
import type { KeyValue, ReadKey } from "./key-value.ts";
import type { KeyField, Level } from "./level.ts";
import type { RoutedTable, RoutingPlan } from "./routing-plan.ts";
import type { PartitionTree } from "./tree.ts";

/** `route` gives the index of a table, or this. */
export const MISSING = -1;

/** The table that has no partition for a record, and the key's values. */
export interface Missing {
  readonly tree: PartitionTree;
  readonly values: readonly (KeyValue | null)[];
}

/** "unclear": the server's to read. */
type Reach = KeySpan | "unclear" | null;

export class Router {
  readonly tables: readonly RoutedTable[];
  /** Fields a record must be read to, from the first: the keys are among them. */
  readonly fieldsNeeded: number;
  #missing: Missing | null = null;
  readonly #top: Level;
  readonly #nullText: Uint8Array;
  readonly #byDay: ReadonlySet<number>;
  readonly #bytes: Uint8Array;

  /** Routes the records of `bytes`; one router for each batch shares the tables of `plan`. */
  constructor(plan: RoutingPlan, bytes: Uint8Array) {
    this.tables = plan.tables;
    this.fieldsNeeded = plan.fieldsNeeded;
    this.#top = plan.top;
    this.#nullText = plan.nullText;
    this.#byDay = new Set(
      plan.keys.flatMap(({ field, rule }) => (rule.kind === "day" ? [field] : [])),
    );
    this.#bytes = bytes;
  }

  /** Asked for after MISSING. */
  get missing(): Missing {
    return present(this.#missing, "the key of a record without a partition");
  }

  /** The place among `tables` of the one that takes the record, or MISSING. */
  route(reader: KeySource): number {
    let level = this.#top;
    for (;;) {
      const { find, fields } = level;
      if (find === null) return level.table;
      const values = this.#values(reader, fields);
      if (values === null) return level.table;
      const found = find(values);
      if (found === NO_PARTITION) {
        this.#missing = { tree: level.tree, values };
        return MISSING;
      }
      const below = level.below[found];
      if (!below) return present(level.tables[found], "the table of a partition");
      level = below;
    }
  }

  /** Whether records of the same class as this one, see key-rows.ts, all go where it goes. */
  isExact(record: KeySource): boolean {
    for (const field of this.#byDay) if (this.#isTimed(record, field)) return false;
    return true;
  }

  /**
   * Where all records of the same class as this one go, as far as they are certain: the tables from the target down. One
   * that is not certain goes to one of them, too. Null where that is not the same for all of them.
   */
  settle(record: KeySource): readonly number[] | null {
    let level = this.#top;
    const path = [level.table];
    for (;;) {
      if (level.find === null) return path;
      const reaches = level.fields.map((field) => this.#reach(record, field));
      if (reaches.includes("unclear")) return path;
      const found = rangeOf(level, reaches);
      if (found === null) return null;
      path.push(present(level.tables[found], "the table of a partition"));
      const below = level.below[found];
      if (!below) return path;
      level = below;
    }
  }

  #reach(record: KeySource, { field, read, span }: KeyField): Reach {
    if (!this.#isTimed(record, field)) {
      if (this.#isNull(record, field)) return { low: null, high: null };
      const value = this.#read(record, field, read);
      return value === undefined ? "unclear" : { low: value, high: value };
    }
    return span?.(this.#bytes, record.fieldStart(field), record.fieldEnd(field)) ?? null;
  }

  #isTimed(record: KeySource, field: number): boolean {
    const length = record.fieldEnd(field) - record.fieldStart(field);
    return this.#byDay.has(field) && length >= TIMED_BYTES_MIN;
  }

  #isNull(record: KeySource, field: number): boolean {
    return !record.isQuoted(field) && record.fieldIs(field, this.#nullText);
  }

  /** Null where one of them is not certain. */
  #values(reader: KeySource, fields: readonly KeyField[]): (KeyValue | null)[] | null {
    const values: (KeyValue | null)[] = [];
    for (const { field, read } of fields) {
      if (this.#isNull(reader, field)) {
        values.push(null);
        continue;
      }
      const value = this.#read(reader, field, read);
      if (value === undefined) return null;
      values.push(value);
    }
    return values;
  }

  #read(reader: KeySource, field: number, read: ReadKey): KeyValue | undefined {
    if (!reader.hasEscape(field))
      return read(this.#bytes, reader.fieldStart(field), reader.fieldEnd(field));
    const unescaped = reader.fieldBytes(field);
    return read(unescaped, 0, unescaped.length);
  }
}

/** The one range that takes all of these keys; null where there is none, or several. */
function rangeOf({ find, tree }: Level, reaches: readonly Reach[]): number | null {
  const [low, high]: (KeyValue | null)[][] = [[], []];
  for (const reach of reaches) {
    if (find === null || reach === null || reach === "unclear") return null;
    low?.push(reach.low);
    high?.push(reach.high);
  }
  const found = find?.(low ?? []) ?? NO_PARTITION;
  if (found === NO_PARTITION) return null;
  if (reaches.every((reach) => reach !== null && reach !== "unclear" && reach.low === reach.high))
    return found;
  // What lies between two keys of one range is in it; a default partition has gaps.
  const isRange = tree.partitions[found]?.bound.kind === "range";
  return isRange && find?.(high ?? []) === found ? found : null;
}
