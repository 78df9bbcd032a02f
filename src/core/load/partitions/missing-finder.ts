// Looks for records that no partition takes, before anything is loaded: batch by batch through the key's fields.
// A partition that can be proposed joins the tree at once, so that what belongs in it is counted there.
import { present } from "../../base/assert.ts";
import { RecordReader } from "../../records/record-reader.ts";
import { tableText, type TableName } from "../plan.ts";
import { shownKey } from "./key-values.ts";
import { newPartition, NOT_MADE, type MissingKey, type NewPartition } from "./new-partition.ts";
import {
  keyFieldsOf,
  MISSING,
  planRouting,
  Router,
  type KeyFields,
  type RoutingPlan,
} from "./router.ts";
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

/** Where a batch begins. */
export interface BatchPlace {
  readonly firstRecord: number;
  readonly firstLine: number;
  readonly isPlain: boolean;
}

/** What is counted for the records that go to one table. */
interface Tally {
  records: number;
  record: number;
  line: number;
}

type Group = Tally & Omit<MissingGroup, keyof Found> & { readonly makes: string };
type DefaultTally = Tally & { readonly table: TableName };

export class MissingFinder {
  readonly #keys: KeyFields;
  readonly #groups: Group[] = [];
  /** Those that nothing can be proposed for, by table and words. */
  readonly #hopeless = new Map<string, Group>();
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

  /** Whole records; of plain ones only the fields up to the last key are read. */
  look(bytes: Uint8Array, place: BatchPlace): void {
    const { dialect, mapping } = this.#keys;
    const isShort = place.isPlain && (dialect.quote === null || dialect.escape === dialect.quote);
    const { fieldsNeeded } = this.#plan;
    const reader = new RecordReader(bytes, dialect, isShort ? fieldsNeeded : undefined);
    const fieldCount = isShort ? Math.min(fieldsNeeded, mapping.length) : mapping.length;
    let router = new Router(this.#plan, bytes);
    let record = place.firstRecord - 1;
    let line = place.firstLine;
    for (; reader.next(); line += reader.lines) {
      if (reader.isComment) continue;
      record++;
      // A record of the wrong shape is refused for that.
      if (reader.problem !== null || reader.fieldCount !== fieldCount) continue;
      let table = router.route(reader);
      // Each turn adds a partition, at most one a level.
      while (table === MISSING && this.#propose(reader, router, { record, line })) {
        router = new Router(this.#plan, bytes);
        table = router.route(reader);
      }
      for (const tally of this.#tallies[table] ?? NONE) note(tally, record, line);
    }
  }

  result(): LookedThrough {
    const missing = [...this.#groups, ...this.#hopeless.values()];
    return {
      missing: missing.sort((a, b) => a.record - b.record),
      byDefault: [...this.#defaults.values()].filter(({ records }) => records > 0),
      isCut: this.#isCut,
    };
  }

  /** True when a partition for the record joined the tree; otherwise it is counted among the hopeless. */
  #propose(
    reader: RecordReader,
    router: Router,
    { record, line }: { record: number; line: number },
  ): boolean {
    const { tree, values } = present(router.missing, "the key of a record without a partition");
    const key = { values, texts: this.#textsOf(reader, tree, values) };
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
        ...{ records: 0, record, line },
      });
      this.#tree = withPartition(this.#tree, tree.table, partition);
      this.#plan = this.#replan();
      return true;
    }
    this.#isCut ||= isFull;
    const words = key.texts.map((text) => (text === null ? "NULL" : `'${text}'`)).join(", ");
    // Of a range every value is another; they are told apart by the reason alone.
    const name = `${tableText(tree.table)} ${tree.strategy === "list" ? words : made}`;
    const known = this.#hopeless.get(name);
    if (known !== undefined) known.records++;
    else if (this.#hopeless.size < GROUPS_MAX)
      this.#hopeless.set(name, {
        ...{ table: tree.table, words, partition: null, reason: made, isNested, makes: "" },
        ...{ records: 1, record, line },
      });
    else this.#isCut = true;
    return false;
  }

  #textsOf(
    reader: RecordReader,
    tree: PartitionTree,
    values: MissingKey["values"],
  ): readonly (string | null)[] {
    const fields = present(keyFieldsOf(tree, this.#keys), "the fields of a key that was read");
    return fields.map(({ field }, index) =>
      values[index] === null
        ? null
        : shownKey(reader.fieldBytes(field), this.#keys.dialect.encoding),
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

const NONE: readonly Tally[] = [];

function note(tally: Tally, record: number, line: number): void {
  if (tally.records === 0) {
    tally.record = record;
    tally.line = line;
  }
  tally.records++;
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
