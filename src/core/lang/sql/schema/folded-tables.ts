// Tables of an assembly as they stand after all changes, made when somebody asks for them.
import type { Assembly, Definition } from "./assembly.ts";
import type { KnownTable } from "./known.ts";
import type { TableName } from "./schema-fact.ts";
import { TableDraft } from "./table-draft.ts";

/** What one name means: nothing, a table, or tables that contradict each other. */
export type Found = KnownTable | "ambiguous" | undefined;

export class FoldedTables {
  readonly #assembly: Assembly;
  readonly #parentOf: (table: TableName) => KnownTable | undefined;
  readonly #folding = new Set<Definition>();

  /** `parentOf` looks a partition's parent up, in this layer or those below. */
  constructor(assembly: Assembly, parentOf: (table: TableName) => KnownTable | undefined) {
    this.#assembly = assembly;
    this.#parentOf = parentOf;
  }

  find(table: TableName): Found {
    const definitions = this.#assembly.definitions(table);
    const [first, ...others] = definitions.map((definition) => this.#fold(definition));
    if (first === undefined || others.length === 0) return first;
    if (others.some((other) => shapeOf(other) !== shapeOf(first))) return "ambiguous";
    const partitions = partitionsOf(first);
    if (others.every((other) => partitionsOf(other) === partitions)) return first;
    // Copies of one schema, each with partitions of its own: whose they are is not known here.
    return { ...first, partitions: [], arePartitionsComplete: false };
  }

  /** What is said of a name that no file creates. */
  fragment(table: TableName): KnownTable | undefined {
    const changes = this.#assembly.looseChanges(table);
    const [first] = changes;
    if (first === undefined) return undefined;
    const draft = new TableDraft(first.table, {
      kind: "text",
      file: first.file,
      path: first.path,
      range: first.range,
    });
    for (const change of changes) draft.apply(change);
    return draft.toTable();
  }

  #fold(definition: Definition): KnownTable {
    const { table, created, file, range, changes } = definition;
    const path = file === undefined ? undefined : definition.path;
    const draft = TableDraft.of(table, created, { kind: "text", file, path, range });
    // A table that is a partition of itself is half-typed.
    if (created.parent !== undefined && !this.#folding.has(definition)) {
      this.#folding.add(definition);
      const { schema, name } = created.parent;
      const parent = this.#parentOf({ schema, name: this.#assembly.nameNow(name) });
      if (parent !== undefined) draft.inherit(parent);
      this.#folding.delete(definition);
    }
    for (const change of changes) draft.apply(change);
    if (this.#assembly.hasUnseenPartitions) draft.partitionsAreIncomplete();
    return draft.toTable();
  }
}

const shapeOf = ({ columns, keys, partitioning, isComplete }: KnownTable): string =>
  JSON.stringify([
    isComplete,
    columns.map(({ name, type }) => [name, type]),
    keys.map((key) => [key.columns, key.isPrimary, key.isPlain]),
    partitioning ?? null,
  ]);

const partitionsOf = ({ partitions }: KnownTable): string =>
  JSON.stringify(partitions.map(({ table, bound }) => [table, boundText(bound)]));

/** Without the ranges, which differ from file to file. */
function boundText(bound: KnownTable["partitions"][number]["bound"]): unknown {
  switch (bound.kind) {
    case "range":
      return [...bound.from, ...bound.to].map(({ text }) => text);
    case "list":
      return bound.values.map(({ text }) => text);
    case "hash":
      return [bound.modulus, bound.remainder];
    case "default":
      return null;
  }
}
