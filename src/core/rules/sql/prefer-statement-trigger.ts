// A trigger that runs for each row behind INSERTs into a table that is loaded in bulk: by this very script,
// or by what the connected database has counted.
import { defineRule, type RuleContext } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { bulkLoadsInto } from "../../lang/sql/load-script.ts";
import { isWord } from "../../lang/sql/rewrite/row-values.ts";
import type { CreateTriggerStatement, TableRef } from "../../lang/sql/statement.ts";
import { displayName, isSameTable } from "../../lang/sql/table-name.ts";

export const rule = defineRule<"sql">({
  id: "sql/prefer-statement-trigger",
  summary: "Prefer a FOR EACH STATEMENT trigger on tables that are loaded in bulk",
  why: "A row trigger queues an event and calls its function for every row. A statement trigger with a transition table (REFERENCING NEW TABLE) sees all rows of the statement in one call.",
  severity: "info",
  fixable: false,
  references: ["PostgreSQL documentation: CREATE TRIGGER"],
  examples: [
    {
      title: "A call for each loaded row",
      bad: `CREATE TRIGGER audit_stock AFTER INSERT ON stock «FOR EACH ROW» EXECUTE FUNCTION audit();
INSERT INTO stock (sku, amount) SELECT sku, amount FROM delivery;`,
      good: `CREATE TRIGGER audit_stock AFTER INSERT ON stock REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION audit_all();
INSERT INTO stock (sku, amount) SELECT sku, amount FROM delivery;`,
    },
  ],
  *check(document, context) {
    for (const trigger of document.statements("create-trigger")) {
      const { table, forEachRange } = trigger;
      if (table === undefined || table.isPlaceholder || forEachRange === undefined) continue;
      if (!isRowTrigger(document, trigger) || !isLoadedInBulk(document, table, context)) continue;
      yield { range: forEachRange, message: message(displayName(table)) };
    }
  },
});

/** Constraint triggers can only be for each row. */
const isRowTrigger = (document: SqlDocument, trigger: CreateTriggerStatement): boolean =>
  trigger.isForEachRow &&
  trigger.timing === "after" &&
  trigger.events.includes("insert") &&
  !document
    .tokens({ start: trigger.range.start, end: trigger.table?.range.start ?? trigger.range.end })
    .some((token) => isWord(token, "constraint"));

/** Rows inserted since the statistics began that only loads bring. */
const INSERTED_MIN = 1_000_000;

function isLoadedInBulk(
  document: SqlDocument,
  table: TableRef,
  { snapshot, thresholds }: RuleContext,
): boolean {
  const figures = snapshot?.figures.filter((known) => isSameTable(known, table)) ?? [];
  if (figures.some(({ inserted }) => inserted !== null && inserted >= INSERTED_MIN)) return true;
  return bulkLoadsInto(document, table, thresholds.batchRows).length > 0;
}

const message = (table: string) => ({
  en: `This trigger calls its function for every row that a bulk load puts into "${table}". Each row also queues an event in memory until the statement ends. Use FOR EACH STATEMENT with REFERENCING NEW TABLE`,
  ptBr: `Este trigger chama a sua função para cada linha que uma carga em massa põe em "${table}". Cada linha também ocupa um evento na memória até o fim do comando. Use FOR EACH STATEMENT com REFERENCING NEW TABLE`,
});
