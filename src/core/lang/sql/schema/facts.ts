// Reads the facts of one file: what its DDL says of tables, in order. Statements that only load rows cost
// nothing here, so a dump of 100,000 INSERTs is as quick as its few CREATE TABLEs.
import { type Range, isInside } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import type {
  AlterTableStatement,
  CreateIndexStatement,
  CreateTableStatement,
  CreateTriggerStatement,
  SetStatement,
  Statement,
  StatementKind,
  TableRef,
} from "../statement.ts";
import { alterChanges } from "./alter-table.ts";
import { dynamicPartitions, isStatic } from "./dynamic-partitions.ts";
import { downSections } from "./migration-order.ts";
import { isForeignPartitioning, newTable } from "./new-table.ts";
import type { SchemaFact, SchemaFacts, TableChange, TableName } from "./schema-fact.ts";

/** While the text of these statements stays the same, so do the facts, but for their ranges. */
export const FACT_KINDS: readonly StatementKind[] = [
  ...(["create-table", "alter-table", "create-index", "create-trigger"] as const),
  ...(["drop-table", "drop-index", "set", "update", "merge"] as const),
  ...(["do", "create-routine", "select", "other"] as const),
];

/** `file` is the path or URI as the root names it; undefined for the file that is being judged. */
export function factsOf(document: SqlDocument, file: string | undefined): SchemaFacts {
  const reader = new FactReader(document);
  const down = downSections(document.text);
  for (const index of document.indexesOf(...FACT_KINDS)) {
    if (down.some((section) => isInside(document.rangeAt(index), section))) continue;
    reader.read(index);
  }
  return { file, facts: reader.facts };
}

/** Tables that so many UPDATEs change are known by then. */
const UPDATES_READ = 1_000;

class FactReader {
  readonly facts: SchemaFact[] = [];
  readonly #document: SqlDocument;
  readonly #updated = new Set<string>();
  #updatesRead = 0;
  /** What SET search_path said; undefined for the default. */
  #schema: string | undefined;

  constructor(document: SqlDocument) {
    this.#document = document;
  }

  read(index: number): void {
    const kind = this.#document.kindAt(index);
    if (kind === "update" || kind === "merge") {
      if (this.#updatesRead++ < UPDATES_READ) this.#statement(this.#document.statementAt(index));
      return;
    }
    if (kind !== "select" && kind !== "other") this.#statement(this.#document.statementAt(index));
    const mayBeDynamic =
      kind === "do" || kind === "create-routine" || kind === "select" || kind === "other";
    if (mayBeDynamic) this.#dynamic(index);
  }

  #statement(statement: Statement): void {
    const { kind } = statement;
    if (kind === "create-table") this.#createTable(statement);
    else if (kind === "alter-table") this.#alterTable(statement);
    else if (kind === "create-index") this.#createIndex(statement);
    else if (kind === "create-trigger") this.#createTrigger(statement);
    else if (kind === "drop-table")
      for (const table of named(statement.tables))
        this.facts.push({ kind: "drop", table: this.#qualify(table) });
    else if (kind === "drop-index")
      for (const index of named(statement.tables))
        this.facts.push({ kind: "drop-index", index: this.#qualify(index) });
    else if (kind === "update")
      for (const table of named(statement.tables)) this.#update(table, statement.range);
    else if (kind === "merge" && statement.hasUpdate && statement.table !== undefined)
      this.#update(statement.table, statement.range);
    else if (kind === "set") this.#set(statement);
    else if (kind === "do")
      for (const { statement: inner } of this.#document.plBody(statement)?.statements ?? [])
        if (inner !== undefined) this.#statement(inner);
  }

  #createTable(statement: CreateTableStatement): void {
    const { table, partitionOf } = statement;
    if (partitionOf !== undefined && !partitionOf.parent.isPlaceholder) {
      const { parent, bound } = partitionOf;
      const isHidden = table === undefined || table.isPlaceholder || bound === undefined;
      this.#change(parent, statement.range, [
        isHidden
          ? { kind: "dynamic-partitions" }
          : { kind: "add-partition", child: this.#qualify(table), bound },
      ]);
    } else if (partitionOf !== undefined) this.facts.push({ kind: "dynamic-anywhere" });
    if (table === undefined || table.isPlaceholder) return;
    this.facts.push({
      kind: "create",
      table: this.#qualify(table),
      ifNotExists: statement.ifNotExists,
      created: newTable(statement, this.#document, this.#qualify),
      range: table.range,
    });
    if (isForeignPartitioning(statement, this.#document))
      this.#change(table, statement.range, [{ kind: "dynamic-partitions" }]);
  }

  #alterTable(statement: AlterTableStatement): void {
    const { table, actions, range } = statement;
    if (table === undefined) return;
    if (table.isPlaceholder) {
      if (actions.some(({ kind }) => kind === "attach"))
        this.facts.push({ kind: "dynamic-anywhere" });
      return;
    }
    for (const action of actions) {
      this.#change(table, range, alterChanges(action, this.#document, this.#qualify));
      if (action.kind === "rename")
        this.facts.push({ kind: "rename", table: this.#qualify(table), to: action.to });
      if (action.kind !== "attach" && action.kind !== "detach") continue;
      const parent = action.kind === "attach" ? table.name : undefined;
      this.#change(action.child, range, [{ kind: "set-parent", parent }]);
    }
  }

  #createIndex({ index, table, range, ...statement }: CreateIndexStatement): void {
    if (table === undefined) return;
    const { columns, isUnique, hasPredicate } = statement;
    const method = statement.method ?? "btree";
    const name = index === undefined || index.isPlaceholder ? undefined : index.name;
    this.#change(table, range, [
      { kind: "add-index", index: { name, columns, method, isUnique }, hasPredicate },
    ]);
  }

  #createTrigger({ trigger, table, range, ...statement }: CreateTriggerStatement): void {
    if (table === undefined || trigger === undefined) return;
    const { events, isForEachRow } = statement;
    this.#change(table, range, [
      {
        kind: "add-trigger",
        trigger: { name: trigger.name, isForEachRow, isEnabled: true, events },
      },
    ]);
  }

  #set({ name, value, scope }: SetStatement): void {
    if (name !== "search_path" || (scope !== "session" && scope !== "local")) return;
    const first = value
      ?.split(",")[0]
      ?.trim()
      .replaceAll(/^["']|["']$/gu, "");
    const isPlain = first !== undefined && /^[\p{L}_][\p{L}\d_$]*$/u.test(first);
    this.#schema = isPlain && first.toLowerCase() !== "default" ? first.toLowerCase() : undefined;
  }

  #update(table: TableRef, range: Range): void {
    if (this.#updated.has(table.name)) return;
    this.#updated.add(table.name);
    this.#change(table, range, [{ kind: "update" }]);
  }

  #dynamic(index: number): void {
    for (const made of dynamicPartitions(this.#document, index)) {
      if (isStatic(this.#document, index, made)) continue;
      const { parent, range } = made;
      this.facts.push(
        parent === undefined
          ? { kind: "dynamic-anywhere" }
          : { kind: "change", table: parent, change: { kind: "dynamic-partitions" }, range },
      );
    }
  }

  #change(table: TableRef, range: Range, changes: readonly TableChange[]): void {
    if (table.isPlaceholder) return;
    for (const change of changes)
      this.facts.push({ kind: "change", table: this.#qualify(table), change, range });
  }

  readonly #qualify = ({ schema, name }: TableRef): TableName => ({
    schema: schema ?? this.#schema,
    name,
  });
}

const named = (tables: readonly TableRef[]): readonly TableRef[] =>
  tables.filter(({ isPlaceholder }) => !isPlaceholder);
