// Rows that go into a table with foreign keys: each looks up the rows that it refers to.
import { defineStatementRule } from "../../analysis/rule.ts";
import { bringsManyRows, writesRows } from "../../lang/sql/many-rows.ts";
import type { KnownForeignKey } from "../../lang/sql/schema/known.ts";
import { liveTarget } from "../../lang/sql/schema/live-target.ts";
import { snapshotTable } from "../../lang/sql/schema/snapshot-table.ts";

export const rule = defineStatementRule({
  id: "live/foreign-key-cost",
  summary: "Disallow loads that pay a lookup per row for foreign keys without saying so",
  why: "Each row looks up and locks the row that it refers to. Dropping the key, loading, adding it NOT VALID and validating it checks all rows with one join.",
  severity: "info",
  fixable: false,
  references: ["PostgreSQL documentation: Populating a Database, Remove Foreign Key Constraints"],
  on: ["insert", "copy"],
  isEmbeddable: true,
  examples: [
    {
      title: "A load into a table that refers to another",
      bad: "COPY «order_lines» (order_id, line, qty) FROM STDIN;",
      good: "COPY order_lines_stage (order_id, line, qty) FROM STDIN;",
      snapshot: {
        tables: [
          snapshotTable("order_lines", {
            foreignKeys: [
              {
                name: "order_lines_order_id_fkey",
                columns: ["order_id"],
                references: "orders",
                hasUsableIndex: true,
              },
            ],
          }),
        ],
      },
    },
  ],
  *checkStatement(statement, _document, context) {
    const target = writesRows(statement) ? liveTarget(statement.table, context) : undefined;
    if (statement.table === undefined || target === undefined) return;
    const { foreignKeys, name } = target.table;
    const slow = foreignKeys.filter(({ hasUsableIndex }) => hasUsableIndex === false);
    const { range } = statement.table;
    if (slow.length > 0) {
      yield { range, severity: "warning", message: withoutIndex(name, slow) };
    } else if (foreignKeys.length > 0 && bringsManyRows(statement, context.thresholds.runLength)) {
      yield { range, message: lookups(name, foreignKeys) };
    }
  },
});

const listed = (keys: readonly KnownForeignKey[]): string =>
  [...new Set(keys.map(({ references }) => references))].slice(0, 4).join(", ");

const lookups = (table: string, keys: readonly KnownForeignKey[]) => ({
  en: `Each row of ${table} looks up and locks a row of ${listed(keys)} for ${keys.length} foreign key${keys.length === 1 ? "" : "s"}. In a large load that is a large part of the time. Drop them, load, add them NOT VALID and VALIDATE: one join checks all rows`,
  ptBr: `Cada linha de ${table} procura e bloqueia uma linha de ${listed(keys)} por ${keys.length} chave${keys.length === 1 ? "" : "s"} estrangeira${keys.length === 1 ? "" : "s"}. Numa carga grande isso é boa parte do tempo. Remova, carregue, adicione com NOT VALID e valide com VALIDATE: uma junção verifica todas as linhas`,
});

const withoutIndex = (table: string, keys: readonly KnownForeignKey[]) => ({
  en: `A foreign key of ${table} refers to ${listed(keys)}, whose index is not valid. The lookup of each row then reads the whole table. REINDEX it before the load`,
  ptBr: `Uma chave estrangeira de ${table} referencia ${listed(keys)}, cujo índice não é válido. A busca de cada linha lê então a tabela inteira. Faça REINDEX antes da carga`,
});
