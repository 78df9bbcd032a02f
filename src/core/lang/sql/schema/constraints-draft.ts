// Keys, indexes, checks and triggers of a table while it is put together.
import type { KnownForeignKey, KnownIndex, KnownKey, KnownTable, KnownTrigger } from "./known.ts";
import type { KnownCheck, NewTable, TableChange } from "./schema-fact.ts";

type Constraints = Pick<KnownTable, "keys" | "indexes" | "foreignKeys" | "checks" | "triggers">;

type Kind =
  | "add-key"
  | "add-foreign-key"
  | "add-check"
  | "drop-constraint"
  | "validate-constraint"
  | "add-index"
  | "drop-index"
  | "add-trigger"
  | "enable-trigger";

export type ConstraintChange = Extract<TableChange, { readonly kind: Kind }>;

export class ConstraintsDraft {
  readonly #table: string;
  #keys: readonly KnownKey[] = [];
  #indexes: readonly KnownIndex[] = [];
  #foreignKeys: readonly KnownForeignKey[] = [];
  #checks: readonly KnownCheck[] = [];
  #triggers: readonly KnownTrigger[] = [];

  /** `table` is its bare name: the server makes names of constraints from it. */
  constructor(table: string) {
    this.#table = table;
  }

  /** Where another layer's table stands. */
  static from(table: KnownTable): ConstraintsDraft {
    const draft = new ConstraintsDraft(table.name);
    draft.#keys = table.keys;
    draft.#indexes = table.indexes;
    draft.#foreignKeys = table.foreignKeys;
    draft.#checks = table.checks;
    draft.#triggers = table.triggers;
    return draft;
  }

  static of(table: string, created: NewTable): ConstraintsDraft {
    const draft = new ConstraintsDraft(table);
    draft.#foreignKeys = created.foreignKeys;
    draft.#checks = created.checks;
    for (const key of created.keys) draft.#addKey(key);
    return draft;
  }

  apply(change: ConstraintChange): void {
    switch (change.kind) {
      case "add-key":
        this.#addKey(change.key);
        return;
      case "add-foreign-key":
        this.#foreignKeys = [...this.#foreignKeys, change.foreignKey];
        return;
      case "add-check":
        this.#checks = [...this.#checks, change.check];
        return;
      case "drop-constraint":
        this.#dropConstraint(change.name);
        return;
      case "validate-constraint":
        this.#checks = this.#checks.map((check) =>
          check.name === change.name ? { ...check, isNotValid: false } : check,
        );
        return;
      case "add-index":
        this.#newIndex(change.index, change.hasPredicate);
        return;
      case "drop-index":
        this.#dropIndex(change.name);
        return;
      case "add-trigger": {
        const { trigger } = change;
        this.#triggers = [...this.#triggers.filter(({ name }) => name !== trigger.name), trigger];
        return;
      }
      case "enable-trigger":
        this.#enableTrigger(change.name, change.isEnabled);
        return;
    }
  }

  /** A partition has what its parent has, under names of its own. */
  inherit(parent: Constraints): void {
    this.#foreignKeys = [...parent.foreignKeys, ...this.#foreignKeys];
    this.#checks = [...parent.checks, ...this.#checks];
    this.#triggers = [...parent.triggers, ...this.#triggers];
    for (const key of parent.keys)
      if (!this.#hasKey(key)) this.#addKey({ ...key, constraint: undefined });
    for (const index of parent.indexes)
      if (!index.isUnique) this.#addIndex({ ...index, name: undefined });
  }

  /** What other files say of the same table: only what is not known of it yet. */
  join(other: Constraints): void {
    for (const key of other.keys) if (!this.#hasKey(key)) this.#addKey(key);
    for (const index of other.indexes) this.#addIndex(index);
    const names = new Set(this.#triggers.map(({ name }) => name));
    this.#triggers = [...this.#triggers, ...other.triggers.filter(({ name }) => !names.has(name))];
  }

  dropColumn(column: string): void {
    this.#keys = this.#keys.filter(({ columns }) => !columns.includes(column));
    this.#indexes = this.#indexes.filter(({ columns }) => columns?.includes(column) !== true);
  }

  renameColumn(from: string, to: string): void {
    const renamed = (name: string) => (name === from ? to : name);
    this.#keys = this.#keys.map((key) => ({ ...key, columns: key.columns.map(renamed) }));
    this.#indexes = this.#indexes.map((index) => ({
      ...index,
      columns: index.columns?.map(renamed),
    }));
  }

  get constraints(): Constraints {
    return {
      keys: this.#keys,
      indexes: this.#indexes,
      foreignKeys: this.#foreignKeys,
      checks: this.#checks,
      triggers: this.#triggers,
    };
  }

  #hasKey({ columns, isPlain }: KnownKey): boolean {
    const wanted = columns.join();
    return this.#keys.some((key) => key.isPlain === isPlain && key.columns.join() === wanted);
  }

  #addKey(key: KnownKey): void {
    this.#keys = [...this.#keys, key];
    this.#addIndex({
      name: key.constraint ?? this.#defaultName(key),
      columns: key.columns,
      method: "btree",
      isUnique: true,
    });
  }

  #addIndex(index: KnownIndex): void {
    const isKnown = this.#indexes.some(({ name }) => name !== undefined && name === index.name);
    if (!isKnown) this.#indexes = [...this.#indexes, index];
  }

  #newIndex(index: KnownIndex, hasPredicate: boolean): void {
    this.#addIndex(index);
    if (!index.isUnique) return;
    const key: KnownKey = {
      columns: index.columns ?? [],
      isPrimary: false,
      isPlain: !hasPredicate && index.columns !== undefined,
      constraint: undefined,
    };
    this.#keys = [...this.#keys, key];
  }

  #dropIndex(name: string): void {
    const dropped = this.#indexes.find((index) => index.name === name);
    if (dropped === undefined) return;
    this.#indexes = this.#indexes.filter((index) => index !== dropped);
    if (!dropped.isUnique) return;
    const columns = (dropped.columns ?? []).join();
    const at = this.#keys.findIndex((key) => !key.isPrimary && key.columns.join() === columns);
    if (at !== -1) this.#keys = this.#keys.toSpliced(at, 1);
  }

  #dropConstraint(name: string): void {
    this.#keys = this.#keys.filter((key) => (key.constraint ?? this.#defaultName(key)) !== name);
    this.#indexes = this.#indexes.filter((index) => index.name !== name);
    this.#foreignKeys = this.#foreignKeys.filter((foreignKey) => foreignKey.name !== name);
    this.#checks = this.#checks.filter((check) => check.name !== name);
  }

  #enableTrigger(which: string, isEnabled: boolean): void {
    const isMeant = (name: string) => which === name || which === "all" || which === "user";
    this.#triggers = this.#triggers.map((trigger) =>
      isMeant(trigger.name) ? { ...trigger, isEnabled } : trigger,
    );
  }

  /** As the server names it: table_pkey, table_a_b_key. */
  #defaultName({ columns, isPrimary }: KnownKey): string {
    return isPrimary ? `${this.#table}_pkey` : `${this.#table}_${columns.join("_")}_key`;
  }
}
