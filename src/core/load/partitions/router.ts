// Which partition the server would put a record in: pure, and only where it is certain. Whatever is not goes to the
// lowest table that is certain; in doubt that is the target, which finds the partition itself.
import { present } from "../../base/assert.ts";
import type { Dialect } from "../../records/dialect.ts";
import { encodeText } from "../../records/text-codec.ts";
import type { ColumnMapping } from "../plan.ts";
import type { KeySource } from "./found-keys.ts";
import type { KeyPlace } from "./key-rows.ts";
import { daySpan, TIMED_BYTES_MIN, type KeySpan, type ReadSpan } from "./key-span.ts";
import type { KeyTexts, KeyValue, ReadKey, ServerTexts } from "./key-value.ts";
import { keyReader } from "./key-values.ts";
import type { MomentName } from "./key-moments.ts";
import { findPartition, NO_PARTITION, type FindPartition } from "./find-partition.ts";
import type { KeyType, PartitionTree, TablePartition } from "./tree.ts";

/** How the keys are found in a record. */
export interface KeyFields {
  readonly mapping: readonly ColumnMapping[];
  readonly dialect: Dialect;
  readonly server: ServerTexts;
}

/** A table that records can be sent to: the target, or a partition of any level. */
export interface RoutedTable {
  /** From the first level down to the table itself; empty for the target. */
  readonly path: readonly TablePartition[];
}

/** `route` gives the index of a table, or this. */
export const MISSING = -1;

interface Level {
  readonly tree: PartitionTree;
  /** This level's own place among the tables. */
  readonly table: number;
  readonly fields: readonly KeyField[];
  readonly find: FindPartition | null;
  /** Of each partition, in the tree's order: its place among the tables. */
  readonly tables: readonly number[];
  readonly below: readonly (Level | null)[];
}

interface KeyField {
  readonly field: number;
  readonly read: ReadKey;
  /** Of dates and timestamps. */
  readonly span: ReadSpan | null;
}

/** "unclear": the server's to read. */
type Reach = KeySpan | "unclear" | null;

export class Router {
  readonly tables: readonly RoutedTable[];
  /** Fields a record must be read to, from the first: the keys are among them. */
  readonly fieldsNeeded: number;
  /** After MISSING: the table that has no partition for the record, and the key's values. */
  missing: { readonly tree: PartitionTree; readonly values: readonly (KeyValue | null)[] } | null =
    null;
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
    this.#byDay = new Set(plan.keys.flatMap(({ field, isByDay }) => (isByDay ? [field] : [])));
    this.#bytes = bytes;
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
        this.missing = { tree: level.tree, values };
        return MISSING;
      }
      const below = level.below[found];
      if (!below) return present(level.tables[found], "the table of a partition");
      level = below;
    }
  }

  /** Whether records of the same class as this one, see key-rows.ts, all have its key. */
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

/** A tree prepared for a file: every level's bounds read and sorted once. */
export interface RoutingPlan {
  readonly tables: readonly RoutedTable[];
  readonly fieldsNeeded: number;
  /** The fields of all keys, in ascending order. */
  readonly keys: readonly KeyPlace[];
  readonly top: Level;
  readonly nullText: Uint8Array;
}

/** Nothing is sent to tables with an obstacle, nor to those below them: it goes to the target. */
export function planRouting(
  tree: PartitionTree,
  keys: KeyFields,
  obstacles: ReadonlyMap<number, string> = new Map(),
): RoutingPlan {
  const tables: RoutedTable[] = [{ path: [] }];
  const top = levelOf(tree, 0, tables, { keys, obstacles });
  const { encoding } = keys.dialect;
  const nullText = present(
    encodeText(keys.dialect.nullText, encoding),
    "a NULL text that the encoding has",
  );
  return { tables, top, fieldsNeeded: fieldsNeeded(top), keys: placesOf(top, nullText), nullText };
}

interface Leveller {
  readonly keys: KeyFields;
  readonly obstacles: ReadonlyMap<number, string>;
}

/** The place of the target among the tables. */
export const TARGET = 0;

function levelOf(tree: PartitionTree, table: number, tables: RoutedTable[], from: Leveller): Level {
  const above = present(tables[table], "the table of a level").path;
  const { keys, obstacles } = from;
  const own = tree.partitions.map((partition) => {
    if (obstacles.has(partition.oid)) return TARGET;
    tables.push({ path: [...above, partition] });
    return tables.length - 1;
  });
  const below = tree.partitions.map((partition, index) => {
    const place = present(own[index], "the table of a partition");
    const isEnd = partition.tree === null || place === TARGET;
    return isEnd ? null : levelOf(partition.tree, place, tables, from);
  });
  const fields = keyFieldsOf(tree, keys);
  const find = fields === null ? null : findPartition(tree);
  return { tree, table, fields: fields ?? [], find, tables: own, below };
}

/** Null where a key is an expression, of a type that is not ours to read, or not in the file. */
export function keyFieldsOf(tree: PartitionTree, keys: KeyFields): readonly KeyField[] | null {
  const { encoding, dateOrder } = keys.dialect;
  const texts: KeyTexts = { encoding, dateOrder, server: keys.server };
  const fields: KeyField[] = [];
  for (const { column, type } of tree.keys) {
    const entry = keys.mapping.find((candidate) => candidate.column === column);
    if (column === null || type === null || entry === undefined) return null;
    const span = isMoment(type) ? daySpan(type.name, texts) : null;
    fields.push({ field: entry.field, read: keyReader(type, texts), span });
  }
  return fields;
}

const isMoment = (type: KeyType): type is KeyType & { readonly name: MomentName } =>
  type.name === "date" || type.name === "timestamp" || type.name === "timestamptz";

function* levelsOf(level: Level): Generator<Level, void, void> {
  yield level;
  for (const below of level.below) if (below !== null) yield* levelsOf(below);
}

const fieldsNeeded = (top: Level): number =>
  Math.max(0, ...[...levelsOf(top)].flatMap(({ fields }) => fields.map(({ field }) => field + 1)));

/** A day decides where only ranges of dates and times are asked for, and NULL is no such text. */
function placesOf(top: Level, nullText: Uint8Array): readonly KeyPlace[] {
  const isByDay = new Map<number, boolean>();
  for (const { fields, tree } of levelsOf(top))
    for (const { field, span } of fields) {
      const isRange = tree.strategy === "range" && span !== null;
      const mayBe = isRange && nullText.length < TIMED_BYTES_MIN;
      isByDay.set(field, mayBe && isByDay.get(field) !== false);
    }
  return [...isByDay]
    .map(([field, is]) => ({ field, isByDay: is }))
    .sort((a, b) => a.field - b.field);
}
