// Two partitions of one table that would take the same rows: the server refuses the second.
import type { Words } from "../../base/words.ts";
import { keyTypes } from "../../lang/sql/schema/bounds.ts";
import type { KnownPartition, KnownTable } from "../../lang/sql/schema/known.ts";
import { isMadeHere } from "../../lang/sql/schema/made-partitions.ts";
import { type Overlap, overlapsAmong } from "../../lang/sql/schema/overlaps.ts";
import type { Finding } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-partition-overlap",
  summary: "Disallow two partitions of one table that take the same rows",
  why: "PostgreSQL refuses the second partition with SQLSTATE 42P17, so the script stops there and the rows it was made for have no place.",
  severity: "error",
  fixable: false,
  references: ["PostgreSQL documentation: CREATE TABLE, PARTITION OF"],
  examples: [
    {
      title: "A month that is in the year already",
      bad: "CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');\nCREATE TABLE orders_2025_06 PARTITION OF orders «FOR VALUES FROM ('2025-06-01') TO ('2025-07-01')»;",
      good: "CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');\nCREATE TABLE orders_2026_01 PARTITION OF orders FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');",
    },
    {
      title: "A value in two lists",
      bad: "CREATE TABLE sales_south PARTITION OF sales FOR VALUES IN ('BR', 'AR');\nCREATE TABLE sales_br PARTITION OF sales FOR VALUES IN («'BR'»);",
      good: "CREATE TABLE sales_south PARTITION OF sales FOR VALUES IN ('AR');\nCREATE TABLE sales_br PARTITION OF sales FOR VALUES IN ('BR');",
    },
  ],
  *check(_document, { knowledge }) {
    for (const table of knowledge.partitionedHere) {
      for (const overlap of overlapsAmong(comparable(table), keyTypes(table))) {
        const found = finding(overlap);
        if (found !== undefined) yield found;
      }
    }
  },
});

/** Without the CREATE of the parent, partitions of other files may be those of another table. */
const comparable = ({ partitioning, partitions }: KnownTable): readonly KnownPartition[] =>
  partitioning === undefined ? partitions.filter(isMadeHere) : partitions;

/** At the later of the two, if both are in this file. */
function finding({ a, b, values }: Overlap): Finding | undefined {
  const [first, second] = values ?? [a.bound, b.bound];
  const isAtFirst = isMadeHere(a) && (!isMadeHere(b) || first.range.start > second.range.start);
  if (!isAtFirst && !isMadeHere(b)) return undefined;
  const [at, other] = isAtFirst ? [a, b] : [b, a];
  const [here, there] = isAtFirst ? [first, second] : [second, first];
  return {
    range: here.range,
    message: messageFor(at, other.table, values?.[0].text),
    ...(other.origin.kind === "text"
      ? { related: [{ file: other.origin.file, range: there.range, message: OTHER }] }
      : {}),
  };
}

function messageFor({ bound }: KnownPartition, other: string, value: string | undefined): Words {
  switch (bound.kind) {
    case "range":
      return {
        en: `This range overlaps that of "${other}". The server refuses the partition (42P17). Let one end where the other starts`,
        ptBr: `Este intervalo se sobrepõe ao de "${other}". O servidor recusa a partição (42P17). Faça um terminar onde o outro começa`,
      };
    case "list":
      return {
        en: `${value ?? ""} is in the list of "${other}" already. The server refuses the partition (42P17). Keep each value in one list`,
        ptBr: `${value ?? ""} já está na lista de "${other}". O servidor recusa a partição (42P17). Deixe cada valor em uma só lista`,
      };
    case "hash":
      return {
        en: `This remainder is taken by "${other}" already. The server refuses the partition (42P17). Give each remainder to one partition`,
        ptBr: `Este resto já é de "${other}". O servidor recusa a partição (42P17). Dê cada resto a uma só partição`,
      };
    case "default":
      return {
        en: `"${other}" is the DEFAULT partition already. The server refuses a second one (42P17). Keep one of the two`,
        ptBr: `"${other}" já é a partição DEFAULT. O servidor recusa uma segunda (42P17). Mantenha só uma`,
      };
  }
}

const OTHER: Words = { en: "The other partition", ptBr: "A outra partição" };
