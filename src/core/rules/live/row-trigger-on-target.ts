// Rows that go into a table whose triggers run for each of them.
import { defineStatementRule } from "../../analysis/rule.ts";
import { bringsManyRows, writesRows } from "../../lang/sql/many-rows.ts";
import type { KnownTrigger } from "../../lang/sql/schema/known.ts";
import { liveTarget } from "../../lang/sql/schema/live-target.ts";
import { snapshotTable } from "../../lang/sql/schema/snapshot-table.ts";
import type { CopyStatement, InsertStatement } from "../../lang/sql/statement.ts";

export const rule = defineStatementRule({
  id: "live/row-trigger-on-target",
  summary: "Disallow loads into a table with row triggers",
  why: "The trigger's function is called for each row of a load. A trigger for each statement with a transition table does the same work once.",
  severity: "warning",
  fixable: false,
  references: ["PostgreSQL documentation: CREATE TRIGGER"],
  on: ["insert", "copy"],
  isEmbeddable: true,
  examples: [
    {
      title: "An audit trigger for each row",
      bad: "INSERT INTO «orders» (id, total) SELECT id, total FROM orders_stage;",
      good: "INSERT INTO orders_stage (id, total) SELECT id, total FROM old_orders;",
      snapshot: {
        tables: [
          snapshotTable("orders", {
            triggers: [
              { name: "orders_audit", isForEachRow: true, isEnabled: true, events: ["insert"] },
            ],
          }),
        ],
      },
    },
  ],
  *checkStatement(statement, _document, context) {
    const target = writesRows(statement) ? liveTarget(statement.table, context) : undefined;
    if (statement.table === undefined || target === undefined) return;
    const firing = target.table.triggers.filter((trigger) => fires(trigger, statement));
    if (firing.length === 0) return;
    const isMany = bringsManyRows(statement, context.thresholds.runLength);
    yield {
      range: statement.table.range,
      severity: isMany ? "warning" : "info",
      message: message(
        target.table.name,
        firing.map(({ name }) => name),
      ),
    };
  },
});

/** An upsert fires the triggers of UPDATE too. */
function fires(trigger: KnownTrigger, statement: InsertStatement | CopyStatement): boolean {
  if (!trigger.isForEachRow || !trigger.isEnabled) return false;
  const isUpsert = statement.kind === "insert" && statement.conflict?.action === "update";
  return trigger.events.includes("insert") || (isUpsert && trigger.events.includes("update"));
}

function message(table: string, names: readonly string[]) {
  const shown = names.slice(0, 3).join(", ");
  const more = names.length - 3;
  const [en, ptBr] = more > 0 ? [` and ${more} more`, ` e mais ${more}`] : ["", ""];
  return {
    en: `Each row of ${table} fires ${shown}${en}. A load pays a function call per row for it. Write it FOR EACH STATEMENT with a transition table, or do its work in one statement after the load`,
    ptBr: `Cada linha de ${table} dispara ${shown}${ptBr}. A carga paga uma chamada de função por linha. Escreva-o FOR EACH STATEMENT com tabela de transição, ou faça o trabalho dele em um comando depois da carga`,
  };
}
