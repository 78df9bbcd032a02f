// A script that writes, while the connected server takes no writes.
import { defineRule } from "../../analysis/rule.ts";
import { loadsOf } from "../../lang/sql/load-script.ts";
import { liveTarget } from "../../lang/sql/schema/live-target.ts";
import { snapshotTable } from "../../lang/sql/schema/snapshot-table.ts";

export const rule = defineRule<"live">({
  id: "live/read-only-server",
  summary: "Disallow writing through a connection to a read-only server",
  why: "A standby, or a server with default_transaction_read_only, refuses every INSERT and COPY with SQLSTATE 25006.",
  severity: "error",
  fixable: false,
  references: ["PostgreSQL documentation: Hot Standby"],
  examples: [
    {
      title: "A load, and a connection to a standby",
      bad: "COPY «orders» (id, total) FROM STDIN;",
      good: "SELECT count(*) FROM orders;",
      snapshot: { isReadOnly: true, tables: [snapshotTable("orders")] },
    },
  ],
  *check(document, context) {
    if (context.snapshot?.isReadOnly !== true) return;
    for (const load of loadsOf(document)) {
      const target = liveTarget(load.table, context);
      if (target === undefined) continue;
      yield { range: load.table.range, message: message(target.snapshot.connection) };
      return;
    }
  },
});

const message = (connection: string) => ({
  en: `${connection} is read-only: a standby, or default_transaction_read_only is on. It refuses this and every other write (25006). Connect to the primary: name all hosts and set target_session_attrs=read-write`,
  ptBr: `${connection} só aceita leitura: é uma réplica, ou default_transaction_read_only está ligado. Ele recusa esta e qualquer outra escrita (25006). Conecte-se ao primário: cite todos os hosts e use target_session_attrs=read-write`,
});
