// Rows for a distributed table of Citus: without the column that says where they go, or one by one.
import { defineRule, type RuleContext } from "../../analysis/rule.ts";
import { type Load, loadsOf } from "../../lang/sql/load-script.ts";
import { liveTarget } from "../../lang/sql/schema/live-target.ts";
import { snapshotTable, tableFigures } from "../../lang/sql/schema/snapshot-table.ts";

export const rule = defineRule<"live">({
  id: "live/distributed-table",
  summary: "Disallow INSERTs that a distributed table cannot spread",
  why: "Citus sends each row to the shard of its distribution column: without the column it refuses the row, and single rows go out one network round trip at a time where one COPY fans out to all shards at once.",
  severity: "warning",
  fixable: false,
  references: ["Citus documentation: Ingesting, Modifying Data (DML)"],
  examples: [
    {
      title: "The distribution column left out",
      bad: "INSERT INTO events «(kind, payload)» VALUES ('click', '{}');",
      good: "INSERT INTO events (tenant_id, kind, payload) VALUES (7, 'click', '{}');",
      snapshot: {
        hasCitus: true,
        tables: [snapshotTable("events")],
        figures: [tableFigures("events", { distributionColumn: "tenant_id" })],
      },
    },
  ],
  *check(document, context) {
    if (context.snapshot?.hasCitus !== true) return;
    for (const load of loadsOf(document)) yield* judged(load, context);
  },
});

function* judged(load: Load, context: RuleContext) {
  const target = liveTarget(load.table, context);
  const column = target?.figures?.distributionColumn ?? null;
  if (target === undefined || column === null) return;
  const { columns, columnsRange } = load.statement;
  const isLeftOut =
    columns !== undefined &&
    columns.every(({ name, isPlaceholder }) => name !== column && !isPlaceholder);
  const { table } = target;
  if (isLeftOut && !fillsItself(column, table.columns)) {
    yield { range: columnsRange ?? load.table.range, message: withoutColumn(table.name, column) };
  } else if (load.last - load.first + 1 >= context.thresholds.runLength) {
    yield { range: load.table.range, message: oneByOne(table.name, load.last - load.first + 1) };
  }
}

const fillsItself = (
  column: string,
  columns: readonly { readonly name: string; readonly default: string | undefined }[],
): boolean => columns.some(({ name, default: value }) => name === column && value !== undefined);

const withoutColumn = (table: string, column: string) => ({
  en: `${table} is distributed by ${column}, which the column list leaves out. Citus cannot choose a shard for the row and refuses it. Give ${column} a value in each row`,
  ptBr: `${table} é distribuída por ${column}, que a lista de colunas omite. O Citus não consegue escolher um shard para a linha e a recusa. Dê um valor a ${column} em cada linha`,
});

const oneByOne = (table: string, count: number) => ({
  en: `${count} single-row INSERTs go into ${table}, which Citus distributes. Each is a round trip to one worker, one after the other. One COPY fans out to all shards at once`,
  ptBr: `${count} INSERTs de uma linha vão para ${table}, que o Citus distribui. Cada um é uma ida e volta a um worker, um depois do outro. Um só COPY se espalha por todos os shards ao mesmo tempo`,
});
