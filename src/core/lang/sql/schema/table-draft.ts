// A table while it is put together: what CREATE TABLE said, and each change in its turn.
import type { Range } from "../../../text/range.ts";
import { ConstraintsDraft } from "./constraints-draft.ts";
import type { KnownColumn, KnownPartition, KnownTable, Origin } from "./known.ts";
import type { NewTable, TableChange, TableName } from "./schema-fact.ts";

/** A change with the place it was read at. */
export interface LoggedChange {
  readonly change: TableChange;
  /** As in Origin, both. */
  readonly file: string | undefined;
  readonly path: string | undefined;
  readonly range: Range;
}

export class TableDraft {
  readonly #table: TableName;
  readonly #origin: Origin;
  #columns: readonly KnownColumn[] = [];
  #isComplete = false;
  #constraints: ConstraintsDraft;
  #partitioning: KnownTable["partitioning"];
  readonly #partitions = new Map<string, KnownPartition>();
  #arePartitionsComplete = false;
  #parent: string | undefined;
  #isUnlogged = false;
  #isTemporary = false;
  #isUpdated = false;
  readonly #changedBy = new Set<string>();

  /** Nothing is known of it yet. */
  constructor(table: TableName, origin: Origin) {
    this.#table = table;
    this.#origin = origin;
    this.#constraints = new ConstraintsDraft(table.name);
  }

  static of(table: TableName, created: NewTable, origin: Origin): TableDraft {
    const draft = new TableDraft(table, origin);
    draft.#columns = created.columns;
    draft.#isComplete = created.isComplete;
    draft.#constraints = ConstraintsDraft.of(table.name, created);
    draft.#partitioning = created.partitioning;
    draft.#arePartitionsComplete = true;
    draft.#parent = created.parent?.name;
    draft.#isUnlogged = created.isUnlogged;
    draft.#isTemporary = created.isTemporary;
    return draft;
  }

  /** Goes on where another layer's table stands. */
  static from(table: KnownTable): TableDraft {
    const draft = new TableDraft(table, table.origin);
    draft.#columns = table.columns;
    draft.#isComplete = table.isComplete;
    draft.#constraints = ConstraintsDraft.from(table);
    draft.#partitioning = table.partitioning;
    for (const partition of table.partitions) draft.#partitions.set(partition.table, partition);
    draft.#arePartitionsComplete = table.arePartitionsComplete;
    draft.#parent = table.parent;
    draft.#isUnlogged = table.isUnlogged;
    draft.#isTemporary = table.isTemporary;
    draft.#isUpdated = table.isUpdated ?? false;
    for (const file of table.changedBy ?? []) draft.#changedBy.add(file);
    return draft;
  }

  /** A partition has what its parent has, beside what it says itself. */
  inherit(parent: KnownTable): void {
    const own = new Map(this.#columns.map((column) => [column.name, column]));
    this.#columns = parent.columns.map((column) => {
      // PARTITION OF orders (note DEFAULT '') names a column without its type.
      const said = own.get(column.name);
      if (said === undefined) return column;
      const isNotNull = column.isNotNull || said.isNotNull;
      return { ...column, isNotNull, default: said.default ?? column.default };
    });
    this.#isComplete = parent.isComplete;
    this.#constraints.inherit(parent);
  }

  /** What other files say of the same table: only what is not known of it yet. */
  join(other: KnownTable, isWanted: (partition: KnownPartition) => boolean): void {
    this.#constraints.join(other);
    for (const partition of other.partitions.filter(isWanted))
      if (!this.#partitions.has(partition.table)) this.#partitions.set(partition.table, partition);
    this.#isUpdated ||= other.isUpdated ?? false;
  }

  keepPartitions(isWanted: (partition: KnownPartition) => boolean): void {
    for (const [name, partition] of this.#partitions)
      if (!isWanted(partition)) this.#partitions.delete(name);
  }

  partitionsAreIncomplete(): void {
    this.#arePartitionsComplete = false;
  }

  apply({ change, file, path, range }: LoggedChange): void {
    if (path !== undefined && TAKES_AWAY.has(change.kind)) this.#changedBy.add(path);
    switch (change.kind) {
      case "add-column":
      case "drop-column":
      case "rename-column":
      case "set-type":
      case "set-default":
      case "set-not-null":
        this.#changeColumns(change);
        return;
      case "set-logged":
        this.#isUnlogged = change.isUnlogged;
        return;
      case "set-parent":
        this.#parent = change.parent;
        return;
      case "update":
        this.#isUpdated = true;
        return;
      case "unread":
        this.#isComplete = false;
        return;
      case "add-partition":
      case "remove-partition":
      case "rename-partition":
      case "dynamic-partitions":
        this.#changePartitions(change, { kind: "text", file, path, range });
        return;
      case "add-key":
      case "add-foreign-key":
      case "add-check":
      case "drop-constraint":
      case "validate-constraint":
      case "add-index":
      case "drop-index":
      case "add-trigger":
      case "enable-trigger":
        this.#constraints.apply(change);
        return;
    }
  }

  toTable(): KnownTable {
    const constraints = this.#constraints.constraints;
    const primary = constraints.keys.find(({ isPrimary }) => isPrimary);
    return {
      schema: this.#table.schema,
      name: this.#table.name,
      columns: this.#columns.map((column) =>
        primary?.columns.includes(column.name) === true ? { ...column, isNotNull: true } : column,
      ),
      isComplete: this.#isComplete,
      ...constraints,
      partitioning: this.#partitioning,
      partitions: [...this.#partitions.values()],
      arePartitionsComplete: this.#arePartitionsComplete,
      parent: this.#parent,
      isUnlogged: this.#isUnlogged,
      isTemporary: this.#isTemporary,
      origin: this.#origin,
      isUpdated: this.#isUpdated,
      changedBy: [...this.#changedBy],
    };
  }

  #changeColumns(change: ColumnChange): void {
    switch (change.kind) {
      case "add-column":
        if (!this.#columns.some(({ name }) => name === change.column.name))
          this.#columns = [...this.#columns, change.column];
        return;
      case "drop-column":
        this.#columns = this.#columns.filter(({ name }) => name !== change.column);
        this.#constraints.dropColumn(change.column);
        return;
      case "rename-column":
        this.#renameColumn(change.column, change.to);
        return;
      case "set-type":
        this.#alterColumn(change.column, { type: change.type });
        return;
      case "set-default":
        this.#alterColumn(change.column, { default: change.text });
        return;
      case "set-not-null":
        this.#alterColumn(change.column, { isNotNull: change.isNotNull });
        return;
    }
  }

  #changePartitions(change: PartitionChange, origin: Origin): void {
    switch (change.kind) {
      case "add-partition": {
        const { schema, name } = change.child;
        // One that is there was not made again, but by a copy of its text; the later one is at hand.
        this.#partitions.delete(name);
        this.#partitions.set(name, { schema, table: name, bound: change.bound, origin });
        return;
      }
      case "remove-partition":
        // Rows written before it went had a place, so nobody can say what is missing.
        this.#partitions.delete(change.child.name);
        this.#arePartitionsComplete = false;
        return;
      case "rename-partition": {
        const partition = this.#partitions.get(change.child.name);
        if (partition === undefined) return;
        this.#partitions.delete(change.child.name);
        this.#partitions.set(change.to, { ...partition, table: change.to });
        return;
      }
      case "dynamic-partitions":
        this.#arePartitionsComplete = false;
    }
  }

  #renameColumn(from: string, to: string): void {
    this.#alterColumn(from, { name: to });
    this.#constraints.renameColumn(from, to);
    if (this.#partitioning === undefined) return;
    const key = this.#partitioning.key.map((name) => (name === from ? to : name));
    this.#partitioning = { ...this.#partitioning, key };
  }

  #alterColumn(name: string, changed: Partial<KnownColumn>): void {
    this.#columns = this.#columns.map((column) =>
      column.name === name ? { ...column, ...changed } : column,
    );
  }
}

type ColumnKind =
  "add-column" | "drop-column" | "rename-column" | "set-type" | "set-default" | "set-not-null";
type ColumnChange = Extract<TableChange, { readonly kind: ColumnKind }>;

type PartitionKind =
  "add-partition" | "remove-partition" | "rename-partition" | "dynamic-partitions";
type PartitionChange = Extract<TableChange, { readonly kind: PartitionKind }>;

/** Statements of older files were written for the table as it was before. */
const TAKES_AWAY: ReadonlySet<TableChange["kind"]> = new Set([
  ...(["drop-column", "rename-column", "set-type", "unread"] as const),
  ...(["drop-constraint", "drop-index", "remove-partition"] as const),
]);
