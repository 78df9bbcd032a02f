// A load into a table of the connected database that is UNLOGGED: a crash empties it.
import { defineRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { type Load, loadsOf } from "../../lang/sql/load-script.ts";
import { liveTarget } from "../../lang/sql/schema/live-target.ts";
import { snapshotTable } from "../../lang/sql/schema/snapshot-table.ts";
import { isSameTable } from "../../lang/sql/table-name.ts";

export const rule = defineRule<"live">({
  id: "live/unlogged-target",
  summary: "Disallow loads into an UNLOGGED table that is kept",
  why: "An unlogged table is empty after a crash of the server, and always empty on a standby: what was loaded and committed is gone.",
  severity: "error",
  fixable: false,
  references: ["PostgreSQL documentation: CREATE TABLE, UNLOGGED"],
  examples: [
    {
      title: "A table that somebody left UNLOGGED",
      bad: "COPY «orders» (id, total) FROM STDIN;",
      good: "ALTER TABLE orders SET LOGGED;\nCOPY orders (id, total) FROM STDIN;",
      snapshot: { tables: [snapshotTable("orders", { isUnlogged: true })] },
    },
  ],
  *check(document, context) {
    const told = new Set<string>();
    for (const load of loadsOf(document)) {
      const target = liveTarget(load.table, context);
      if (target?.table.isUnlogged !== true || told.has(target.table.name)) continue;
      const { name } = target.table;
      told.add(name);
      if (isScratch(name) || isHandled(document, load)) continue;
      yield { range: load.table.range, message: message(name) };
    }
  },
});

/** Staging tables are UNLOGGED on purpose: their rows are moved on. */
const isScratch = (name: string): boolean =>
  /(?:^|_)(?:stg|stage|staging|tmp|temp|load|loads|import|imports|raw|scratch|work|cache|queue|session|sessions|buffer)(?:_|\d|$)/u.test(
    name,
  );

/** The script empties or drops it, as one does with staging tables, or changes what it is. */
function isHandled(document: SqlDocument, { table }: Load): boolean {
  for (const index of document.indexesOf("truncate", "drop-table", "delete", "alter-table")) {
    const statement = document.statementAt(index);
    if (statement.kind === "alter-table") {
      if (statement.table !== undefined && isSameTable(statement.table, table)) return true;
    } else if ("tables" in statement && statement.tables.some((one) => isSameTable(one, table))) {
      return true;
    }
  }
  return false;
}

const message = (table: string) => ({
  en: `${table} is UNLOGGED. After a crash of the server it is empty, and on a standby it always is: committed rows are lost. ALTER TABLE ${table} SET LOGGED before or after the load, unless its rows are moved on`,
  ptBr: `${table} é UNLOGGED. Depois de uma queda do servidor ela fica vazia, e numa réplica sempre está: linhas confirmadas se perdem. Faça ALTER TABLE ${table} SET LOGGED antes ou depois da carga, a menos que as linhas sigam para outra tabela`,
});
