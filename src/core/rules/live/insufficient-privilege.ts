// A load into a table that the connection's role may not insert into.
import { defineRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { loadsOf } from "../../lang/sql/load-script.ts";
import { liveTarget } from "../../lang/sql/schema/live-target.ts";
import { snapshotTable, tableFigures } from "../../lang/sql/schema/snapshot-table.ts";

export const rule = defineRule<"live">({
  id: "live/insufficient-privilege",
  summary: "Disallow loads into a table that the connection's role may not insert into",
  why: "The server refuses the statement with SQLSTATE 42501, so nothing of it is loaded.",
  severity: "error",
  fixable: false,
  references: ["PostgreSQL documentation: Privileges"],
  examples: [
    {
      title: "No INSERT privilege",
      bad: "INSERT INTO «ledger» (id, amount) VALUES (1, 9.50);",
      good: "SELECT amount FROM ledger WHERE id = 1;",
      snapshot: {
        tables: [snapshotTable("ledger")],
        figures: [tableFigures("ledger", { canInsert: false })],
      },
    },
  ],
  *check(document, context) {
    if (context.snapshot === undefined || changesRole(document)) return;
    const told = new Set<string>();
    for (const load of loadsOf(document)) {
      const target = liveTarget(load.table, context);
      if (target?.figures?.canInsert !== false) continue;
      const table = `${target.figures.schema}.${target.figures.name}`;
      if (told.has(table)) continue;
      told.add(table);
      yield { range: load.table.range, message: message(table, target.snapshot.connection) };
    }
  },
});

/** SET ROLE and SET SESSION AUTHORIZATION: the statement then runs with other rights. */
function changesRole(document: SqlDocument): boolean {
  for (const { name } of document.statements("set")) {
    if (name === "role" || name === "session_authorization") return true;
  }
  return false;
}

const message = (table: string, connection: string) => ({
  en: `The role of ${connection} may not insert into ${table}. The server refuses the statement (42501) and loads nothing. Let the owner GRANT INSERT ON ${table} to it, or connect with another role`,
  ptBr: `O papel de ${connection} não pode inserir em ${table}. O servidor recusa o comando (42501) e não carrega nada. Peça ao dono GRANT INSERT ON ${table} para ele, ou conecte-se com outro papel`,
});
