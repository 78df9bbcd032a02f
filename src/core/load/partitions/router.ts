// Which partition the server would put a record in: pure, and only where it is certain. Whatever is not goes to the
// lowest table that is certain; in doubt that is the target, which finds the partition itself.
import { present } from "../../base/assert.ts";
import type { Dialect } from "../../records/dialect.ts";
import type { RecordReader } from "../../records/record-reader.ts";
import { encodeText } from "../../records/text-codec.ts";
import type { ColumnMapping } from "../plan.ts";
import type { KeyValue, ReadKey, ServerTexts } from "./key-value.ts";
import { keyReader } from "./key-values.ts";
import { findPartition, NO_PARTITION, type FindPartition } from "./find-partition.ts";
import type { PartitionTree, TablePartition } from "./tree.ts";

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
}

export class Router {
  readonly tables: readonly RoutedTable[];
  /** Fields a record must be read to, from the first: the keys are among them. */
  readonly fieldsNeeded: number;
  /** After MISSING: the table that has no partition for the record, and the key's values. */
  missing: { readonly tree: PartitionTree; readonly values: readonly (KeyValue | null)[] } | null =
    null;
  readonly #top: Level;
  readonly #nullText: Uint8Array;
  readonly #bytes: Uint8Array;

  /** Routes the records of `bytes`' reader; one router for each batch shares the tables of `plan`. */
  constructor(plan: RoutingPlan, bytes: Uint8Array) {
    this.tables = plan.tables;
    this.fieldsNeeded = plan.fieldsNeeded;
    this.#top = plan.top;
    this.#nullText = plan.nullText;
    this.#bytes = bytes;
  }

  /** The place among `tables` of the one that takes the reader's record, or MISSING. */
  route(reader: RecordReader): number {
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

  /** Null where one of them is not certain. */
  #values(reader: RecordReader, fields: readonly KeyField[]): (KeyValue | null)[] | null {
    const values: (KeyValue | null)[] = [];
    for (const { field, read } of fields) {
      if (!reader.isQuoted(field) && reader.fieldIs(field, this.#nullText)) {
        values.push(null);
        continue;
      }
      const value = this.#read(reader, field, read);
      if (value === undefined) return null;
      values.push(value);
    }
    return values;
  }

  #read(reader: RecordReader, field: number, read: ReadKey): KeyValue | undefined {
    if (!reader.hasEscape(field))
      return read(this.#bytes, reader.fieldStart(field), reader.fieldEnd(field));
    const unescaped = reader.fieldBytes(field);
    return read(unescaped, 0, unescaped.length);
  }
}

/** A tree prepared for a file: every level's bounds read and sorted once. */
export interface RoutingPlan {
  readonly tables: readonly RoutedTable[];
  readonly fieldsNeeded: number;
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
  const { nullText, encoding } = keys.dialect;
  return {
    tables,
    top,
    fieldsNeeded: fieldsNeeded(top),
    nullText: present(encodeText(nullText, encoding), "a NULL text that the encoding has"),
  };
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
  const fields: KeyField[] = [];
  for (const { column, type } of tree.keys) {
    const entry = keys.mapping.find((candidate) => candidate.column === column);
    if (column === null || type === null || entry === undefined) return null;
    const read = keyReader(type, { encoding, dateOrder, server: keys.server });
    fields.push({ field: entry.field, read });
  }
  return fields;
}

const fieldsNeeded = ({ fields, below }: Level): number =>
  Math.max(
    0,
    ...fields.map(({ field }) => field + 1),
    ...below.map((level) => (level === null ? 0 : fieldsNeeded(level))),
  );
