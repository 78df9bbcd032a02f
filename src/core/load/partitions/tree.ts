// A partitioned table as plain data: how each level is divided, and what every partition holds.
// The adapter reads it from the catalog; everything that is decided about partitions is decided from this.
import type { TableName } from "../plan.ts";

/** A table that is divided: the target itself, or a partition that has partitions of its own. */
export interface PartitionTree {
  readonly table: TableName;
  readonly oid: number;
  readonly strategy: "range" | "list" | "hash";
  /** As PARTITION BY takes it: `RANGE (ordered_at)`. */
  readonly definition: string;
  readonly keys: readonly PartitionKey[];
  readonly partitions: readonly TablePartition[];
}

export interface PartitionKey {
  /** Null for an expression. */
  readonly column: string | null;
  /** Null where the key's text or operator class is not one that we read as the server does. */
  readonly type: KeyType | null;
}

export const KEY_TYPE_NAMES = [
  ...(["int2", "int4", "int8", "oid", "numeric", "bool", "uuid", "bytea"] as const),
  ...(["date", "timestamp", "timestamptz", "text", "varchar", "bpchar", "enum"] as const),
] as const;

export type KeyTypeName = (typeof KEY_TYPE_NAMES)[number];

/** What decides how the text of a key is read, compared and hashed. A domain counts as its base type. */
export interface KeyType {
  readonly name: KeyTypeName;
  /** pg_attribute's, -1 for none: the length of varchar, precision and scale of numeric, digits of a second. */
  readonly typmod: number;
  /** Of texts: "bytes" orders like C; "equality" only tells equal from not; "none" not even that. */
  readonly collation: "bytes" | "equality" | "none";
  /** Of an enum. */
  readonly labels: readonly string[];
}

export interface TablePartition {
  readonly table: TableName;
  readonly oid: number;
  readonly bound: PartitionBound;
  readonly isForeign: boolean;
  /** What a new sibling copies. */
  readonly storage: PartitionStorage;
  /** Set where the partition is divided itself. */
  readonly tree: PartitionTree | null;
}

export interface PartitionStorage {
  readonly tablespace: string | null;
  /** Null for the server's default. */
  readonly accessMethod: string | null;
  /** As `WITH` takes them: `fillfactor=70`. */
  readonly options: readonly string[];
  readonly isUnlogged: boolean;
}

export type PartitionBound =
  | {
      readonly kind: "range";
      readonly from: readonly BoundText[];
      readonly to: readonly BoundText[];
    }
  | { readonly kind: "list"; readonly values: readonly (string | null)[] }
  | { readonly kind: "hash"; readonly modulus: number; readonly remainder: number }
  | { readonly kind: "default" };

/** A value as the server prints it with ISO dates, or one of the two ends of everything. */
export type BoundText =
  | { readonly kind: "value"; readonly text: string }
  | { readonly kind: "min" }
  | { readonly kind: "max" };

/** The tree and all the divided partitions below it, from the top. */
export function* treesOf(tree: PartitionTree): Generator<PartitionTree, void, void> {
  yield tree;
  for (const partition of tree.partitions)
    if (partition.tree !== null) yield* treesOf(partition.tree);
}

export const isSameTable = (a: TableName, b: TableName): boolean =>
  a.schema === b.schema && a.name === b.name;
