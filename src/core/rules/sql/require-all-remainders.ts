// Hash partitions of which one was forgotten: every row that hashes to it fails.
import type { Words } from "../../base/words.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import type { KnownPartition, KnownTable } from "../../lang/sql/schema/known.ts";
import { isMadeHere } from "../../lang/sql/schema/made-partitions.ts";
import { createPartition, statementsBehind } from "../../lang/sql/schema/partition-ddl.ts";
import { namingOf, type Spot } from "../../text/span-names.ts";
import type { Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";

export const rule = defineRule<"sql">({
  id: "sql/require-all-remainders",
  summary: "Require a hash partition for every remainder of the modulus",
  why: "A hash partitioned table has no DEFAULT. Rows whose hash gives the missing remainder fail with SQLSTATE 23514: with one of four missing, every fourth row.",
  severity: "error",
  fixable: true,
  references: ["PostgreSQL documentation: CREATE TABLE, PARTITION OF"],
  examples: [
    {
      title: "Remainder 3 of 4 is missing",
      bad: "CREATE TABLE users (id bigint NOT NULL) PARTITION BY HASH (id);\nCREATE TABLE users_0 PARTITION OF users FOR VALUES WITH (MODULUS 4, REMAINDER 0);\nCREATE TABLE users_1 PARTITION OF users FOR VALUES WITH (MODULUS 4, REMAINDER 1);\nCREATE TABLE users_2 PARTITION OF users «FOR VALUES WITH (MODULUS 4, REMAINDER 2)»;",
      good: "CREATE TABLE users (id bigint NOT NULL) PARTITION BY HASH (id);\nCREATE TABLE users_0 PARTITION OF users FOR VALUES WITH (MODULUS 4, REMAINDER 0);\nCREATE TABLE users_1 PARTITION OF users FOR VALUES WITH (MODULUS 4, REMAINDER 1);\nCREATE TABLE users_2 PARTITION OF users FOR VALUES WITH (MODULUS 4, REMAINDER 2);\nCREATE TABLE users_3 PARTITION OF users FOR VALUES WITH (MODULUS 4, REMAINDER 3);",
      isFixed: true,
    },
  ],
  *check(document, { knowledge }) {
    for (const table of knowledge.partitionedHere) {
      if (table.partitioning?.strategy !== "hash" || !table.arePartitionsComplete) continue;
      const hashed = table.partitions.filter(isHash);
      const last = hashed
        .filter(isMadeHere)
        .toSorted((a, b) => a.bound.range.start - b.bound.range.start)
        .at(-1);
      const [modulus, missing] = missingRemainders(hashed);
      const [first] = missing;
      if (last === undefined || first === undefined) continue;
      yield {
        range: last.bound.range,
        message: message(table.name, modulus, missing),
        fixes: fixes(document, table, last, { hashed, modulus, missing }),
      };
    }
  },
});

type HashBound = Extract<KnownPartition["bound"], { readonly kind: "hash" }>;

interface HashPartition extends KnownPartition {
  readonly bound: HashBound;
}

interface Missing {
  readonly hashed: readonly HashPartition[];
  readonly modulus: number;
  readonly missing: readonly number[];
}

const isHash = (partition: KnownPartition): partition is HashPartition =>
  partition.bound.kind === "hash";

/** Nobody writes that many partitions by hand. */
const MODULUS_MAX = 4_096;

/** With the largest modulus, of which the server demands that the others divide it. */
function missingRemainders(hashed: readonly HashPartition[]): readonly [number, readonly number[]] {
  const modulus = Math.max(0, ...hashed.map(({ bound }) => bound.modulus));
  const isRead = hashed.every(({ bound }) => bound.modulus > 0 && modulus % bound.modulus === 0);
  if (!isRead || modulus > MODULUS_MAX) return [modulus, []];
  const taken = new Set(
    hashed.flatMap(({ bound }) =>
      Array.from(
        { length: modulus / bound.modulus },
        (_, step) => bound.remainder + step * bound.modulus,
      ),
    ),
  );
  const all = Array.from({ length: modulus }, (_, remainder) => remainder);
  return [modulus, all.filter((remainder) => !taken.has(remainder))];
}

function fixes(
  { text }: SqlDocument,
  table: KnownTable,
  last: HashPartition,
  { hashed, modulus, missing }: Missing,
): readonly Fix[] {
  const name = namingOf(
    hashed.map(({ table: partition, bound }) => ({ name: partition, ...spotsOf(bound.remainder) })),
  );
  if (name === undefined || last.origin.kind !== "text") return [];
  const statements = missing.map((remainder) => {
    const { from, to } = spotsOf(remainder);
    const bound = `FOR VALUES WITH (MODULUS ${modulus}, REMAINDER ${remainder})`;
    return createPartition(table, { schema: last.schema, name: name(from, to), bound });
  });
  return [
    {
      title: { en: "Create what is missing", ptBr: "Criar o que falta" },
      safety: "unsafe",
      edits: [statementsBehind(text, last.origin.range, statements)],
    },
  ];
}

const spotsOf = (remainder: number): { readonly from: Spot; readonly to: Spot } => ({
  from: { kind: "units", units: BigInt(remainder) },
  to: { kind: "units", units: BigInt(remainder + 1) },
});

const SHOWN = 4;

function message(table: string, modulus: number, missing: readonly number[]): Words {
  const shown = missing.slice(0, SHOWN).join(", ") + (missing.length > SHOWN ? ", …" : "");
  return {
    en: `"${table}" has no partition for remainder ${shown} of ${modulus}. About ${missing.length} of ${modulus} rows fail with 23514, for hashing has no DEFAULT. Create what is missing`,
    ptBr: `"${table}" não tem partição para o resto ${shown} de ${modulus}. Cerca de ${missing.length} em cada ${modulus} linhas falham com 23514, pois em HASH não há DEFAULT. Crie o que falta`,
  };
}
