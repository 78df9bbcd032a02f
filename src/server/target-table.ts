// Which table an INSERT or COPY at a place of a document puts rows into.
import type { FileDocument } from "../core/analysis/analyse-file.ts";
import type { SqlDocument } from "../core/lang/sql/document.ts";
import type { Statement, TableRef } from "../core/lang/sql/statement.ts";
import { contains, type Range } from "../core/text/range.ts";

export interface TargetTable {
  readonly table: TableRef;
  /** Where its name stands in the file. */
  readonly range: Range;
}

/** Undefined where the place is not on the name of such a table. */
export function targetAt(document: FileDocument, offset: number): TargetTable | undefined {
  switch (document.kind) {
    case "sql":
      return targetInSql(document.document, offset);
    case "code":
      for (const { table, range } of targetsInStrings(document)) {
        if (contains(range, offset)) return { table, range };
      }
      return undefined;
    case "pgconf":
      return undefined;
  }
}

/** The last statement that starts at or before the offset; undefined before the first. */
export function statementIndexAt(document: SqlDocument, offset: number): number | undefined {
  let low = 0;
  let high = document.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (document.rangeAt(middle).start <= offset) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : low - 1;
}

function targetInSql(document: SqlDocument, offset: number): TargetTable | undefined {
  const index = statementIndexAt(document, offset);
  if (index === undefined) return undefined;
  const statement = document.statementAt(index);
  const inBody = document.plBody(statement)?.statements.map((inner) => inner.statement) ?? [];
  for (const candidate of [statement, ...inBody]) {
    const table = targetOf(candidate);
    if (table !== undefined && contains(table.range, offset)) return { table, range: table.range };
  }
  return undefined;
}

function* targetsInStrings({
  document,
}: FileDocument & { readonly kind: "code" }): Iterable<TargetTable> {
  for (const { args } of document.calls) {
    for (const { sql } of args) {
      const table = targetOf(sql?.statement);
      const range = table && sql?.toFile(table.range);
      if (table !== undefined && range !== undefined) yield { table, range };
    }
  }
}

function targetOf(statement: Statement | undefined): TableRef | undefined {
  const isLoad = statement?.kind === "insert" || statement?.kind === "copy";
  return isLoad && statement.table?.isPlaceholder === false ? statement.table : undefined;
}
