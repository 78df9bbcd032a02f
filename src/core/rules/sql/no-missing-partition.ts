// A row whose partition key fits no partition that is known, and no DEFAULT one: the INSERT fails.
import type { Words } from "../../base/words.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { type KeyRow, keyRows } from "../../lang/sql/schema/key-rows.ts";
import type { Knowledge, KnownTable } from "../../lang/sql/schema/known.ts";
import { partitionHolding } from "../../lang/sql/schema/missing-ranges.ts";
import { createPartition, statementsBefore } from "../../lang/sql/schema/partition-ddl.ts";
import { partitionMap } from "../../lang/sql/schema/partition-map.ts";
import { listName } from "../../lang/sql/schema/partition-names.ts";
import type { BoundValue, InsertStatement } from "../../lang/sql/statement.ts";
import type { Fix } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";

export const rule = defineStatementRule({
  id: "sql/no-missing-partition",
  summary: "Disallow a row that fits no partition of its table",
  why: "PostgreSQL refuses the row with SQLSTATE 23514, no partition of relation found for row, and with it every other row of the statement.",
  severity: "error",
  fixable: true,
  references: ["PostgreSQL documentation: Table Partitioning"],
  on: ["insert"],
  readsValues: true,
  isEmbeddable: true,
  examples: [
    {
      title: "A row of March, and no partition for it",
      bad: "CREATE TABLE orders (id bigint, created_on date NOT NULL) PARTITION BY RANGE (created_on);\nCREATE TABLE orders_2025_01 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');\nCREATE TABLE orders_2025_02 PARTITION OF orders FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');\nINSERT INTO orders (id, created_on) VALUES (1, '2025-02-28'), (2, «'2025-03-01'»);",
      good: "CREATE TABLE orders (id bigint, created_on date NOT NULL) PARTITION BY RANGE (created_on);\nCREATE TABLE orders_2025_01 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');\nCREATE TABLE orders_2025_02 PARTITION OF orders FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');\nCREATE TABLE orders_2025_03 PARTITION OF orders FOR VALUES FROM ('2025-03-01') TO ('2025-04-01');\nINSERT INTO orders (id, created_on) VALUES (1, '2025-02-28'), (2, '2025-03-01');",
      isFixed: true,
    },
    {
      title: "A country that no list has",
      bad: "INSERT INTO sales (id, country) VALUES (1, «'CL'»);",
      good: "INSERT INTO sales (id, country) VALUES (1, 'BR');",
      workspace:
        "CREATE TABLE sales (id bigint, country text NOT NULL) PARTITION BY LIST (country);\nCREATE TABLE sales_br PARTITION OF sales FOR VALUES IN ('BR');\nCREATE TABLE sales_ar PARTITION OF sales FOR VALUES IN ('AR');",
    },
  ],
  isWorthReading: ({ first }, { knowledge }) => targetOf(first, knowledge) !== undefined,
  *checkStatement(statement, document, { knowledge }) {
    const table = targetOf(statement, knowledge);
    if (table === undefined) return;
    const reported = new Set<string>();
    for (const row of keyRows(statement, document, table)) {
      if (partitionMap(table).takes(row.values) !== false) continue;
      // One finding for a partition is enough, however many rows want it.
      const fixes = fixesFor(row, table, statement, document);
      const wanted = fixes[0]?.title.en ?? row.values.map(({ text }) => text).join();
      if (reported.has(wanted)) continue;
      reported.add(wanted);
      yield { range: row.range, message: message(table.name, row.values), fixes };
    }
  },
});

/** The table, where all its partitions are known and none takes the rest. */
function targetOf({ table }: InsertStatement, knowledge: Knowledge): KnownTable | undefined {
  if (table === undefined || table.isPlaceholder) return undefined;
  const known = knowledge.table(table);
  const isJudged =
    known?.partitioning !== undefined &&
    known.partitioning.strategy !== "hash" &&
    known.arePartitionsComplete &&
    known.partitions.length > 0 &&
    partitionMap(known).default === undefined;
  return isJudged ? known : undefined;
}

function fixesFor(
  { values }: KeyRow,
  table: KnownTable,
  { range }: InsertStatement,
  { text }: SqlDocument,
): readonly Fix[] {
  const [value, ...more] = values;
  const missing = value === undefined || more.length > 0 ? undefined : newPartition(table, value);
  if (missing === undefined) return [];
  return [
    {
      title: { en: `Create partition ${missing.name}`, ptBr: `Criar a partição ${missing.name}` },
      safety: "unsafe",
      edits: [statementsBefore(text, range, [createPartition(table, missing)])],
    },
  ];
}

function newPartition(table: KnownTable, value: BoundValue) {
  if (table.partitioning?.strategy === "range") return partitionHolding(table, value);
  const name = listName(table.name, table.partitions, value.text);
  if (name === undefined || value.kind !== "text") return undefined;
  if (partitionMap(table).hasName(name)) return undefined;
  const literal = `'${value.text.replaceAll("'", "''")}'`;
  return { schema: table.partitions[0]?.schema, name, bound: `FOR VALUES IN (${literal})` };
}

function message(table: string, values: readonly BoundValue[]): Words {
  const row = values.map(({ text }) => text).join(", ");
  return {
    en: `No partition of "${table}" holds ${row}, and there is no DEFAULT. The statement fails with 23514 and loads none of its rows. Create the partition first`,
    ptBr: `Nenhuma partição de "${table}" guarda ${row}, e não há DEFAULT. O comando falha com 23514 e não carrega nenhuma de suas linhas. Crie a partição antes`,
  };
}
