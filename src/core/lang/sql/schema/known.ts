// What is known of the tables that statements name: from the same file, from the workspace's DDL, or from
// a snapshot of a connected database. Plain data, so that it can cross a process border.
import type { Range } from "../../../text/range.ts";
import type { PartitionBound } from "../statement.ts";

export interface KnownColumn {
  readonly name: string;
  /** As in ColumnDef.type. */
  readonly type: string;
  readonly isNotNull: boolean;
  readonly default: string | undefined;
  readonly isGenerated: boolean;
}

/** A unique constraint or index, the primary key included. */
export interface KnownKey {
  readonly columns: readonly string[];
  readonly isPrimary: boolean;
  /** A partial unique index, or one on expressions, serves ON CONFLICT only with the same predicate. */
  readonly isPlain: boolean;
  readonly constraint: string | undefined;
}

export interface KnownIndex {
  readonly name: string | undefined;
  readonly columns: readonly string[] | undefined;
  readonly method: string;
  readonly isUnique: boolean;
  /** From a snapshot only. */
  readonly bytes?: number;
  /** Index scans since the statistics were reset; from a snapshot only. */
  readonly scans?: number;
}

export interface KnownForeignKey {
  readonly name: string | undefined;
  readonly columns: readonly string[];
  readonly references: string;
  /** From a snapshot only: the referenced key's index is valid, so that the lookup of each row can use it. */
  readonly hasUsableIndex?: boolean;
}

export interface KnownTrigger {
  readonly name: string;
  readonly isForEachRow: boolean;
  readonly isEnabled: boolean;
  readonly events: readonly string[];
}

export interface KnownPartition {
  readonly schema: string | undefined;
  readonly table: string;
  readonly bound: PartitionBound;
  readonly origin: Origin;
}

/**
 * Where a fact was read. `file` is a path or URI as the root names it; the same file has undefined. `path`
 * is the one that gives files their order, in a workspace's knowledge only.
 */
export type Origin =
  | {
      readonly kind: "text";
      readonly file: string | undefined;
      readonly path?: string | undefined;
      readonly range: Range;
    }
  | { readonly kind: "snapshot" };

export interface KnownTable {
  readonly schema: string | undefined;
  readonly name: string;
  readonly columns: readonly KnownColumn[];
  /** False where LIKE, INHERITS, AS or a dynamic statement hides some columns. */
  readonly isComplete: boolean;
  readonly keys: readonly KnownKey[];
  readonly indexes: readonly KnownIndex[];
  readonly foreignKeys: readonly KnownForeignKey[];
  readonly checks: readonly {
    readonly name: string | undefined;
    readonly text: string;
    readonly isNotValid: boolean;
  }[];
  readonly triggers: readonly KnownTrigger[];
  readonly partitioning:
    | {
        readonly strategy: "range" | "list" | "hash";
        readonly key: readonly string[];
        readonly hasExpression: boolean;
      }
    | undefined;
  readonly partitions: readonly KnownPartition[];
  /** False where a loop, EXECUTE, or an extension such as pg_partman makes partitions that no text shows. */
  readonly arePartitionsComplete: boolean;
  /** The table this one is a partition of. */
  readonly parent: string | undefined;
  readonly isUnlogged: boolean;
  readonly isTemporary: boolean;
  readonly origin: Origin;
  /** True where an UPDATE or MERGE in sight changes its rows; host code is not looked at. */
  readonly isUpdated?: boolean;
  /** Paths of files that took away or changed a part of it: a file that runs before them saw another table. */
  readonly changedBy?: readonly string[];
}

/** Tables by name, found as a search path without surprises would: exact schema first, else the only one of that name. */
export interface Knowledge {
  table(name: {
    readonly schema: string | undefined;
    readonly name: string;
  }): KnownTable | undefined;
  readonly tables: readonly KnownTable[];
  /**
   * What is said of a table whose CREATE is not in sight, or is there twice: some of its partitions, keys
   * and indexes. Nothing in it is complete.
   */
  fragment(name: {
    readonly schema: string | undefined;
    readonly name: string;
  }): KnownTable | undefined;
  /** Tables that the judged file partitions or makes partitions of, fragments included. */
  readonly partitionedHere: readonly KnownTable[];
  /** True where some script makes partitions of a table that it does not name. */
  readonly hasUnseenPartitions: boolean;
}
