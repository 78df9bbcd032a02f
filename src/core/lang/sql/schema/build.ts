// What is known of tables: from the files of a workspace, and for one file from its own text, the
// workspace and a snapshot together.
import { Assembly, fitting } from "./assembly.ts";
import { FoldedTables } from "./folded-tables.ts";
import type { Knowledge, KnownPartition, KnownTable } from "./known.ts";
import { compareMigrations, isDownMigration, isSeriesStep, runsBefore } from "./migration-order.ts";
import type { SchemaFacts, TableName } from "./schema-fact.ts";
import type { CatalogSnapshot } from "./snapshot.ts";
import { TableDraft } from "./table-draft.ts";

export interface FileFacts {
  /** Relative to the workspace, with forward slashes: its order is that of migrations. */
  readonly path: string;
  readonly facts: SchemaFacts;
}

/**
 * The tables of a workspace. A name that two files create differently is no table here, so that rules stay
 * quiet about it. Tables are put together when they are asked for: building itself costs the facts.
 */
export function buildKnowledge(files: readonly FileFacts[]): Knowledge {
  const assembly = new Assembly();
  const inOrder = files
    .filter(({ path, facts }) => facts.facts.length > 0 && !isDownMigration(path))
    .toSorted((a, b) => compareMigrations(a.path, b.path));
  for (const { path, facts } of inOrder) assembly.add(path, facts);
  assembly.settle();
  return new WorkspaceKnowledge(assembly);
}

/**
 * What one file may take as known. Its own CREATE TABLE beats all: rows behind it go into the table it
 * makes, whatever another database holds. Then a snapshot, which is what the server really has, with what
 * this file goes on to change. The workspace's DDL comes last: it says what should be, not what is.
 *
 * `file` is the path (as in FileFacts) under which `workspace` may hold an older version of the same file.
 */
export const layered = (
  own: SchemaFacts | undefined,
  workspace: Knowledge,
  snapshot: CatalogSnapshot | undefined,
  file?: string,
): Knowledge => new LayeredKnowledge(own ?? NOTHING, workspace, snapshot, file);

const NOTHING: SchemaFacts = { file: undefined, facts: [] };

class WorkspaceKnowledge implements Knowledge {
  readonly #assembly: Assembly;
  readonly #folded: FoldedTables;
  readonly #found = new Map<string, KnownTable | undefined>();
  readonly #fragments = new Map<string, KnownTable | undefined>();
  #tables: readonly KnownTable[] | undefined;
  readonly partitionedHere: readonly KnownTable[] = [];

  constructor(assembly: Assembly) {
    this.#assembly = assembly;
    this.#folded = new FoldedTables(assembly, (parent) => this.table(parent));
  }

  get hasUnseenPartitions(): boolean {
    return this.#assembly.hasUnseenPartitions;
  }

  table(name: TableName): KnownTable | undefined {
    return remembered(this.#found, name, () => {
      const found = this.#folded.find(name);
      return found === "ambiguous" ? undefined : found;
    });
  }

  fragment(name: TableName): KnownTable | undefined {
    return remembered(this.#fragments, name, () =>
      this.table(name) === undefined ? this.#folded.fragment(name) : undefined,
    );
  }

  get tables(): readonly KnownTable[] {
    this.#tables ??= distinct(this.#assembly.definedTables(), (name) => this.table(name));
    return this.#tables;
  }
}

class LayeredKnowledge implements Knowledge {
  readonly #own = new Assembly();
  readonly #folded: FoldedTables;
  readonly #workspace: Knowledge;
  readonly #snapshot: CatalogSnapshot | undefined;
  readonly #file: string | undefined;
  readonly #found = new Map<string, KnownTable | undefined>();
  readonly #fragments = new Map<string, KnownTable | undefined>();
  #tables: readonly KnownTable[] | undefined;
  #partitionedHere: readonly KnownTable[] | undefined;

  constructor(
    own: SchemaFacts,
    workspace: Knowledge,
    snapshot: CatalogSnapshot | undefined,
    file: string | undefined,
  ) {
    this.#own.add(file ?? "", own);
    this.#own.settle();
    this.#folded = new FoldedTables(this.#own, (parent) => this.table(parent));
    this.#workspace = workspace;
    this.#snapshot = snapshot;
    this.#file = file;
  }

  get hasUnseenPartitions(): boolean {
    return this.#own.hasUnseenPartitions || this.#workspace.hasUnseenPartitions;
  }

  table(name: TableName): KnownTable | undefined {
    return remembered(this.#found, name, () => {
      const own = this.#folded.find(name);
      if (own === "ambiguous") return undefined;
      return own === undefined ? this.#changed(name) : this.#completed(own);
    });
  }

  fragment(name: TableName): KnownTable | undefined {
    return remembered(this.#fragments, name, () =>
      this.table(name) === undefined ? this.#joinedFragment(name) : undefined,
    );
  }

  #joinedFragment(name: TableName): KnownTable | undefined {
    const own = this.#folded.fragment(name);
    const others = this.#workspace.fragment(name);
    if (own === undefined || others === undefined) return own ?? others;
    const draft = TableDraft.from(own);
    draft.join(others, this.#isOthers);
    return draft.toTable();
  }

  get tables(): readonly KnownTable[] {
    this.#tables ??= distinct(
      [...this.#own.definedTables(), ...(this.#snapshot?.tables ?? []), ...this.#workspace.tables],
      (name) => this.table(name),
    );
    return this.#tables;
  }

  get partitionedHere(): readonly KnownTable[] {
    this.#partitionedHere ??= distinct(
      this.#own.partitionedTables(),
      (name) => this.table(name) ?? this.fragment(name),
    );
    return this.#partitionedHere;
  }

  /** A table of this file, with what other files do to it afterwards. */
  #completed(own: KnownTable): KnownTable {
    const here = this.#workspace.table(own);
    const isSame = here?.origin.kind === "text" && here.origin.path === this.#file;
    const others = isSame && this.#file !== undefined ? here : this.#workspace.fragment(own);
    if (others === undefined && !this.#workspace.hasUnseenPartitions) return own;
    const draft = TableDraft.from(own);
    if (others !== undefined) draft.join(others, this.#isOthers);
    const isIncomplete = isSame ? !here.arePartitionsComplete : hasRemovals(others);
    if (isIncomplete || this.#workspace.hasUnseenPartitions) draft.partitionsAreIncomplete();
    return draft.toTable();
  }

  /** A table of another layer, with what this file does to it. */
  #changed(name: TableName): KnownTable | undefined {
    const live = this.#live(name);
    const base = live ?? this.#asSeenFromHere(this.#workspace.table(name));
    if (base === undefined) return undefined;
    const changes = this.#own.looseChanges(name);
    const isStale = live === undefined && !base.partitions.every(this.#isOthers);
    const isStep = live !== undefined && this.#file !== undefined && isSeriesStep(this.#file);
    if (changes.length === 0 && !isStale && !isStep && !this.#own.hasUnseenPartitions) return base;
    const draft = TableDraft.from(base);
    if (isStale) draft.keepPartitions(this.#isOthers);
    for (const change of changes) draft.apply(change);
    // A migration may have run long ago: what it adds was perhaps taken away since.
    const isUncertain = live !== undefined && (isStep || addsPartition(draft.toTable(), live));
    if (isUncertain || this.#own.hasUnseenPartitions) draft.partitionsAreIncomplete();
    return draft.toTable();
  }

  #live(name: TableName): KnownTable | undefined {
    if (this.#snapshot === undefined) return undefined;
    const named = tablesByName(this.#snapshot).get(name.name) ?? [];
    const [table, ...others] = fitting(named, name, ({ schema }) => schema);
    return others.length === 0 ? table : undefined;
  }

  /** Nothing, where later steps of this file's series make or change the table. */
  #asSeenFromHere(table: KnownTable | undefined): KnownTable | undefined {
    const file = this.#file;
    if (file === undefined || table === undefined) return table;
    const makers = [
      ...(table.origin.kind === "text" ? [table.origin.path] : []),
      ...(table.changedBy ?? []),
    ];
    if (table.origin.kind === "text" && table.origin.path === file) return undefined;
    return makers.some((maker) => maker !== undefined && runsBefore(file, maker))
      ? undefined
      : table;
  }

  readonly #isOthers = ({ origin }: KnownPartition): boolean =>
    origin.kind === "snapshot" || this.#file === undefined || origin.path !== this.#file;
}

const hasRemovals = (table: KnownTable | undefined): boolean => (table?.changedBy ?? []).length > 0;

/** True where the text makes a partition that the server does not have. */
function addsPartition(table: KnownTable, live: KnownTable): boolean {
  const names = new Set(live.partitions.map((partition) => partition.table));
  return table.partitions.some((partition) => !names.has(partition.table));
}

const snapshotTables = new WeakMap<CatalogSnapshot, ReadonlyMap<string, readonly KnownTable[]>>();

/** Kept with the snapshot, since each keystroke asks again. */
function tablesByName(snapshot: CatalogSnapshot): ReadonlyMap<string, readonly KnownTable[]> {
  const known = snapshotTables.get(snapshot);
  if (known !== undefined) return known;
  const tables = new Map<string, KnownTable[]>();
  for (const table of snapshot.tables)
    tables.set(table.name, [...(tables.get(table.name) ?? []), table]);
  snapshotTables.set(snapshot, tables);
  return tables;
}

function remembered(
  found: Map<string, KnownTable | undefined>,
  { schema, name }: TableName,
  find: () => KnownTable | undefined,
): KnownTable | undefined {
  const key = `${schema ?? ""}.${name}`;
  if (found.has(key)) return found.get(key);
  const table = find();
  found.set(key, table);
  return table;
}

function distinct(
  names: readonly TableName[],
  find: (name: TableName) => KnownTable | undefined,
): readonly KnownTable[] {
  const tables = new Map<string, KnownTable>();
  for (const name of names) {
    const table = find(name);
    if (table !== undefined) tables.set(`${table.schema ?? ""}.${table.name}`, table);
  }
  return [...tables.values()];
}
