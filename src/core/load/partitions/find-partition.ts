// One level's partition for the values of its key, by the server's own rules: a range holds its lower bound and not
// its upper one, a list's NULL is a value, a hash is taken by the greatest modulus, and a default takes the rest.
import { compareKeys, type KeyValue } from "./key-value.ts";
import { readBoundValue } from "./key-values.ts";
import { keyHash, RowHash } from "./server-hash.ts";
import type { BoundText, KeyType, PartitionTree } from "./tree.ts";

/** The index of a partition in the tree, or NO_PARTITION. */
export type FindPartition = (values: readonly (KeyValue | null)[]) => number;

/** The server would say 23514. */
export const NO_PARTITION = -1;

/** Null where the bounds or the key cannot be read as the server does. */
export function findPartition(tree: PartitionTree): FindPartition | null {
  const types = tree.keys.map(({ type }) => type);
  if (!types.every((type) => type !== null)) return null;
  const last = tree.partitions.findIndex(({ bound }) => bound.kind === "default");
  const rest = last < 0 ? NO_PARTITION : last;
  switch (tree.strategy) {
    case "range":
      return findInRanges(tree, types, rest);
    case "list":
      return findInLists(tree, types, rest);
    case "hash":
      return findByHash(tree, types);
  }
}

/** MINVALUE or MAXVALUE. */
export interface EndOfAll {
  readonly kind: "min" | "max";
}

/** One end of a range, column by column. */
export type RangeEnd = readonly (KeyValue | EndOfAll)[];

export interface RangeOf {
  readonly index: number;
  readonly from: RangeEnd;
  readonly to: RangeEnd;
}

/** By lower bound; null where one cannot be read or the order of the values is not ours to know. */
export function rangesOf(tree: PartitionTree): readonly RangeOf[] | null {
  const ranges: RangeOf[] = [];
  for (const [index, { bound }] of tree.partitions.entries()) {
    if (bound.kind === "default") continue;
    if (bound.kind !== "range") return null;
    const from = rangeEnd(tree, bound.from);
    const to = rangeEnd(tree, bound.to);
    if (from === null || to === null) return null;
    ranges.push({ index, from, to });
  }
  return ranges.sort((a, b) => compareEnds(a.from, b.from));
}

function rangeEnd({ keys }: PartitionTree, bound: readonly BoundText[]): RangeEnd | null {
  const end: (KeyValue | EndOfAll)[] = [];
  for (const [index, part] of bound.entries()) {
    const type = keys[index]?.type ?? null;
    if (type === null || !isOrdered(type)) return null;
    const value = part.kind === "value" ? readBoundValue(type, part.text) : { kind: part.kind };
    if (value === undefined) return null;
    end.push(value);
  }
  return end;
}

/** An enum is ordered by its labels' places, a text by its collation. */
const isOrdered = ({ name, collation }: KeyType): boolean =>
  name !== "enum" && (isText(name) ? collation === "bytes" : true);

const isText = (name: KeyType["name"]): boolean =>
  name === "text" || name === "varchar" || name === "bpchar";

function findInRanges(
  tree: PartitionTree,
  types: readonly KeyType[],
  rest: number,
): FindPartition | null {
  const ranges = types.every(isOrdered) ? rangesOf(tree) : null;
  if (ranges === null) return null;
  // Files are often in the order of time: the next record is where the last one was.
  let last: RangeOf | undefined;
  return (values) => {
    // Only the default partition takes a NULL.
    if (values.includes(null)) return rest;
    if (last === undefined || !holds(last, values)) last = ranges[lastStart(ranges, values)];
    return last !== undefined && holds(last, values) ? last.index : rest;
  };
}

const holds = ({ from, to }: RangeOf, values: readonly (KeyValue | null)[]): boolean =>
  compareToEnd(values, from) >= 0 && compareToEnd(values, to) < 0;

/** The last range that does not start behind the values; -1 when all do. */
export function lastStart(
  ranges: readonly RangeOf[],
  values: readonly (KeyValue | null)[],
): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined || compareToEnd(values, range.from) < 0) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

/** Column by column; what stands behind MINVALUE or MAXVALUE does not count. Called several times a record. */
export function compareToEnd(values: readonly (KeyValue | null)[], end: RangeEnd): number {
  for (let index = 0; index < end.length; index++) {
    const part = end[index];
    const value = values[index];
    if (part === undefined) return 0;
    if (typeof part === "object") return part.kind === "min" ? 1 : -1;
    if (value === undefined || value === null) return -1;
    const order = compareKeys(value, part);
    if (order !== 0) return order;
  }
  return 0;
}

export function compareEnds(a: RangeEnd, b: RangeEnd): number {
  for (const [index, part] of a.entries()) {
    const other = b[index] ?? { kind: "max" };
    const order = comparePlaces(part, other);
    if (order !== 0) return order;
    if (typeof part === "object") return 0;
  }
  return 0;
}

function comparePlaces(a: KeyValue | EndOfAll, b: KeyValue | EndOfAll): number {
  const [left, right] = [endRank(a), endRank(b)];
  if (typeof a === "object" || typeof b === "object") return left - right;
  return compareKeys(a, b);
}

const endRank = (part: KeyValue | EndOfAll): number => {
  if (typeof part !== "object") return 0;
  return part.kind === "min" ? -1 : 1;
};

function findInLists(
  tree: PartitionTree,
  types: readonly KeyType[],
  rest: number,
): FindPartition | null {
  const [type, ...more] = types;
  if (type === undefined || more.length > 0 || type.collation === "none") return null;
  const owners = new Map<KeyValue | null, number>();
  for (const [index, { bound }] of tree.partitions.entries()) {
    if (bound.kind === "default") continue;
    if (bound.kind !== "list") return null;
    for (const text of bound.values) {
      const value = text === null ? null : readBoundValue(type, text);
      if (value === undefined) return null;
      owners.set(value, index);
    }
  }
  return ([value = null]) => owners.get(value) ?? rest;
}

/** Which partition has the row's hash divided by the greatest modulus; each remainder of it has one or none. */
function findByHash(tree: PartitionTree, types: readonly KeyType[]): FindPartition | null {
  const hashes = types.map(({ name, collation }) => (collation === "none" ? null : keyHash(name)));
  if (!hashes.every((hash) => hash !== null)) return null;
  const owners = hashOwners(tree);
  const row = new RowHash(hashes);
  return owners === null
    ? null
    : (values) => owners[row.remainder(values, owners.length)] ?? NO_PARTITION;
}

/** Nobody has so many partitions; the table below is as long. */
const MODULUS_MAX = 65_536;

/** By remainder of the greatest modulus; null for another kind of bound. */
export function hashOwners({ partitions }: PartitionTree): readonly number[] | null {
  const bounds = partitions.map(({ bound }) => bound);
  const modulus = Math.max(
    0,
    ...bounds.map((bound) => (bound.kind === "hash" ? bound.modulus : 0)),
  );
  if (modulus === 0 || modulus > MODULUS_MAX) return null;
  const owners = Array.from({ length: modulus }, () => NO_PARTITION);
  for (const [index, bound] of bounds.entries()) {
    if (bound.kind !== "hash") return null;
    for (let at = bound.remainder; at < modulus; at += bound.modulus) owners[at] = index;
  }
  return owners;
}
