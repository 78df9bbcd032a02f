// Reading and comparing partition bounds. Undefined wherever the text does not settle it.
import type { BoundValue, PartitionBound } from "../statement.ts";
import { compareValues, type KeyValue, keyValue } from "./key-values.ts";
import type { KnownPartition, KnownTable } from "./known.ts";

/** Types of the key's columns in order; undefined for a column that is not in sight. */
export type KeyTypes = readonly (string | undefined)[];

export type RangeBound = Extract<PartitionBound, { readonly kind: "range" }>;

export interface RangePartition extends KnownPartition {
  readonly bound: RangeBound;
}

/** A range with its values read. */
export interface ReadRange {
  readonly partition: RangePartition;
  readonly from: readonly KeyValue[];
  readonly to: readonly KeyValue[];
}

export const keyTypes = ({ partitioning, columns }: KnownTable): KeyTypes =>
  (partitioning?.key ?? []).map((key) => columns.find(({ name }) => name === key)?.type);

export const isRange = (partition: KnownPartition): partition is RangePartition =>
  partition.bound.kind === "range";

/** Less than, equal to or greater than 0. */
export function compareBounds(
  a: readonly BoundValue[],
  b: readonly BoundValue[],
  types: KeyTypes,
): number | undefined {
  const [left, right] = [readKey(a, types), readKey(b, types)];
  return left === undefined || right === undefined ? undefined : compareKeys(left, right);
}

/**
 * Those of the ranges that can be read, by lower bound; one that ends before it starts is none. Undefined
 * where two of them cannot be compared.
 */
export function rangesInOrder(
  partitions: readonly KnownPartition[],
  types: KeyTypes,
): readonly ReadRange[] | undefined {
  const ranges: ReadRange[] = [];
  for (const partition of partitions.filter(isRange)) {
    const from = readKey(partition.bound.from, types);
    const to = readKey(partition.bound.to, types);
    if (from === undefined || to === undefined) continue;
    if ((compareKeys(from, to) ?? 0) < 0) ranges.push({ partition, from, to });
  }
  let unknown = 0;
  ranges.sort((a, b) => {
    const order = compareKeys(a.from, b.from);
    if (order === undefined) unknown++;
    return order ?? 0;
  });
  return unknown === 0 ? ranges : undefined;
}

/** Column by column; behind MINVALUE or MAXVALUE the rest does not count. */
export function compareKeys(a: readonly KeyValue[], b: readonly KeyValue[]): number | undefined {
  for (const [index, value] of a.entries()) {
    const other = b[index];
    const order = other === undefined ? undefined : compareValues(value, other);
    if (order !== 0) return order;
    if (value.kind === "min" || value.kind === "max") return 0;
  }
  return a.length === b.length ? 0 : undefined;
}

/** Undefined where one of the values is no literal. */
export function readKey(
  values: readonly BoundValue[],
  types: KeyTypes,
): readonly KeyValue[] | undefined {
  const read = values.map((value, index) => keyValue(value, types[index]));
  return read.every((value) => value !== undefined) ? read : undefined;
}
