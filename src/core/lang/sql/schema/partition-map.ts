// The partitions of a table, arranged so that asking for one among thousands costs a few comparisons: rules
// ask for each row and each statement.
import type { BoundValue } from "../statement.ts";
import {
  compareKeys,
  type KeyTypes,
  keyTypes,
  rangesInOrder,
  type RangePartition,
  type ReadRange,
  readKey,
} from "./bounds.ts";
import { areEqual, identity, type KeyValue } from "./key-values.ts";
import type { KnownPartition, KnownTable } from "./known.ts";

export class PartitionMap {
  readonly default: KnownPartition | undefined;
  /** By lower bound; undefined where their order is not known. */
  readonly ranges: readonly ReadRange[] | undefined;
  /** False where a bound is no literal, or no order is known. */
  readonly isWhole: boolean;
  readonly #types: KeyTypes;
  readonly #strategy: string | undefined;
  readonly #names: ReadonlySet<string>;
  /** The highest upper bound among the first ranges. */
  readonly #furthest: readonly (readonly KeyValue[])[];
  readonly #listed: readonly KeyValue[];
  readonly #identities: ReadonlySet<string>;

  constructor(table: KnownTable) {
    const { partitions, partitioning } = table;
    this.#types = keyTypes(table);
    this.#strategy = partitioning?.strategy;
    this.#names = new Set(partitions.map((partition) => partition.table));
    this.default = partitions.find(({ bound }) => bound.kind === "default");
    this.ranges = rangesInOrder(partitions, this.#types);
    this.#furthest = furthestOf(this.ranges ?? []);
    const lists = partitions.flatMap(({ bound }) => (bound.kind === "list" ? bound.values : []));
    const listed = lists.map((value) => readKey([value], this.#types)?.[0]);
    this.#listed = listed.filter((value) => value !== undefined);
    this.#identities = new Set(this.#listed.map(identity));
    const rangeCount = partitions.filter(({ bound }) => bound.kind === "range").length;
    this.isWhole = this.ranges?.length === rangeCount && this.#listed.length === lists.length;
  }

  /** True where some partition beside the DEFAULT one takes the row; its values are in the key's order. */
  takes(row: readonly BoundValue[]): boolean | undefined {
    const key = readKey(row, this.#types);
    if (key === undefined) return undefined;
    if (this.#strategy === "range") return this.#rangesTake(key);
    const [value] = key;
    return this.#strategy === "list" && value !== undefined ? this.#listsTake(value) : undefined;
  }

  /** The range partition whose lower bound is exactly this. */
  startingAt(bound: readonly BoundValue[], except?: string): RangePartition | undefined {
    const key = readKey(bound, this.#types);
    const last = key === undefined ? undefined : this.#lastStart(key);
    if (key === undefined || last === undefined) return undefined;
    for (let at = last; at >= 0; at--) {
      const range = this.ranges?.[at];
      if (range === undefined || compareKeys(range.from, key) !== 0) return undefined;
      if (range.partition.table !== except) return range.partition;
    }
    return undefined;
  }

  /** False where another range has a part of this one, or may have. */
  isFree(from: readonly BoundValue[], to: readonly BoundValue[], except?: string): boolean {
    const [start, end] = [readKey(from, this.#types), readKey(to, this.#types)];
    const last = end === undefined ? undefined : this.#lastStart(end);
    if (start === undefined || end === undefined || last === undefined) return false;
    for (let at = last; at >= 0; at--) {
      const range = this.ranges?.[at];
      if (range === undefined || range.partition.table === except) continue;
      if (compareKeys(range.from, end) === 0) continue;
      return (compareKeys(range.to, start) ?? 1) <= 0;
    }
    return true;
  }

  /** The ranges that start before and behind the value, the earlier first. */
  around(value: BoundValue): readonly RangePartition[] {
    const key = readKey([value], this.#types);
    const last = key === undefined ? undefined : this.#lastStart(key);
    if (last === undefined) return [];
    return (this.ranges ?? []).slice(Math.max(0, last), last + 2).map(({ partition }) => partition);
  }

  hasName(name: string): boolean {
    return this.#names.has(name);
  }

  #rangesTake(key: readonly KeyValue[]): boolean | undefined {
    if (key.some(({ kind }) => kind === "null")) return false;
    const last = this.#lastStart(key);
    if (last === undefined) return undefined;
    const end = this.#furthest[last];
    const order = end === undefined ? 0 : compareKeys(key, end);
    if (order !== undefined && order < 0) return true;
    return order === undefined || !this.isWhole ? undefined : false;
  }

  #listsTake(value: KeyValue): boolean | undefined {
    if (this.#identities.has(identity(value))) return true;
    const isNone = this.#listed.every((listed) => areEqual(listed, value) === false);
    return isNone && this.isWhole ? false : undefined;
  }

  /** The last range that starts at or before the key, -1 for none; undefined where nobody can tell. */
  #lastStart(key: readonly KeyValue[]): number | undefined {
    if (this.ranges === undefined) return undefined;
    let low = -1;
    let high = this.ranges.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const range = this.ranges[middle];
      const order = range === undefined ? undefined : compareKeys(range.from, key);
      if (order === undefined) return undefined;
      if (order <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Made once for a table. */
export function partitionMap(table: KnownTable): PartitionMap {
  const known = maps.get(table) ?? new PartitionMap(table);
  maps.set(table, known);
  return known;
}

const maps = new WeakMap<KnownTable, PartitionMap>();

export const defaultOf = (table: KnownTable): KnownPartition | undefined =>
  partitionMap(table).default;

function furthestOf(ranges: readonly ReadRange[]): readonly (readonly KeyValue[])[] {
  const furthest: (readonly KeyValue[])[] = [];
  for (const { to } of ranges) {
    const before = furthest.at(-1);
    furthest.push(before !== undefined && (compareKeys(before, to) ?? 0) > 0 ? before : to);
  }
  return furthest;
}
