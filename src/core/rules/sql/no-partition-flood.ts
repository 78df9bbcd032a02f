// A loop that makes thousands of partitions: every plan and every session then carries them.
import type { Words } from "../../base/words.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { integerTurns, seriesLength } from "../../lang/sql/schema/series-length.ts";
import { countText } from "../../text/amounts.ts";
import { type Range, textIn } from "../../text/range.ts";
import type { Finding } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-partition-flood",
  summary: "Disallow making more than 1,000 partitions in a loop",
  why: "Planning a statement that cannot leave partitions out opens and locks each of them, and every session keeps their descriptions in memory. Thousands make planning slower than the query.",
  severity: "info",
  fixable: false,
  references: ["PostgreSQL documentation: Table Partitioning, Best Practices"],
  examples: [
    {
      title: "A partition for each of 3,650 days",
      bad: "DO $$\nBEGIN\n  «FOR n IN 0..3649 LOOP»\n    EXECUTE format('CREATE TABLE readings_%s PARTITION OF readings FOR VALUES FROM (%L) TO (%L)',\n      n, date '2020-01-01' + n, date '2020-01-02' + n);\n  END LOOP;\nEND $$;",
      good: "DO $$\nBEGIN\n  FOR n IN 0..119 LOOP\n    EXECUTE format('CREATE TABLE readings_%s PARTITION OF readings FOR VALUES FROM (%L) TO (%L)',\n      n, date '2020-01-01' + n * interval '1 month', date '2020-02-01' + n * interval '1 month');\n  END LOOP;\nEND $$;",
    },
  ],
  *check(document) {
    for (const index of document.indexesOf("do", "create-routine", "select")) {
      const range = document.rangeAt(index);
      if (!MAKES_PARTITION.test(textIn(document.text, range))) continue;
      if (document.kindAt(index) === "select") yield* inQuery(range, document);
      else yield* inBody(index, document);
    }
  },
});

const PARTITIONS_MAX = 1_000;
const MAKES_PARTITION = /\bpartition\s+of\b/iu;

/** SELECT format('CREATE TABLE …') FROM generate_series(…) \gexec. */
function* inQuery(range: Range, { text }: SqlDocument): Generator<Finding, void> {
  const written = textIn(text, range);
  const count = seriesLength(written) ?? 0;
  const call = /\bgenerate_series\s*\([^()]*\)/iu.exec(written);
  if (call === null || count <= PARTITIONS_MAX) return;
  const start = range.start + call.index;
  yield { range: { start, end: start + call[0].length }, message: message(count) };
}

function* inBody(index: number, document: SqlDocument): Generator<Finding, void> {
  const { text } = document;
  const told = new Set<number>();
  for (const { kind, range, loops } of document.plBody(document.statementAt(index))?.statements ??
    []) {
    const [outermost] = loops;
    if (outermost === undefined || told.has(outermost.range.start)) continue;
    if ((kind !== "execute" && kind !== "sql") || !MAKES_PARTITION.test(textIn(text, range)))
      continue;
    const count = loops.reduce(
      (product, loop) => product * (turnsOf(textIn(text, loop.header)) ?? NaN),
      1,
    );
    if (!(count > PARTITIONS_MAX)) continue;
    told.add(outermost.range.start);
    yield { range: outermost.header, message: message(count) };
  }
}

const turnsOf = (header: string): number | undefined =>
  integerTurns(header) ?? seriesLength(header);

const message = (count: number): Words => ({
  en: `This makes ${countText(count, "en")} partitions. Planning opens and locks each one that it cannot leave out, in every session. Make fewer of them with wider ranges`,
  ptBr: `Isto cria ${countText(count, "ptBr")} partições. O planejador abre e bloqueia cada uma que não consegue descartar, em toda sessão. Crie menos, com intervalos maiores`,
});
