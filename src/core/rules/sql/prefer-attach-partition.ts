// CREATE TABLE … PARTITION OF on a table that takes writes: they wait for its lock.
import type { Words } from "../../base/words.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { hasComment } from "../../lang/sql/rewrite/insert-parts.ts";
import { lineEndOf } from "../../lang/sql/rewrite/layout.ts";
import type { KnownTable } from "../../lang/sql/schema/known.ts";
import { figuresOf } from "../../lang/sql/schema/live-target.ts";
import { type MadePartition, madePartitions } from "../../lang/sql/schema/made-partitions.ts";
import type { CatalogSnapshot } from "../../lang/sql/schema/snapshot.ts";
import type { CreateTableStatement } from "../../lang/sql/statement.ts";
import { textIn } from "../../text/range.ts";
import type { Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";

export const rule = defineRule<"sql">({
  id: "sql/prefer-attach-partition",
  summary: "Prefer CREATE TABLE and ATTACH PARTITION for a table in use",
  why: "CREATE TABLE … PARTITION OF takes ACCESS EXCLUSIVE on the parent: it waits for every reader and writer, and those that come later wait behind it. ATTACH PARTITION takes SHARE UPDATE EXCLUSIVE, which lets both go on.",
  severity: "info",
  fixable: true,
  references: ["PostgreSQL documentation: Table Partitioning, Partition Maintenance"],
  examples: [
    {
      title: "A month for a table that an earlier migration made",
      bad: "CREATE TABLE orders_2025_02 PARTITION OF «orders»\n  FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');",
      good: "CREATE TABLE orders_2025_02 (LIKE orders INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED);\nALTER TABLE orders ATTACH PARTITION orders_2025_02 FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');",
      isFixed: true,
      workspace:
        "CREATE TABLE orders (id bigint, created_on date NOT NULL) PARTITION BY RANGE (created_on);",
    },
  ],
  *check(document, { knowledge, snapshot }) {
    if (knowledge.partitionedHere.length === 0) return;
    const told = new Set<KnownTable>();
    for (const statement of document.statements("create-table")) {
      for (const made of madePartitions(statement)) {
        const parent = knowledge.table(made.parent);
        if (parent === undefined || told.has(parent) || !takesWrites(parent, snapshot)) continue;
        // One finding for a table: who changes one of forty statements changes them all.
        told.add(parent);
        yield {
          range: made.parent.range,
          message: message(parent.name),
          fixes: fixes(document, statement, made),
        };
      }
    }
  },
});

/** A table that this file makes itself is empty and nobody waits for it. */
const takesWrites = (table: KnownTable, snapshot: CatalogSnapshot | undefined): boolean =>
  table.origin.kind === "snapshot"
    ? snapshot !== undefined && figuresOf(snapshot, table)?.inserted !== 0
    : table.origin.file !== undefined && !table.isTemporary;

function fixes(
  document: SqlDocument,
  statement: CreateTableStatement,
  { parent, child, bound }: MadePartition,
): readonly Fix[] {
  const { text } = document;
  const { range, columns, constraints, ifNotExists, isTemporary, isUnlogged } = statement;
  const isPlain = columns.length + constraints.length === 0 && bound.range.end === range.end;
  if (!isPlain || ifNotExists || isTemporary || isUnlogged || hasComment(document, range))
    return [];
  const [of, name] = [textIn(text, parent.range), textIn(text, child.range)];
  const made = `CREATE TABLE ${name} (LIKE ${of} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED);`;
  const attached = `ALTER TABLE ${of} ATTACH PARTITION ${name} ${textIn(text, bound.range)}`;
  return [
    {
      title: { en: "Create, then attach", ptBr: "Criar e depois anexar" },
      safety: "unsafe",
      edits: [{ range, text: made + lineEndOf(text) + attached }],
    },
  ];
}

const message = (parent: string): Words => ({
  en: `PARTITION OF locks "${parent}" against all reads and writes. Everything that uses it waits behind this statement. Create the table by itself and ATTACH it, which lets both go on`,
  ptBr: `PARTITION OF bloqueia "${parent}" para leitura e escrita. Tudo o que usa a tabela espera por este comando. Crie a tabela à parte e use ATTACH, que deixa ambas seguirem`,
});
