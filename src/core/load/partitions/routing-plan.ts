// A partition tree prepared for a file: the tables that records can be sent to, and for each level the fields of its key
// and how its partition is found.
import { present } from "../../base/assert.ts";
import type { Dialect } from "../../records/dialect.ts";
import { encodeText } from "../../records/text-codec.ts";
import type { ColumnMapping } from "../plan.ts";
import { findPartition } from "./find-partition.ts";
import type { MomentName } from "./key-moments.ts";
import type { KeyPlace } from "./key-slots.ts";
import { ruleOf, type KeyUse } from "./key-rules.ts";
import { levelsOf, type KeyField, type Level } from "./level.ts";
import { daySpan } from "./key-span.ts";
import type { KeyTexts, ServerTexts } from "./key-value.ts";
import { keyReader } from "./key-values.ts";
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

/** The place of the target among the tables. */
export const TARGET = 0;

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

const fieldsNeeded = (top: Level): number =>
  Math.max(0, ...[...levelsOf(top)].flatMap(({ fields }) => fields.map(({ field }) => field + 1)));

function placesOf(top: Level, nullText: Uint8Array): readonly KeyPlace[] {
  const uses = new Map<number, KeyUse[]>();
  for (const level of levelsOf(top))
    for (const key of level.fields) {
      const known = uses.get(key.field);
      if (known === undefined) uses.set(key.field, [{ level, key }]);
      else known.push({ level, key });
    }
  return [...uses]
    .map(([field, of]) => ({ field, rule: ruleOf(of, nullText) }))
    .sort((a, b) => a.field - b.field);
}
