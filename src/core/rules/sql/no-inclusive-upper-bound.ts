// TO ('2025-12-31') was meant to take the last day in. The server leaves it out.
import type { Words } from "../../base/words.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { type InclusiveBound, inclusiveBound } from "../../lang/sql/schema/inclusive-bound.ts";
import type { KnownTable } from "../../lang/sql/schema/known.ts";
import { madePartitions, parentOf } from "../../lang/sql/schema/made-partitions.ts";
import { defaultOf } from "../../lang/sql/schema/partition-map.ts";
import { textIn } from "../../text/range.ts";
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";

export const rule = defineStatementRule({
  id: "sql/no-inclusive-upper-bound",
  summary: "Disallow an upper bound that names the last day instead of the day behind it",
  why: "The upper bound of a range partition is exclusive: with TO ('2025-12-31') the last day of the year belongs to no partition, and its rows fail with SQLSTATE 23514, once a year and in production.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: CREATE TABLE, PARTITION OF"],
  on: ["create-table", "alter-table"],
  isEmbeddable: true,
  examples: [
    {
      title: "A year without its last day",
      bad: "CREATE TABLE orders_2025 PARTITION OF orders\n  FOR VALUES FROM ('2025-01-01') TO («'2025-12-31'»);",
      good: "CREATE TABLE orders_2025 PARTITION OF orders\n  FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
      isFixed: true,
    },
    {
      title: "A month that ends a second early",
      bad: "ALTER TABLE orders ATTACH PARTITION orders_2025_01\n  FOR VALUES FROM ('2025-01-01 00:00:00') TO («'2025-01-31 23:59:59'»);",
      good: "ALTER TABLE orders ATTACH PARTITION orders_2025_01\n  FOR VALUES FROM ('2025-01-01 00:00:00') TO ('2025-02-01 00:00:00');",
      isFixed: true,
    },
    {
      title: "The next partition starts one number later",
      bad: "CREATE TABLE orders (id bigint NOT NULL) PARTITION BY RANGE (id);\nCREATE TABLE orders_0 PARTITION OF orders FOR VALUES FROM (0) TO («999999»);\nCREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (1000000) TO (2000000);",
      good: "CREATE TABLE orders (id bigint NOT NULL) PARTITION BY RANGE (id);\nCREATE TABLE orders_0 PARTITION OF orders FOR VALUES FROM (0) TO (1000000);\nCREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (1000000) TO (2000000);",
      isFixed: true,
    },
  ],
  *checkStatement(statement, document, { knowledge }) {
    for (const made of madePartitions(statement)) {
      if (made.bound.kind !== "range") continue;
      const parent = parentOf(knowledge, made.parent);
      const found = inclusiveBound(made.bound, made.child.name, parent);
      if (found !== undefined) yield finding(found, parent, document);
    }
  },
});

function finding(
  found: InclusiveBound,
  parent: KnownTable | undefined,
  { text }: SqlDocument,
): Finding {
  const { value, next } = found;
  const written = textIn(text, value.range).replace(value.text, found.text);
  const hasDefault = parent !== undefined && defaultOf(parent) !== undefined;
  return {
    range: value.range,
    message: message(found.lost, written, hasDefault),
    fixes: [fix(value.range, written)],
    ...(next?.origin.kind === "text"
      ? { related: [{ file: next.origin.file, range: next.bound.range, message: NEXT }] }
      : {}),
  };
}

const fix = (range: InclusiveBound["value"]["range"], text: string): Fix => ({
  title: { en: `Write TO (${text})`, ptBr: `Escrever TO (${text})` },
  safety: "safe",
  edits: [{ range, text }],
});

const message = (lost: Words, written: string, hasDefault: boolean): Words =>
  hasDefault
    ? {
        en: `The upper bound is exclusive: ${lost.en} is not in this partition. Its rows go to the DEFAULT partition, which each new partition then has to scan. Write TO (${written})`,
        ptBr: `O limite superior é exclusivo: ${lost.ptBr} fica fora desta partição. Suas linhas vão para a partição DEFAULT, que cada nova partição terá de varrer. Escreva TO (${written})`,
      }
    : {
        en: `The upper bound is exclusive: ${lost.en} belongs to no partition. Its rows fail with 23514. Write TO (${written})`,
        ptBr: `O limite superior é exclusivo: ${lost.ptBr} não pertence a nenhuma partição. Suas linhas falham com 23514. Escreva TO (${written})`,
      };

const NEXT: Words = {
  en: "The next partition starts here",
  ptBr: "A próxima partição começa aqui",
};
