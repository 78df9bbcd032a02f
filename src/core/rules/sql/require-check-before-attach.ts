// A table that was filled and is then attached: without a CHECK the server reads all of it under lock.
import type { Words } from "../../base/words.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { isBulk, loadsOf } from "../../lang/sql/load-script.ts";
import type { KnownTable } from "../../lang/sql/schema/known.ts";
import { type MadePartition, madePartitions } from "../../lang/sql/schema/made-partitions.ts";
import { statementsBefore, tableText } from "../../lang/sql/schema/partition-ddl.ts";
import type { BoundValue } from "../../lang/sql/statement.ts";
import { isSameTable } from "../../lang/sql/table-name.ts";
import { quoteName } from "../../base/reserved-words.ts";
import { type Range, textIn } from "../../text/range.ts";
import type { Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";

export const rule = defineRule<"sql">({
  id: "sql/require-check-before-attach",
  summary: "Require a CHECK like the bound on a filled table before it is attached",
  why: "ATTACH PARTITION proves that every row fits by reading the whole table under ACCESS EXCLUSIVE. A valid CHECK that says the same spares the scan, and VALIDATE CONSTRAINT reads the table without blocking writes.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: Table Partitioning, Partition Maintenance"],
  examples: [
    {
      title: "Loaded, then attached",
      bad: "CREATE TABLE orders (id bigint, created_on date NOT NULL) PARTITION BY RANGE (created_on);\nCREATE TABLE orders_2025 (id bigint, created_on date NOT NULL);\n\\copy orders_2025 (id, created_on) FROM 'orders-2025.csv' CSV\nALTER TABLE orders ATTACH PARTITION «orders_2025» FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
      good: "CREATE TABLE orders (id bigint, created_on date NOT NULL) PARTITION BY RANGE (created_on);\nCREATE TABLE orders_2025 (id bigint, created_on date NOT NULL);\n\\copy orders_2025 (id, created_on) FROM 'orders-2025.csv' CSV\nALTER TABLE orders_2025 ADD CONSTRAINT orders_2025_bound CHECK (created_on IS NOT NULL AND created_on >= '2025-01-01' AND created_on < '2026-01-01') NOT VALID;\nALTER TABLE orders_2025 VALIDATE CONSTRAINT orders_2025_bound;\nALTER TABLE orders ATTACH PARTITION orders_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
      isFixed: true,
    },
  ],
  *check(document, { knowledge, thresholds }) {
    if (knowledge.partitionedHere.length === 0) return;
    for (const index of document.indexesOf("alter-table")) {
      const statement = document.statementAt(index);
      if (statement.kind !== "alter-table") continue;
      for (const made of madePartitions(statement)) {
        const child = knowledge.table(made.child);
        if (child === undefined || child.checks.length > 0) continue;
        if (made.bound.kind !== "range" && made.bound.kind !== "list") continue;
        if (!isFilledBefore(document, index, made, thresholds.batchRows)) continue;
        yield {
          range: made.child.range,
          message: message(child.name),
          fixes: fixes(document.text, made, knowledge.table(made.parent), statement.range),
        };
      }
    }
  },
});

/** A query that is there for its columns. */
const TAKES_NO_ROWS =
  /\blimit\s+0\b|\bwith\s+no\s+data\b|\bwhere\s+(?:false|1\s*=\s*0|0\s*=\s*1|1\s*=\s*2)\b/iu;

/** By COPY, by a query, or by so many rows that reading them takes a while. */
const isFilledBefore = (
  document: SqlDocument,
  index: number,
  { child }: MadePartition,
  rowsMin: number,
): boolean =>
  loadsOf(document).some(
    (load) => load.last < index && isSameTable(load.table, child) && isBulk(load, rowsMin),
  ) ||
  document.indexesOf("create-table").some((at) => {
    const created = at < index ? document.statementAt(at) : undefined;
    return (
      created?.kind === "create-table" &&
      created.isAs &&
      !TAKES_NO_ROWS.test(textIn(document.text, created.range)) &&
      created.table !== undefined &&
      isSameTable(created.table, child)
    );
  });

function fixes(
  text: string,
  made: MadePartition,
  parent: KnownTable | undefined,
  range: Range,
): readonly Fix[] {
  const condition = conditionOf(text, made, parent);
  if (condition === undefined) return [];
  const table = tableText(made.child);
  const name = quoteName(`${made.child.name}_bound`);
  const statements = [
    `ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (${condition}) NOT VALID`,
    `ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}`,
  ];
  return [
    {
      title: { en: "Add the CHECK first", ptBr: "Acrescentar antes o CHECK" },
      safety: "unsafe",
      edits: [statementsBefore(text, range, statements)],
    },
  ];
}

/** What the server would check by itself: a range and a list leave NULL out. */
function conditionOf(
  text: string,
  { bound }: MadePartition,
  parent: KnownTable | undefined,
): string | undefined {
  const [key, ...more] = parent?.partitioning?.key ?? [];
  if (key === undefined || more.length > 0 || parent?.partitioning?.hasExpression === true)
    return undefined;
  const column = quoteName(key);
  const written = ({ range }: BoundValue) => textIn(text, range);
  const notNull = `${column} IS NOT NULL`;
  if (bound.kind === "list") {
    if (bound.values.some(({ kind }) => kind === "null")) return undefined;
    return `${notNull} AND ${column} IN (${bound.values.map(written).join(", ")})`;
  }
  if (bound.kind !== "range") return undefined;
  const isOpen = ({ kind }: BoundValue) => kind === "min" || kind === "max";
  const above = bound.from.filter((value) => !isOpen(value));
  const below = bound.to.filter((value) => !isOpen(value));
  return [
    notNull,
    ...above.map((value) => `${column} >= ${written(value)}`),
    ...below.map((value) => `${column} < ${written(value)}`),
  ].join(" AND ");
}

const message = (table: string): Words => ({
  en: `"${table}" is filled and has no CHECK like its bound. ATTACH reads all of it under lock to prove that every row fits. Add the CHECK as NOT VALID and VALIDATE it before`,
  ptBr: `"${table}" já tem dados e nenhum CHECK igual ao limite. ATTACH lê a tabela inteira sob bloqueio para provar que cada linha cabe. Acrescente antes o CHECK como NOT VALID e use VALIDATE`,
});
