// The partitions that would fill a hole, or hold a value, written by the pattern of those there are.
import type { BoundValue } from "../statement.ts";
import { compareBounds, keyTypes, type RangePartition } from "./bounds.ts";
import type { KnownTable } from "./known.ts";
import { partitionMap } from "./partition-map.ts";
import { type NewPartition, seriesOf } from "./partition-series.ts";

/** A hole that takes more partitions than this was left on purpose. */
const PARTITIONS_MAX = 36;

/** From the end of `before` to the start of `behind`, exactly; undefined where no pattern fits. */
export function partitionsBetween(
  table: KnownTable,
  before: RangePartition,
  behind: RangePartition,
): readonly NewPartition[] | undefined {
  const [start] = before.bound.to;
  if (start === undefined) return undefined;
  for (const model of [behind, before]) {
    const filled = filledFrom(table, model, start, behind.bound.from);
    if (filled !== undefined && areNew(table, filled)) return filled;
  }
  return undefined;
}

/** The one partition that holds the value, like its neighbours; undefined where no pattern fits. */
export function partitionHolding(table: KnownTable, value: BoundValue): NewPartition | undefined {
  const types = keyTypes(table);
  for (const model of partitionMap(table).around(value)) {
    const made = seriesOf(table, model)?.holding(value);
    if (made === undefined || !areNew(table, [made]) || !isFree(table, made)) continue;
    const fromStart = compareBounds(made.from, [value], types) ?? 1;
    const toEnd = compareBounds([value], made.to, types) ?? 0;
    if (fromStart <= 0 && toEnd < 0) return made;
  }
  return undefined;
}

/** Those that follow the newest one until `end` is inside; empty where no pattern fits. */
export function partitionsUpTo(table: KnownTable, end: BoundValue): readonly NewPartition[] {
  const types = keyTypes(table);
  const newest = partitionMap(table).ranges?.at(-1)?.partition;
  const [start] = newest?.bound.to ?? [];
  if (newest === undefined || start === undefined) return [];
  const series = seriesOf(table, newest);
  let next = series?.holding(start);
  const made: NewPartition[] = [];
  while (series !== undefined && next !== undefined && made.length < PARTITIONS_MAX) {
    made.push(next);
    if ((compareBounds([end], next.to, types) ?? -1) < 0) break;
    next = series.after(next);
  }
  return areNew(table, made) && made.every((one) => isFree(table, one)) ? made : [];
}

function filledFrom(
  table: KnownTable,
  model: RangePartition,
  start: BoundValue,
  end: readonly BoundValue[],
): readonly NewPartition[] | undefined {
  const types = keyTypes(table);
  const series = seriesOf(table, model);
  let next = series?.holding(start);
  if (series === undefined || next === undefined) return undefined;
  if (compareBounds([start], next.from, types) !== 0) return undefined;
  const filled: NewPartition[] = [];
  while (filled.length < PARTITIONS_MAX) {
    filled.push(next);
    const order = compareBounds(next.to, end, types);
    if (order === undefined || order > 0) return undefined;
    if (order === 0) return filled;
    next = series.after(next);
  }
  return undefined;
}

const areNew = (table: KnownTable, made: readonly NewPartition[]): boolean =>
  made.every(({ name }) => !partitionMap(table).hasName(name));

const isFree = (table: KnownTable, { from, to }: NewPartition): boolean =>
  partitionMap(table).isFree(from, to);
