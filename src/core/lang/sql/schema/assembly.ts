// Puts facts of files to the tables they speak of. One name may be created several times (copies, several
// projects in one repository): each is a definition of its own, and a later change belongs to the nearest.
import type { Range } from "../../../text/range.ts";
import { seriesOf } from "./migration-order.ts";
import type { NewTable, SchemaFact, SchemaFacts, TableName } from "./schema-fact.ts";
import type { LoggedChange } from "./table-draft.ts";

export interface Definition {
  readonly table: TableName;
  readonly created: NewTable;
  readonly path: string;
  /** As in Origin. */
  readonly file: string | undefined;
  readonly range: Range;
  readonly changes: readonly LoggedChange[];
}

/** A change of a table whose CREATE is in no file. */
export interface LooseChange extends LoggedChange {
  readonly table: TableName;
}

/** More than any schema has; beyond it tables stay unknown. */
const TABLES_MAX = 50_000;
const PARTITIONS_MAX = 100_000;

/** The file that a fact is from. */
interface Place {
  readonly path: string;
  /** As in Origin. */
  readonly file: string | undefined;
}

interface Growing extends Definition {
  table: TableName;
  readonly changes: LoggedChange[];
}

export class Assembly {
  readonly #definitions = new Map<string, Growing[]>();
  readonly #loose = new Map<string, LooseChange[]>();
  /** Parents by the name of the partition. */
  readonly #parents = new Map<string, TableName>();
  readonly #indexes = new Map<string, TableName>();
  readonly #renamed = new Map<string, string>();
  #tableCount = 0;
  #hasUnseenPartitions = false;

  /** Files come in the order in which they run. */
  add(path: string, { file, facts }: SchemaFacts): void {
    for (const fact of facts) this.#addFact(fact, { path, file });
  }

  /** Changes that stood before the CREATE, in a file whose name comes first, find it now. */
  settle(): void {
    for (const [name, changes] of this.#loose) {
      const left = changes.filter((change) => {
        const definition = this.#nearest(change.table, change.path ?? "");
        definition?.changes.push(change);
        return definition === undefined;
      });
      if (left.length === 0) this.#loose.delete(name);
      else this.#loose.set(name, left);
    }
  }

  /** True where some partition of some table is made without a name in sight. */
  get hasUnseenPartitions(): boolean {
    return this.#hasUnseenPartitions;
  }

  /** Several where one name was created several times. */
  definitions(table: TableName): readonly Definition[] {
    return fitting(this.#definitions.get(table.name) ?? [], table, schemaOf);
  }

  looseChanges(table: TableName): readonly LooseChange[] {
    return fitting(this.#loose.get(table.name) ?? [], table, schemaOf);
  }

  /** Names with a definition. */
  definedTables(): readonly TableName[] {
    return [...this.#definitions.values()].flat().map(({ table }) => table);
  }

  /** Names that are partitioned, or get partitions. */
  partitionedTables(): readonly TableName[] {
    const definitions = [...this.#definitions.values()].flat();
    return [
      ...definitions.filter(
        ({ created, changes }) => created.partitioning !== undefined || changes.some(addsPartition),
      ),
      ...[...this.#loose.values()].flat().filter(addsPartition),
    ].map(({ table }) => table);
  }

  /** The name that a table has after ALTER TABLE … RENAME. */
  nameNow(name: string): string {
    return this.#definitions.has(name) ? name : (this.#renamed.get(name) ?? name);
  }

  #addFact(fact: SchemaFact, place: Place): void {
    switch (fact.kind) {
      case "create":
        this.#create(fact, place);
        return;
      case "change": {
        const { change, range, table } = fact;
        this.#note(fact);
        this.#log(table, place, { change, range });
        return;
      }
      case "drop":
        this.#drop(fact.table, place);
        return;
      case "rename":
        this.#rename(fact.table, fact.to, place);
        return;
      case "drop-index": {
        const table = this.#indexes.get(fact.index.name);
        if (table === undefined) return;
        const change = { kind: "drop-index", name: fact.index.name } as const;
        this.#log(table, place, { change, range: NOWHERE });
        return;
      }
      case "dynamic-anywhere":
        this.#hasUnseenPartitions = true;
    }
  }

  /** Who is a part of what: needed when only the part is named. */
  #note({ table, change }: Extract<SchemaFact, { kind: "change" }>): void {
    if (change.kind === "add-partition") {
      this.#parents.set(change.child.name, table);
      if (this.#parents.size > PARTITIONS_MAX) this.#hasUnseenPartitions = true;
    } else if (change.kind === "add-index" && change.index.name !== undefined)
      this.#indexes.set(change.index.name, table);
  }

  #create(
    { table, created, ifNotExists, range }: Extract<SchemaFact, { kind: "create" }>,
    { path, file }: Place,
  ): void {
    const known = this.#definitions.get(table.name) ?? [];
    const isHere = known.some(
      (definition) => definition.path === path && definition.table.schema === table.schema,
    );
    if ((isHere && ifNotExists) || this.#tableCount >= TABLES_MAX) return;
    // Temporary tables of other files are gone when their session ends.
    if (created.isTemporary && file !== undefined) return;
    this.#tableCount++;
    this.#definitions.set(table.name, [
      ...known,
      { table, created, path, file, range, changes: [] },
    ]);
  }

  #log(
    table: TableName,
    { path, file }: Place,
    read: Pick<LoggedChange, "change" | "range">,
  ): void {
    // The judged file has no place among the others.
    const change = { ...read, file, path: file === undefined ? undefined : path };
    const definition = this.#nearest(table, path);
    if (definition !== undefined) definition.changes.push(change);
    else {
      const loose = this.#loose.get(table.name);
      if (loose === undefined) this.#loose.set(table.name, [{ ...change, table }]);
      else loose.push({ ...change, table });
    }
  }

  /** A script of another folder drops what is in another database. */
  #drop(table: TableName, place: Place): void {
    const known = this.#definitions.get(table.name) ?? [];
    const dropped = fitting(known, table, schemaOf).filter(
      (definition) => seriesOf(definition.path) === seriesOf(place.path),
    );
    if (dropped.length > 0) this.#replace(table.name, without(known, dropped));
    this.#tableCount -= dropped.length;
    const parent = this.#parents.get(table.name);
    if (parent === undefined) return;
    const change = { kind: "remove-partition", child: table } as const;
    this.#log(parent, place, { change, range: NOWHERE });
  }

  #rename(table: TableName, to: string, place: Place): void {
    const definition = this.#nearest(table, place.path);
    if (definition !== undefined) {
      this.#replace(table.name, without(this.#definitions.get(table.name) ?? [], [definition]));
      definition.table = { ...definition.table, name: to };
      this.#definitions.set(to, [...(this.#definitions.get(to) ?? []), definition]);
    }
    this.#renamed.set(table.name, to);
    const parent = this.#parents.get(table.name);
    if (parent === undefined) return;
    const change = { kind: "rename-partition", child: table, to } as const;
    this.#log(parent, place, { change, range: NOWHERE });
  }

  #replace(name: string, definitions: Growing[]): void {
    if (definitions.length === 0) this.#definitions.delete(name);
    else this.#definitions.set(name, definitions);
  }

  /** The one whose path shares most folders with `path`; of several the last. */
  #nearest(table: TableName, path: string): Growing | undefined {
    const candidates = fitting(this.#definitions.get(table.name) ?? [], table, schemaOf);
    if (candidates.length < 2) return candidates[0];
    const near = candidates.map((candidate) => nearness(candidate.path, path));
    return candidates[near.lastIndexOf(Math.max(...near))];
  }
}

/**
 * Those that a name means: the exact schema first, else the only schema there is. A name without one means
 * public before any other.
 */
export function fitting<T>(
  candidates: readonly T[],
  { schema }: TableName,
  schemaOf: (candidate: T) => string | undefined,
): readonly T[] {
  const wanted = schema ?? "public";
  const exact = candidates.filter((candidate) => (schemaOf(candidate) ?? "public") === wanted);
  if (exact.length > 0) return exact;
  if (schema !== undefined)
    return candidates.filter((candidate) => schemaOf(candidate) === undefined);
  return new Set(candidates.map(schemaOf)).size === 1 ? candidates : [];
}

const schemaOf = ({ table }: { readonly table: TableName }): string | undefined => table.schema;

const addsPartition = ({ change }: LoggedChange): boolean => change.kind === "add-partition";

const NOWHERE: Range = { start: 0, end: 0 };

const without = (all: readonly Growing[], some: readonly Growing[]): Growing[] =>
  all.filter((one) => !some.includes(one));

/** Folders that two paths have in common; one more for the same file. */
function nearness(a: string, b: string): number {
  if (a === b) return Infinity;
  const [left, right] = [a.split("/"), b.split("/")];
  let shared = 0;
  while (shared < Math.min(left.length, right.length) - 1 && left[shared] === right[shared])
    shared++;
  return shared;
}
