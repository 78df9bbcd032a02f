// Looks for records that no partition takes, before anything is loaded: batch by batch through the key's fields.
// A partition that can be proposed joins the tree at once, so that what belongs in it is counted there.
import { present } from "../../base/assert.ts";
import { RecordReader } from "../../records/record-reader.ts";
import type { WasmMemory } from "../../records/wasm-memory.ts";
import { tableText, type TableName } from "../plan.ts";
import type { KeySource } from "./found-keys.ts";
import { ASK, KeyRows } from "./key-rows.ts";
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

interface RecordPlace {
  readonly record: number;
  readonly line: number;
}

/** What is counted for the records that go to one table. */
interface Tally {
  records: number;
  record: number;
  line: number;
}

type Group = Tally & Omit<MissingGroup, keyof Found> & { readonly makes: string };
type DefaultTally = Tally & { readonly table: TableName };

const NONE: readonly Tally[] = [];
/** The place of NONE among the outcomes. */
const UNCOUNTED = 0;

export class MissingFinder {
  readonly #keys: KeyFields;
  readonly #groups: Group[] = [];
  /** Those that nothing can be proposed for, by table and words. */
  readonly #hopeless = new Map<string, readonly [Group]>();
  readonly #defaults = new Map<string, DefaultTally>();
  #tree: PartitionTree;
  #plan: RoutingPlan;
  /** By table of the plan. */
  #tallies: readonly (readonly Tally[])[] = [];
  /** Of the batch that is looked at, for the tree as it is now. */
  #router: Router;
  readonly #rows: KeyRows | null;
  /** What the records of a class are counted in; the first is nothing. */
  readonly #outcomes: (readonly Tally[])[] = [NONE];
  #isCut = false;

  /** Batches that lie in `memory` are looked at in WebAssembly. */
  constructor(tree: PartitionTree, keys: KeyFields, memory?: WasmMemory) {
    this.#keys = keys;
    this.#tree = tree;
    this.#plan = this.#replan();
    this.#router = new Router(this.#plan, new Uint8Array(0));
    this.#rows = memory === undefined ? null : KeyRows.open(memory, keys.dialect, this.#plan.keys);
  }

  /** Whole records; of plain ones only the fields up to the last key are read. */
  look(bytes: Uint8Array, place: BatchPlace): void {
    const { dialect, mapping } = this.#keys;
    if (this.#rows?.start(bytes, place) === true) {
      this.#lookAtRows(this.#rows, bytes, place);
      return;
    }
    const isShort = place.isPlain && (dialect.quote === null || dialect.escape === dialect.quote);
    const { fieldsNeeded } = this.#plan;
    const reader = new RecordReader(bytes, dialect, isShort ? fieldsNeeded : undefined);
    const fieldCount = isShort ? Math.min(fieldsNeeded, mapping.length) : mapping.length;
    let record = place.firstRecord - 1;
    let line = place.firstLine;
    this.#router = new Router(this.#plan, bytes);
    for (; reader.next(); line += reader.lines) {
      if (reader.isComment) continue;
      record++;
      // A record of the wrong shape is refused for that.
      if (reader.problem !== null || reader.fieldCount !== fieldCount) continue;
      this.#count(reader, bytes, { record, line });
    }
  }

  /** Only the first record of each class is looked at, where all of its class are counted alike. */
  #lookAtRows(rows: KeyRows, bytes: Uint8Array, place: BatchPlace): void {
    let { firstRecord } = place;
    this.#router = new Router(this.#plan, bytes);
    for (; rows.fill(); firstRecord += rows.count) {
      for (let row = rows.sort(0); row < rows.count; row = rows.sort(row + 1)) {
        const found = rows.at(row);
        if (found.isShort) continue;
        const at = { record: firstRecord + row, line: place.firstLine + found.line };
        if (found.isOdd) this.#lookAtOdd(bytes, found.start, at);
        else this.#learn(rows, row, this.#count(found, bytes, at));
      }
      this.#countSorted(rows);
    }
  }

  /** The rows that got an outcome from another record of their class. */
  #countSorted(rows: KeyRows): void {
    // In nearly all files there is nothing to count.
    if (this.#outcomes.length === 1) return;
    for (let row = 0; row < rows.count; row++) {
      const outcome = rows.table(row);
      if (outcome > UNCOUNTED) for (const tally of this.#outcomes[outcome] ?? NONE) tally.records++;
    }
  }

  /** The record that starts there may be one that nothing can load. */
  #lookAtOdd(bytes: Uint8Array, start: number, at: RecordPlace): void {
    const { fieldsNeeded } = this.#plan;
    const reader = new RecordReader(bytes, this.#keys.dialect, fieldsNeeded);
    reader.nextStart = start;
    if (!reader.next() || reader.problem !== null || reader.fieldCount !== fieldsNeeded) return;
    this.#count(reader, bytes, at);
  }

  /** How the other records of its class are counted, if that is certain. */
  #learn(rows: KeyRows, row: number, tallies: readonly Tally[]): void {
    const record = rows.at(row);
    if (this.#router.isExact(record)) {
      rows.learn(row, this.#outcomeOf(tallies));
      return;
    }
    const tables = this.#router.settle(record);
    const isCounted = tables?.some((table) => (this.#tallies[table] ?? NONE).length > 0) ?? true;
    rows.learn(row, isCounted ? ASK : UNCOUNTED);
  }

  #outcomeOf(tallies: readonly Tally[]): number {
    if (tallies.length === 0) return UNCOUNTED;
    const known = this.#outcomes.lastIndexOf(tallies);
    return known >= 0 ? known : this.#outcomes.push(tallies) - 1;
  }

  /** Counts the record where it belongs, and gives what it was counted in. */
  #count(record: KeySource, bytes: Uint8Array, at: RecordPlace): readonly Tally[] {
    let table = this.#router.route(record);
    // Each turn adds a partition, at most one a level.
    while (table === MISSING) {
      const hopeless = this.#propose(record, at);
      if (hopeless !== null) return hopeless;
      this.#router = new Router(this.#plan, bytes);
      table = this.#router.route(record);
    }
    const tallies = this.#tallies[table] ?? NONE;
    for (const tally of tallies) note(tally, at);
    return tallies;
  }

  result(): LookedThrough {
    const missing = [...this.#groups, ...[...this.#hopeless.values()].flat()];
    return {
      missing: missing.sort((a, b) => a.record - b.record),
      byDefault: [...this.#defaults.values()].filter(({ records }) => records > 0),
      isCut: this.#isCut,
    };
  }

  /** Null when a partition for the record joined the tree; otherwise what it is counted in. */
  #propose(record: KeySource, at: RecordPlace): readonly Tally[] | null {
    const { tree, values } = present(
      this.#router.missing,
      "the key of a record without a partition",
    );
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
      this.#rows?.forget();
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

function note(tally: Tally, at: RecordPlace): void {
  if (tally.records === 0) Object.assign(tally, at);
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
