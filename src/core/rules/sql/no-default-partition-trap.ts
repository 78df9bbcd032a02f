// A DEFAULT partition that fills up: each partition that is added later has to scan it under lock.
import type { Words } from "../../base/words.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { dynamicPartitions } from "../../lang/sql/schema/dynamic-partitions.ts";
import type { Knowledge, KnownPartition, KnownTable } from "../../lang/sql/schema/known.ts";
import { isMadeHere } from "../../lang/sql/schema/made-partitions.ts";
import { defaultOf } from "../../lang/sql/schema/partition-map.ts";
import type { Range } from "../../text/range.ts";
import type { Finding } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-default-partition-trap",
  summary: "Disallow adding partitions beside a DEFAULT one that may hold their rows",
  why: "To add a partition PostgreSQL scans the whole DEFAULT one under ACCESS EXCLUSIVE, and refuses (SQLSTATE 23514) when a row of the new range is in it. The longer the partition was missing, the more rows there are.",
  severity: "info",
  fixable: false,
  references: ["PostgreSQL documentation: Table Partitioning, Partition Maintenance"],
  examples: [
    {
      title: "A new month beside the DEFAULT partition of an earlier migration",
      bad: "CREATE TABLE orders_2025_02 PARTITION OF orders\n  «FOR VALUES FROM ('2025-02-01') TO ('2025-03-01')»;",
      good: "CREATE TABLE users_2025_02 PARTITION OF users\n  FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');",
      workspace:
        "CREATE TABLE orders (id bigint, created_on date NOT NULL) PARTITION BY RANGE (created_on);\nCREATE TABLE orders_default PARTITION OF orders DEFAULT;\nCREATE TABLE users (id bigint, created_on date NOT NULL) PARTITION BY RANGE (created_on);",
    },
  ],
  *check(document, { knowledge }) {
    for (const table of knowledge.partitionedHere) {
      const rest = defaultOf(table);
      const added = firstAdded(table);
      // Made in one script with the partitions it is empty when they come.
      if (rest !== undefined && added !== undefined && !isMadeHere(rest))
        yield finding(added.bound.range, table, rest);
    }
    yield* inRoutines(document, knowledge);
  },
});

const firstAdded = ({ partitions }: KnownTable): KnownPartition | undefined =>
  partitions
    .filter((partition) => isMadeHere(partition) && partition.bound.kind !== "default")
    .toSorted((a, b) => a.bound.range.start - b.bound.range.start)[0];

/** A function is there to be called later, when rows are in. */
function* inRoutines(document: SqlDocument, knowledge: Knowledge): Generator<Finding, void> {
  const told = new Set<KnownTable>();
  for (const index of document.indexesOf("do", "create-routine")) {
    for (const { parent, range } of dynamicPartitions(document, index)) {
      const table = parent === undefined ? undefined : knowledge.table(parent);
      const rest = table === undefined ? undefined : defaultOf(table);
      if (table === undefined || rest === undefined || told.has(table)) continue;
      if (document.kindAt(index) === "do" && isMadeHere(rest)) continue;
      told.add(table);
      yield finding(range, table, rest);
    }
  }
}

const finding = (range: Range, table: KnownTable, rest: KnownPartition): Finding => ({
  range,
  message: message(table.name, rest.table),
  ...(rest.origin.kind === "text"
    ? { related: [{ file: rest.origin.file, range: rest.bound.range, message: DEFAULT }] }
    : {}),
});

const message = (table: string, rest: string): Words => ({
  en: `"${table}" has the DEFAULT partition "${rest}". Adding a partition scans it under lock, and fails where it holds a row of the new one. Move such rows out first, or give it a CHECK that excludes them`,
  ptBr: `"${table}" tem a partição DEFAULT "${rest}". Acrescentar uma partição a varre sob bloqueio, e falha se ela guarda uma linha da nova. Tire antes essas linhas ou dê a ela um CHECK que as exclua`,
});

const DEFAULT: Words = { en: "The DEFAULT partition", ptBr: "A partição DEFAULT" };
