// A column of a range partition key that takes NULL, which no range holds.
import { familyOf } from "../../lang/sql/schema/key-values.ts";
import type { KnownTable } from "../../lang/sql/schema/known.ts";
import { defaultOf } from "../../lang/sql/schema/partition-map.ts";
import { defineStatementRule } from "../../analysis/rule.ts";

export const rule = defineStatementRule({
  id: "sql/no-nullable-partition-key",
  summary: "Disallow NULL in the key of range partitions without a DEFAULT one",
  why: "NULL lies in no range. Without NOT NULL the row is refused late, by the routing (SQLSTATE 23514, no partition found), and the message does not say that the value was missing.",
  severity: "warning",
  fixable: false,
  references: ["PostgreSQL documentation: CREATE TABLE, PARTITION OF"],
  on: ["create-table"],
  examples: [
    {
      title: "A date that may be missing",
      bad: "CREATE TABLE orders (id bigint, «created_on» date) PARTITION BY RANGE (created_on);\nCREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
      good: "CREATE TABLE orders (id bigint, created_on date NOT NULL) PARTITION BY RANGE (created_on);\nCREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
    },
  ],
  *checkStatement({ table, columns }, _document, { knowledge }) {
    const known = table === undefined ? undefined : knowledge.table(table);
    if (known === undefined || !refusesNull(known)) return;
    for (const { column } of columns) {
      if (isNullable(known, column.name))
        yield { range: column.range, message: message(column.name) };
    }
  },
});

/** Before there is a partition nobody can say that there will be no DEFAULT one. */
const refusesNull = (table: KnownTable): boolean =>
  table.partitioning?.strategy === "range" &&
  table.arePartitionsComplete &&
  table.partitions.length > 0 &&
  defaultOf(table) === undefined;

/** A domain may refuse NULL by itself, as a CHECK may. */
function isNullable({ partitioning, columns, checks }: KnownTable, name: string): boolean {
  const column = columns.find((one) => one.name === name);
  if (column === undefined || column.isNotNull || familyOf(column.type) === "other") return false;
  return (
    partitioning?.key.includes(name) === true &&
    !checks.some(({ text }) => /\bis\s+not\s+null\b/iu.test(text))
  );
}

const message = (column: string) => ({
  en: `"${column}" decides the partition and takes NULL, which lies in no range. Such a row fails with 23514, and there is no DEFAULT partition. Declare the column NOT NULL`,
  ptBr: `"${column}" decide a partição e aceita NULL, que não cabe em nenhum intervalo. Uma linha assim falha com 23514, e não há partição DEFAULT. Declare a coluna NOT NULL`,
});
