// The tables that a script makes, by name, and where.
import type { SqlDocument } from "./document.ts";
import type { TableName } from "./schema/schema-fact.ts";
import type { CreateTableStatement } from "./statement.ts";
import { isSameTable } from "./table-name.ts";

export interface MadeTable {
  readonly index: number;
  readonly statement: CreateTableStatement;
}

/** In the order of the text. */
export const madeTables = (document: SqlDocument, table: TableName): readonly MadeTable[] =>
  (madeBy(document).get(table.name) ?? []).filter(
    ({ statement }) =>
      statement.table !== undefined &&
      !statement.table.isPlaceholder &&
      isSameTable(statement.table, table),
  );

const known = new WeakMap<SqlDocument, ReadonlyMap<string, readonly MadeTable[]>>();

function madeBy(document: SqlDocument): ReadonlyMap<string, readonly MadeTable[]> {
  const made = known.get(document) ?? readTables(document);
  known.set(document, made);
  return made;
}

function readTables(document: SqlDocument): ReadonlyMap<string, readonly MadeTable[]> {
  const made = new Map<string, MadeTable[]>();
  for (const index of document.indexesOf("create-table")) {
    const statement = document.statementAt(index);
    const name = statement.kind === "create-table" ? statement.table?.name : undefined;
    if (statement.kind !== "create-table" || name === undefined) continue;
    const others = made.get(name);
    if (others === undefined) made.set(name, [{ index, statement }]);
    else others.push({ index, statement });
  }
  return made;
}
