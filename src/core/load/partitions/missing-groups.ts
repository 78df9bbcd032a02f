// What is counted of records without a partition, by the partition they want, and of those that a default one takes. A
// partition that can be proposed joins the tree at once, so that what belongs in it is counted there.
import { present } from "../../base/assert.ts";
import { tableText, type TableName } from "../plan.ts";
import type { KeySource } from "./found-keys.ts";
import { shownKey } from "./key-values.ts";
import { newPartition, NOT_MADE, type MissingKey, type NewPartition } from "./new-partition.ts";
import type { Missing } from "./router.ts";
import { keyFieldsOf, planRouting, type KeyFields, type RoutingPlan } from "./routing-plan.ts";
import { isSameTable, type PartitionTree, type TablePartition } from "./tree.ts";

/** How many records, and where the first of them is. */
export interface Found {
  records: number;
  readonly record: number;
  readonly line: number;
}

/** Records without a partition, by the partition they want. */
export interface MissingGroup extends Found {
  readonly table: TableName;
  /** What they have in common, for people: `2026-01-01 to 2026-02-01`, `'BR'`. */
  readonly words: string;
  /** Null where none can be proposed; `reason` says why. */
  readonly partition: NewPartition | null;
  readonly reason: string | null;
  /** In a partition that is missing itself: its records are counted there too. */
  readonly isNested: boolean;
}

export interface LookedThrough {
  readonly missing: readonly MissingGroup[];
  /** Records that a default partition takes. */
  readonly byDefault: readonly (Found & { readonly table: TableName })[];
  /** Groups beyond the most that are told apart. */
  readonly isCut: boolean;
}

/** More partitions than that are not missing: the column is the wrong one, or the file. */
const GROUPS_MAX = 500;

/** Where a record is. */
export interface RecordPlace {
  readonly record: number;
  readonly line: number;
}

/** What is counted for the records that go to one table. */
export interface Tally {
  records: number;
  record: number;
  line: number;
}

type Group = Tally & Omit<MissingGroup, keyof Found> & { readonly makes: string };
type DefaultTally = Tally & { readonly table: TableName };

export const NONE: readonly Tally[] = [];

export class MissingGroups {
  readonly #keys: KeyFields;
  readonly #groups: Group[] = [];
  /** Those that nothing can be proposed for, by table and words. */
  readonly #hopeless = new Map<string, readonly [Group]>();
  readonly #defaults = new Map<string, DefaultTally>();
  #tree: PartitionTree;
  #plan: RoutingPlan;
  /** By table of the plan. */
  #tallies: readonly (readonly Tally[])[] = [];
  #isCut = false;

  constructor(tree: PartitionTree, keys: KeyFields) {
    this.#keys = keys;
    this.#tree = tree;
    this.#plan = this.#replan();
  }

  /** For the tree with all that is proposed so far. */
  get plan(): RoutingPlan {
    return this.#plan;
  }

  /** What the records that go to this table of the plan are counted in. */
  tallies(table: number): readonly Tally[] {
    return this.#tallies[table] ?? NONE;
  }

  result(): LookedThrough {
    const missing = [...this.#groups, ...[...this.#hopeless.values()].flat()];
    return {
      missing: missing.sort((a, b) => a.record - b.record),
      byDefault: [...this.#defaults.values()].filter(({ records }) => records > 0),
      isCut: this.#isCut,
    };
  }

  /** Null when a partition for the record joined the tree, and the plan is another; otherwise what it is counted in. */
  propose({ tree, values }: Missing, record: KeySource, at: RecordPlace): readonly Tally[] | null {
    const key = { values, texts: this.#textsOf(record, tree, values) };
    const isNested = tree.oid === NOT_MADE;
    const isFull = this.#groups.length >= GROUPS_MAX;
    const made = isFull ? "it is one of too many" : newPartition(tree, key);
    if (typeof made !== "string") {
      const { partition, words } = made;
      this.#groups.push({
        ...{
          table: tree.table,
          words,
          partition: made,
          reason: null,
          isNested,
          makes: tableText(partition.table),
        },
        ...{ records: 0, ...at },
      });
      this.#tree = withPartition(this.#tree, tree.table, partition);
      this.#plan = this.#replan();
      return null;
    }
    this.#isCut ||= isFull;
    const words = key.texts.map((text) => (text === null ? "NULL" : `'${text}'`)).join(", ");
    return this.#hopelessOf({ table: tree.table, words, reason: made, isNested }, tree, at);
  }

  #hopelessOf(
    facts: Pick<Group, "table" | "words" | "reason" | "isNested">,
    { strategy }: PartitionTree,
    at: RecordPlace,
  ): readonly Tally[] {
    // Of a range every value is another; they are told apart by the reason alone.
    const name = `${tableText(facts.table)} ${String(strategy === "list" ? facts.words : facts.reason)}`;
    const known = this.#hopeless.get(name);
    if (known !== undefined) {
      for (const group of known) group.records++;
      return known;
    }
    if (this.#hopeless.size >= GROUPS_MAX) {
      this.#isCut = true;
      return NONE;
    }
    const group = { ...facts, partition: null, makes: "", records: 1, ...at };
    const groups: readonly [Group] = [group];
    this.#hopeless.set(name, groups);
    return groups;
  }

  #textsOf(
    record: KeySource,
    tree: PartitionTree,
    values: MissingKey["values"],
  ): readonly (string | null)[] {
    const fields = present(keyFieldsOf(tree, this.#keys), "the fields of a key that was read");
    return fields.map(({ field }, index) =>
      values[index] === null
        ? null
        : shownKey(record.fieldBytes(field), this.#keys.dialect.encoding),
    );
  }

  #replan(): RoutingPlan {
    const plan = planRouting(this.#tree, this.#keys);
    const made = new Map(this.#groups.map((group) => [group.makes, group]));
    this.#tallies = plan.tables.map(({ path }) => {
      const groups = path.flatMap(({ table }) => made.get(tableText(table)) ?? []);
      const last = path.at(-1);
      if (groups.length > 0 || last?.bound.kind !== "default") return groups;
      return [this.#defaultTally(last.table)];
    });
    return plan;
  }

  #defaultTally(table: TableName): DefaultTally {
    const name = tableText(table);
    const tally = this.#defaults.get(name) ?? { table, records: 0, record: 0, line: 0 };
    this.#defaults.set(name, tally);
    return tally;
  }
}

/** The tree with one partition more in the table of that name. */
function withPartition(
  tree: PartitionTree,
  table: TableName,
  added: TablePartition,
): PartitionTree {
  if (isSameTable(tree.table, table)) return { ...tree, partitions: [...tree.partitions, added] };
  const partitions = tree.partitions.map((partition) =>
    partition.tree === null
      ? partition
      : { ...partition, tree: withPartition(partition.tree, table, added) },
  );
  return { ...tree, partitions };
}
