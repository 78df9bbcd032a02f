// A bulk load whose primary key is filled with random UUIDs.
import type { Related } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import { bulkLoadsOf, type Load } from "../../lang/sql/load-script.ts";
import type { KnownColumn, KnownTable } from "../../lang/sql/schema/known.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-random-uuid-key",
  summary: "Disallow random UUIDs as the key of a table that is loaded in bulk",
  why: "Each random key lands on another page of the index: every page is read, written to the WAL as a whole after each checkpoint, and split. Keys that rise with time fill one page after the other.",
  severity: "info",
  fixable: false,
  references: ["PostgreSQL documentation: UUID Functions"],
  examples: [
    {
      title: "A key from gen_random_uuid()",
      bad: "CREATE TABLE events (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), body text);\n\\copy «events» (body) FROM 'events.csv' WITH (FORMAT csv)\n",
      good: "CREATE TABLE events (id uuid PRIMARY KEY DEFAULT uuidv7(), body text);\n\\copy events (body) FROM 'events.csv' WITH (FORMAT csv)\n",
    },
  ],
  *check(document, { knowledge, thresholds }) {
    const seen = new Set<KnownTable>();
    for (const load of bulkLoadsOf(document, thresholds.batchRows)) {
      const known = knowledge.table(load.table);
      if (known === undefined || seen.has(known)) continue;
      seen.add(known);
      const column = randomKey(known);
      if (column === undefined || !usesDefault(load, column)) continue;
      const related = atDefinition(known);
      yield { range: load.table.range, message: message(known.name, column.name), related };
    }
  },
});

/** The first column of the primary key, where its default is random. */
function randomKey({ keys, columns }: KnownTable): KnownColumn | undefined {
  const [first] = keys.find(({ isPrimary }) => isPrimary)?.columns ?? [];
  const column = columns.find(({ name }) => name === first);
  return /\b(?:gen_random_uuid|uuid_generate_v4|uuidv4)\s*\(/iu.test(column?.default ?? "")
    ? column
    : undefined;
}

/** Where the load brings the keys itself, nobody here knows what they are like. */
const usesDefault = ({ statement }: Load, { name }: KnownColumn): boolean =>
  statement.columns !== undefined && !statement.columns.some((column) => column.name === name);

function atDefinition({ origin }: KnownTable): readonly Related[] {
  if (origin.kind !== "text") return [];
  const message = { en: "The table", ptBr: "A tabela" };
  return [{ file: origin.file, range: origin.range, message }];
}

const message = (table: string, column: string) => ({
  en: `The key ${column} of ${table} is a random UUID. Each row of the load touches another page of the index: cache misses, page splits, and whole pages in the WAL. Use keys that rise with time, such as uuidv7() from PostgreSQL 18, or bigint identity`,
  ptBr: `A chave ${column} de ${table} é um UUID aleatório. Cada linha da carga toca outra página do índice: faltas no cache, divisões de página e páginas inteiras no WAL. Use chaves que crescem com o tempo, como uuidv7() a partir do PostgreSQL 18, ou bigint identity`,
});
