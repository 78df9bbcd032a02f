// Partitions of one table that the server refuses beside each other.
import type { BoundValue } from "../statement.ts";
import { compareKeys, type KeyTypes, rangesInOrder, type ReadRange } from "./bounds.ts";
import { identity, keyValue } from "./key-values.ts";
import type { KnownPartition } from "./known.ts";

export interface Overlap {
  readonly a: KnownPartition;
  readonly b: KnownPartition;
  /** The listed value of `a` and that of `b` that are the same. */
  readonly values: readonly [BoundValue, BoundValue] | undefined;
}

/** Each pair once, so far as neighbours by their bounds show it; nothing where bounds cannot be compared. */
export function overlapsAmong(
  partitions: readonly KnownPartition[],
  types: KeyTypes,
): readonly Overlap[] {
  return [
    ...ranges(rangesInOrder(partitions, types) ?? []),
    ...lists(partitions, types[0]),
    ...hashes(partitions),
    ...defaults(partitions),
  ];
}

/** One that reaches furthest overlaps all that start before its end. */
function* ranges(inOrder: readonly ReadRange[]): Generator<Overlap> {
  let furthest: ReadRange | undefined;
  for (const range of inOrder) {
    const order = furthest === undefined ? 0 : compareKeys(range.from, furthest.to);
    if (furthest !== undefined && order !== undefined && order < 0)
      yield { a: furthest.partition, b: range.partition, values: undefined };
    const isFurther = furthest === undefined || (compareKeys(range.to, furthest.to) ?? 1) > 0;
    if (isFurther) furthest = range;
  }
}

function* lists(
  partitions: readonly KnownPartition[],
  type: string | undefined,
): Generator<Overlap> {
  const seen = new Map<string, { readonly a: KnownPartition; readonly value: BoundValue }>();
  for (const partition of partitions) {
    if (partition.bound.kind !== "list") continue;
    for (const value of partition.bound.values) {
      const read = keyValue(value, type);
      if (read === undefined) continue;
      const key = identity(read);
      const earlier = seen.get(key);
      if (earlier === undefined) seen.set(key, { a: partition, value });
      // The server takes a value twice in one list.
      else if (earlier.a !== partition)
        yield { a: earlier.a, b: partition, values: [earlier.value, value] };
    }
  }
}

function* hashes(partitions: readonly KnownPartition[]): Generator<Overlap> {
  const seen: KnownPartition[] = [];
  for (const partition of partitions) {
    const { bound } = partition;
    if (bound.kind !== "hash" || !(bound.modulus > bound.remainder && bound.remainder >= 0))
      continue;
    const other = seen.find(({ bound: earlier }) => {
      if (earlier.kind !== "hash") return false;
      const shared = greatestDivisor(earlier.modulus, bound.modulus);
      return earlier.remainder % shared === bound.remainder % shared;
    });
    if (other !== undefined) yield { a: other, b: partition, values: undefined };
    seen.push(partition);
  }
}

function* defaults(partitions: readonly KnownPartition[]): Generator<Overlap> {
  const [first, ...others] = partitions.filter(({ bound }) => bound.kind === "default");
  if (first === undefined) return;
  for (const other of others) yield { a: first, b: other, values: undefined };
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));
