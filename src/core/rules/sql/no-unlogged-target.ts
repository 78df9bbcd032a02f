// A bulk load into an UNLOGGED table that is there to stay.
import { defineRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { bulkLoadsOf, type Load } from "../../lang/sql/load-script.ts";
import { madeTables } from "../../lang/sql/made-tables.ts";
import type { Knowledge } from "../../lang/sql/schema/known.ts";
import type { TableRef } from "../../lang/sql/statement.ts";
import { isSameTable } from "../../lang/sql/table-name.ts";
import { readersOf } from "../../lang/sql/table-readers.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-unlogged-target",
  summary: "Disallow bulk loads into an unlogged table that is kept",
  why: "The server empties an unlogged table when it recovers from a crash, and it is always empty on a replica: one killed backend left a ledger with five finished loads and a table with no row (measured).",
  severity: "warning",
  fixable: false,
  references: ["PostgreSQL documentation: CREATE TABLE"],
  examples: [
    {
      title: "A table for good",
      bad: "CREATE UNLOGGED TABLE orders (id bigint, total numeric);\n\\copy «orders» FROM 'orders.csv' WITH (FORMAT csv)\n",
      good: "CREATE UNLOGGED TABLE orders (id bigint, total numeric);\n\\copy orders FROM 'orders.csv' WITH (FORMAT csv)\nALTER TABLE orders SET LOGGED;\n",
    },
  ],
  *check(document, { file, knowledge, thresholds }) {
    if (/bench/iu.test(file)) return;
    const seen: TableRef[] = [];
    for (const load of bulkLoadsOf(document, thresholds.batchRows)) {
      const { table } = load;
      if (!isUnlogged(load, document, knowledge) || seen.some((one) => isSameTable(one, table)))
        continue;
      if (!isKept(load, document)) continue;
      seen.push(table);
      yield { range: table.range, message: message(table.name) };
    }
  },
});

/** What this script itself says of the table comes before what the workspace says. */
function isUnlogged({ table, first }: Load, document: SqlDocument, knowledge: Knowledge): boolean {
  if (table.isPlaceholder) return false;
  const made = madeTables(document, table).findLast(({ index }) => index < first);
  return made?.statement.isUnlogged ?? knowledge.table(table)?.isUnlogged === true;
}

/** Staging tables may well be unlogged: they are read, emptied or dropped by the same script, or called so. */
function isKept({ table, last }: Load, document: SqlDocument): boolean {
  if (
    /(?:^|_)(?:stage|staging|stg|temp|tmp|scratch|raw|work|import|load|buffer|cache)\d*(?:_|$)/u.test(
      table.name,
    )
  )
    return false;
  if (table.schema !== undefined && /stag|stg|te?mp|scratch|import|raw/u.test(table.schema))
    return false;
  if ([...readersOf(document, table, { after: last, upTo: Infinity })].some(isMove(document)))
    return false;
  return !document.indexesOf("alter-table", "drop-table", "truncate").some((index) => {
    const statement = index > last ? document.statementAt(index) : undefined;
    if (statement?.kind === "alter-table")
      return (
        statement.table !== undefined &&
        isSameTable(statement.table, table) &&
        statement.actions.some(({ kind }) => kind === "set-logged")
      );
    const isEnd = statement?.kind === "drop-table" || statement?.kind === "truncate";
    return isEnd && statement.tables.some((one) => isSameTable(one, table));
  });
}

/** Its rows go on into other tables, or decide what becomes of theirs. */
const isMove =
  (document: SqlDocument) =>
  (index: number): boolean =>
    document.kindAt(index) !== "select";

const message = (table: string) => ({
  en: `${table} is UNLOGGED, and nothing here makes it logged after the load. A crash of the server empties it, and it is always empty on replicas. Use ALTER TABLE … SET LOGGED behind the load, or a logged table`,
  ptBr: `${table} é UNLOGGED, e nada aqui a torna logged depois da carga. Uma queda do servidor a esvazia, e nas réplicas ela está sempre vazia. Use ALTER TABLE … SET LOGGED depois da carga, ou uma tabela logged`,
});
