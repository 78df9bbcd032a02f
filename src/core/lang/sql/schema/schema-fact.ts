// One thing that a statement of DDL says of a table. Plain data that is kept per file and crosses
// processes; what all files say together is put together in build.ts.
import type { Range } from "../../../text/range.ts";
import type { PartitionBound } from "../statement.ts";
import type {
  KnownColumn,
  KnownForeignKey,
  KnownIndex,
  KnownKey,
  KnownTable,
  KnownTrigger,
} from "./known.ts";

export interface TableName {
  readonly schema: string | undefined;
  readonly name: string;
}

export type KnownCheck = KnownTable["checks"][number];

/** What a CREATE TABLE says in its own words. */
export interface NewTable {
  readonly columns: readonly KnownColumn[];
  readonly isComplete: boolean;
  readonly keys: readonly KnownKey[];
  readonly foreignKeys: readonly KnownForeignKey[];
  readonly checks: readonly KnownCheck[];
  readonly partitioning: KnownTable["partitioning"];
  /** PARTITION OF: what it does not say itself, its parent says. */
  readonly parent: TableName | undefined;
  readonly isUnlogged: boolean;
  readonly isTemporary: boolean;
}

export type TableChange =
  | { readonly kind: "add-column"; readonly column: KnownColumn }
  | { readonly kind: "drop-column"; readonly column: string }
  | { readonly kind: "rename-column"; readonly column: string; readonly to: string }
  | { readonly kind: "set-type"; readonly column: string; readonly type: string }
  | { readonly kind: "set-default"; readonly column: string; readonly text: string | undefined }
  | { readonly kind: "set-not-null"; readonly column: string; readonly isNotNull: boolean }
  | { readonly kind: "add-key"; readonly key: KnownKey }
  | { readonly kind: "add-foreign-key"; readonly foreignKey: KnownForeignKey }
  | { readonly kind: "add-check"; readonly check: KnownCheck }
  | { readonly kind: "drop-constraint" | "validate-constraint"; readonly name: string }
  | { readonly kind: "add-index"; readonly index: KnownIndex; readonly hasPredicate: boolean }
  | { readonly kind: "drop-index"; readonly name: string }
  | { readonly kind: "add-trigger"; readonly trigger: KnownTrigger }
  | { readonly kind: "enable-trigger"; readonly name: string; readonly isEnabled: boolean }
  | { readonly kind: "set-logged"; readonly isUnlogged: boolean }
  | { readonly kind: "update" }
  /** A change that is not read closer: SET SCHEMA, INHERIT, identity. */
  | { readonly kind: "unread" }
  /** ATTACH and DETACH, as the partition sees them. */
  | { readonly kind: "set-parent"; readonly parent: string | undefined }
  | { readonly kind: "add-partition"; readonly child: TableName; readonly bound: PartitionBound }
  | { readonly kind: "remove-partition"; readonly child: TableName }
  | { readonly kind: "rename-partition"; readonly child: TableName; readonly to: string }
  /** A loop, EXECUTE or an extension makes partitions that no text shows. */
  | { readonly kind: "dynamic-partitions" };

export type SchemaFact =
  | {
      readonly kind: "create";
      readonly table: TableName;
      readonly ifNotExists: boolean;
      readonly created: NewTable;
      /** Of the name. */
      readonly range: Range;
    }
  | {
      readonly kind: "change";
      readonly table: TableName;
      readonly change: TableChange;
      /** Of the statement. */
      readonly range: Range;
    }
  | { readonly kind: "drop"; readonly table: TableName }
  | { readonly kind: "rename"; readonly table: TableName; readonly to: string }
  | { readonly kind: "drop-index"; readonly index: TableName }
  /** Partitions of a table whose name is not in the text. */
  | { readonly kind: "dynamic-anywhere" };

/** Plain data, in the order of the file. */
export interface SchemaFacts {
  /** As the root names it; undefined for the file that is being judged. */
  readonly file: string | undefined;
  readonly facts: readonly SchemaFact[];
}
