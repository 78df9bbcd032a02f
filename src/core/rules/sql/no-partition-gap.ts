// Range partitions that leave values between them to nobody.
import type { Words } from "../../base/words.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { compareKeys, type RangePartition } from "../../lang/sql/schema/bounds.ts";
import { inclusiveBound } from "../../lang/sql/schema/inclusive-bound.ts";
import type { KnownTable } from "../../lang/sql/schema/known.ts";
import { isMadeHere } from "../../lang/sql/schema/made-partitions.ts";
import { partitionsBetween } from "../../lang/sql/schema/missing-ranges.ts";
import {
  createPartition,
  statementsBefore,
  statementsBehind,
} from "../../lang/sql/schema/partition-ddl.ts";
import { partitionMap } from "../../lang/sql/schema/partition-map.ts";
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-partition-gap",
  summary: "Disallow a hole between two range partitions of a table without a DEFAULT one",
  why: "A row whose key lies in the hole fits no partition: the INSERT or COPY that brings it fails with SQLSTATE 23514, the good rows of the same statement with it.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: Table Partitioning"],
  examples: [
    {
      title: "No February",
      bad: "CREATE TABLE orders (id bigint, created_on date NOT NULL) PARTITION BY RANGE (created_on);\nCREATE TABLE orders_2025_01 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');\nCREATE TABLE orders_2025_03 PARTITION OF orders FOR VALUES FROM («'2025-03-01'») TO ('2025-04-01');",
      good: "CREATE TABLE orders (id bigint, created_on date NOT NULL) PARTITION BY RANGE (created_on);\nCREATE TABLE orders_2025_01 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');\nCREATE TABLE orders_2025_02 PARTITION OF orders FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');\nCREATE TABLE orders_2025_03 PARTITION OF orders FOR VALUES FROM ('2025-03-01') TO ('2025-04-01');",
      isFixed: true,
    },
  ],
  *check(document, { knowledge }) {
    for (const table of knowledge.partitionedHere) {
      if (!isWholePicture(table)) continue;
      const inOrder = partitionMap(table).ranges ?? [];
      for (const [index, behind] of inOrder.entries()) {
        const before = inOrder[index - 1];
        if (before === undefined) continue;
        const order = compareKeys(before.to, behind.from);
        if (order === undefined || order >= 0) continue;
        const { bound, table: name } = before.partition;
        // A last day that was meant to be in is a mistake of its own, with a fix of its own.
        if (inclusiveBound(bound, name, table) !== undefined) continue;
        yield* findings(document, table, before.partition, behind.partition);
      }
    }
  },
});

/** Holes between keys of several columns are everywhere, and mean nothing. */
const isWholePicture = (table: KnownTable): boolean =>
  table.arePartitionsComplete &&
  table.partitioning?.strategy === "range" &&
  table.partitioning.key.length === 1 &&
  partitionMap(table).isWhole &&
  partitionMap(table).default === undefined;

function* findings(
  document: SqlDocument,
  table: KnownTable,
  before: RangePartition,
  behind: RangePartition,
): Generator<Finding> {
  const [end, start] = [before.bound.to[0], behind.bound.from[0]];
  if (end === undefined || start === undefined) return;
  const [at, other] = isMadeHere(behind) ? [behind, before] : [before, behind];
  if (!isMadeHere(at)) return;
  yield {
    range: at === behind ? start.range : end.range,
    message: message(table.name, end.text, start.text),
    ...(other.origin.kind === "text"
      ? {
          related: [
            { file: other.origin.file, range: other.bound.range, message: neighbour(other.table) },
          ],
        }
      : {}),
    get fixes() {
      return fixes(document, table, before, behind);
    },
  };
}

function fixes(
  { text }: SqlDocument,
  table: KnownTable,
  before: RangePartition,
  behind: RangePartition,
): readonly Fix[] {
  const missing = partitionsBetween(table, before, behind);
  const [first] = missing ?? [];
  if (missing === undefined || first === undefined) return [];
  const statements = missing.map((partition) => createPartition(table, partition));
  const count = statements.length;
  const edit =
    behind.origin.kind === "text" && isMadeHere(behind)
      ? statementsBefore(text, behind.origin.range, statements)
      : before.origin.kind === "text"
        ? statementsBehind(text, before.origin.range, statements)
        : undefined;
  if (edit === undefined) return [];
  return [
    {
      title:
        count === 1
          ? { en: `Create partition ${first.name}`, ptBr: `Criar a partição ${first.name}` }
          : {
              en: `Create the ${count} missing partitions`,
              ptBr: `Criar as ${count} partições que faltam`,
            },
      safety: "unsafe",
      edits: [edit],
    },
  ];
}

const message = (table: string, from: string, to: string): Words => ({
  en: `No partition of "${table}" holds ${from} up to ${to}, and there is no DEFAULT. Rows in this hole fail with 23514. Create the partition that is missing`,
  ptBr: `Nenhuma partição de "${table}" guarda de ${from} até antes de ${to}, e não há DEFAULT. Linhas nesse buraco falham com 23514. Crie a partição que falta`,
});

const neighbour = (table: string): Words => ({
  en: `The other side of the hole: "${table}"`,
  ptBr: `O outro lado do buraco: "${table}"`,
});
