// One level of a partition tree as a file meets it: where its key stands in a record, and how its partition is found.
import type { FindPartition } from "./find-partition.ts";
import type { ReadSpan } from "./key-span.ts";
import type { ReadKey } from "./key-value.ts";
import type { PartitionTree } from "./tree.ts";

/** A table that is divided. */
export interface Level {
  readonly tree: PartitionTree;
  /** This level's own place among the tables. */
  readonly table: number;
  readonly fields: readonly KeyField[];
  readonly find: FindPartition | null;
  /** Of each partition, in the tree's order: its place among the tables. */
  readonly tables: readonly number[];
  readonly below: readonly (Level | null)[];
}

/** A field that a key is read from. */
export interface KeyField {
  readonly field: number;
  readonly read: ReadKey;
  /** Of dates and timestamps. */
  readonly span: ReadSpan | null;
}

/** This level and all below it, from the top. */
export function* levelsOf(level: Level): Generator<Level, void, void> {
  yield level;
  for (const below of level.below) if (below !== null) yield* levelsOf(below);
}
