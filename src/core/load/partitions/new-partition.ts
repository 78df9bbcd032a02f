// The partition that would take a record which none takes, as its siblings are: bound, name, storage, and the
// partitions below it; with the DDL that makes it.
import { valueName } from "../../text/span-names.ts";
import { tableText, type TableName } from "../plan.ts";
import { createPartition } from "./partition-sql.ts";
import { hashOwners } from "./find-partition.ts";
import type { KeyValue } from "./key-value.ts";
import { newRange } from "./new-range.ts";
import { keyHash, RowHash } from "./server-hash.ts";
import type {
  BoundText,
  PartitionBound,
  PartitionStorage,
  PartitionTree,
  TablePartition,
} from "./tree.ts";

/** A partition that can be made, with those below it. */
export interface NewPartition {
  readonly parent: PartitionTree;
  readonly partition: TablePartition;
  /** The partition and those below it; the statements are one CREATE TABLE for each, without semicolons. */
  readonly tables: readonly TableName[];
  readonly statements: readonly string[];
  /** The bound for people: `2026-01-01 to 2026-02-01`. */
  readonly words: string;
  /** Set where the records lie in what an upper bound leaves out that was meant to be inside. */
  readonly leftOutBy: TableName | null;
}

/** The key's values as texts, for bounds of lists and for messages. */
export interface MissingKey {
  readonly values: readonly (KeyValue | null)[];
  readonly texts: readonly (string | null)[];
}

interface Bounded {
  readonly name: string;
  readonly model: TablePartition | undefined;
  readonly bound: PartitionBound;
  readonly words: string;
  readonly leftOutBy?: TablePartition | null;
}

/** NAMEDATALEN - 1, in bytes: the server cuts longer names. */
const NAME_BYTES_MAX = 63;

/** The partition, or in words why none can be proposed. */
export function newPartition(tree: PartitionTree, key: MissingKey): NewPartition | string {
  const made = boundedBy(tree, key);
  if (typeof made === "string") return made;
  const { name, model, bound, words } = made;
  const schema = model?.table.schema ?? tree.table.schema;
  if (tree.partitions.some(({ table }) => table.schema === schema && table.name === name))
    return `a partition called ${name} is there already, with another bound`;
  if (model !== undefined && isForeign(model))
    return `${model.table.name} beside it is on another server, and the server for a new one is yours to choose`;
  const below = model?.tree ?? null;
  if (below !== null && isDividedByTheSame(tree, below))
    return `${tableText(below.table)} beside it is divided by the same column again`;
  const copies = copiesOf(model, { schema, name });
  const partition = { ...copies, bound };
  const names = [...tablesBelow(partition)];
  const long = names.find((one) => new TextEncoder().encode(one.name).length > NAME_BYTES_MAX);
  if (long !== undefined)
    return `its name would be longer than ${NAME_BYTES_MAX} bytes: ${long.name}`;
  return {
    parent: tree,
    partition,
    tables: names,
    statements: [...statementsFor(tree, partition)],
    words,
    leftOutBy: made.leftOutBy?.table ?? null,
  };
}

function boundedBy(tree: PartitionTree, key: MissingKey): Bounded | string {
  switch (tree.strategy) {
    case "range":
      return boundedRange(tree, key);
    case "list":
      return boundedList(tree, key);
    case "hash":
      return boundedHash(tree, key);
  }
}

function boundedRange(tree: PartitionTree, { values }: MissingKey): Bounded | string {
  const [value] = values;
  if (values.includes(null)) return "only a default partition takes NULL in a range";
  if (value === undefined || value === null || values.length > 1)
    return "the key has several columns, and no pattern is looked for";
  const range = newRange(tree, value);
  if (range === null) return "the partitions beside it show no pattern to follow";
  const { name, model, from, to, leftOutBy } = range;
  const bound = { kind: "range", from: [valueText(from)], to: [valueText(to)] } as const;
  return { name, model, bound, words: `${from} to ${to}`, leftOutBy };
}

const valueText = (text: string): BoundText => ({ kind: "value", text });

function boundedList(tree: PartitionTree, { texts: [text = null] }: MissingKey): Bounded | string {
  const members = tree.partitions.map(({ table, bound }) => ({
    name: table.name,
    values: bound.kind === "list" ? bound.values.map((value) => value ?? "null") : [],
  }));
  const name = valueName(tree.table.name, members, text ?? "null");
  if (name === undefined) return "the names of the other partitions show no pattern to follow";
  const bound = { kind: "list", values: [text] } as const;
  return {
    name,
    model: tree.partitions.at(-1),
    bound,
    words: text === null ? "NULL" : `'${text}'`,
  };
}

function boundedHash(tree: PartitionTree, { values }: MissingKey): Bounded | string {
  const owners = hashOwners(tree);
  const hashes = tree.keys.map(({ type }) => (type === null ? null : keyHash(type.name)));
  if (owners === null || !hashes.every((hash) => hash !== null))
    return "the table has no partition whose pattern could be followed";
  const modulus = owners.length;
  const remainder = new RowHash(hashes).remainder(values, modulus);
  const frames = tree.partitions.map(({ table, bound }) => {
    const ending = bound.kind === "hash" ? String(bound.remainder) : "?";
    return table.name.endsWith(ending) ? table.name.slice(0, -ending.length) : null;
  });
  const [before = null] = frames;
  if (before === null || frames.some((frame) => frame !== before))
    return "the names of the other partitions do not end in their remainders";
  const bound = { kind: "hash", modulus, remainder } as const;
  const words = `remainder ${remainder} of ${modulus}`;
  return { name: `${before}${remainder}`, model: tree.partitions[0], bound, words };
}

/** It, or one below it. */
const isForeign = (partition: TablePartition): boolean =>
  partition.isForeign || (partition.tree?.partitions.some(isForeign) ?? false);

/** A month divided into days again: the days of the sibling would fit no row. */
const isDividedByTheSame = (tree: PartitionTree, below: PartitionTree): boolean =>
  below.keys.some(({ column }) => tree.keys.some((key) => key.column === column)) ||
  below.partitions.some((one) => one.tree !== null && isDividedByTheSame(tree, one.tree));

/** The sibling under another name, with all below it. */
function copiesOf(model: TablePartition | undefined, table: TableName): TablePartition {
  const storage = model?.storage ?? PLAIN_STORAGE;
  const below = model?.tree ?? null;
  const partitions = (below?.partitions ?? []).map((child, index) => {
    const { schema, name } = child.table;
    const own = model !== undefined && name.startsWith(model.table.name);
    const ending = own ? name.slice(model.table.name.length) : `_${index + 1}`;
    const copy = copiesOf(child, { schema, name: table.name + ending });
    return { ...copy, bound: child.bound };
  });
  const tree = below === null ? null : { ...below, table, oid: NOT_MADE, partitions };
  return { table, oid: NOT_MADE, bound: { kind: "default" }, isForeign: false, storage, tree };
}

/** The oid of what is not there yet. */
export const NOT_MADE = 0;

const PLAIN_STORAGE: PartitionStorage = {
  tablespace: null,
  accessMethod: null,
  options: [],
  isUnlogged: false,
};

function* tablesBelow({ table, tree }: TablePartition): Generator<TableName, void, void> {
  yield table;
  for (const partition of tree?.partitions ?? []) yield* tablesBelow(partition);
}

function* statementsFor(
  parent: PartitionTree,
  partition: TablePartition,
): Generator<string, void, void> {
  yield createPartition(parent, partition);
  const { tree } = partition;
  for (const child of tree?.partitions ?? []) if (tree !== null) yield* statementsFor(tree, child);
}
