// A script that runs again, by its name a seed, a job or a task, and inserts keys that are there already
// after its first run. One finding a table.
import type { Finding } from "../../analysis/finding.ts";
import { defineRule, type RuleContext } from "../../analysis/rule.ts";
import { quoteName } from "../../base/reserved-words.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { type Load, loadsOf } from "../../lang/sql/load-script.ts";
import { insertQuery } from "../../lang/sql/query-shape.ts";
import { keysWithin } from "../../lang/sql/rewrite/known-columns.ts";
import { readLiteral } from "../../lang/sql/rewrite/literal.ts";
import { isWord, rowValues } from "../../lang/sql/rewrite/row-values.ts";
import { isStagingName } from "../../lang/sql/rewrite/staging.ts";
import type { InsertStatement } from "../../lang/sql/statement.ts";
import { displayName, isSameTable } from "../../lang/sql/table-name.ts";
import type { Edit } from "../../text/edit.ts";

export const rule = defineRule<"sql">({
  id: "sql/require-idempotent-insert",
  summary: "Require ON CONFLICT in scripts that run again",
  why: "A seed, a job or a task is run again after a failure or by its schedule. The second run meets the keys of the first and stops with a unique violation.",
  severity: "info",
  fixable: true,
  references: ["PostgreSQL documentation: INSERT, ON CONFLICT Clause"],
  examples: [
    {
      title: "A seed with fixed keys",
      file: "db/seeds/cities.sql",
      workspace: "CREATE TABLE city (id int PRIMARY KEY, name text NOT NULL);",
      bad: "«INSERT INTO city» (id, name) VALUES (1, 'Olinda'), (2, 'Recife');",
      good: "INSERT INTO city (id, name) VALUES (1, 'Olinda'), (2, 'Recife') ON CONFLICT (id) DO NOTHING;",
      isFixed: true,
    },
  ],
  *check(document, context) {
    if (!runsAgain(context.file)) return;
    const looks = new Map<string, number>();
    for (const load of loadsOf(document).slice(0, LOADS_MAX)) {
      const name = displayName(load.table);
      const look = looks.get(name) ?? 0;
      looks.set(name, look + 1);
      const key = look < LOOKS_MAX ? repeatedKey(document, load, context) : undefined;
      if (key === undefined || isMadeEmpty(document, load)) continue;
      looks.set(name, LOOKS_MAX);
      yield finding(document, load, key);
    }
  },
});

/** The first INSERTs into a table say what the others are like. */
const LOOKS_MAX = 20;
/** Of all tables: a seed with more runs than these has been read far enough. */
const LOADS_MAX = 500;

/** By a folder or a word of its name. */
const runsAgain = (file: string): boolean =>
  /(?:^|[/_.-])(?:seed|seeds|seeding|seeders?|jobs?|tasks?|cron|bootstrap|(?:initial|default|sample|demo|reference)[-_]?data)(?=[/_.\-\d])/iu.test(
    file,
  );

/** The columns of a key that the script gives itself, so that its next run gives the same. */
function repeatedKey(
  document: SqlDocument,
  { table, statement }: Load,
  { knowledge }: RuleContext,
): readonly string[] | undefined {
  if (statement.kind !== "insert" || statement.conflict !== undefined) return undefined;
  const known = knowledge.table(table);
  const columns = statement.columns?.map(({ name }) => name);
  if (known === undefined || columns === undefined || statement.hasCte) return undefined;
  return keysWithin(known, columns).find((key) =>
    statement.source?.kind === "values"
      ? isLiteralKey(document, statement, key)
      : isFromStaging(document, statement),
  );
}

function isLiteralKey(
  document: SqlDocument,
  { columns, source }: InsertStatement,
  key: readonly string[],
): boolean {
  const row = source?.kind === "values" ? source.rows[0] : undefined;
  if (row === undefined) return false;
  const values = rowValues(document, row);
  return key.every((name) => {
    const position = columns?.findIndex((column) => column.name === name) ?? -1;
    const literal = readLiteral(values[position]?.tokens ?? []);
    return literal !== undefined && literal.kind !== "null";
  });
}

/** From a staging table as it is, with no look at what the target has. */
function isFromStaging(document: SqlDocument, statement: InsertStatement): boolean {
  const query = insertQuery(document, statement);
  if (query === undefined || query.isCompound) return false;
  const [first, ...joined] = query.from;
  const looks = [...(query.where ?? []), ...joined.flatMap(({ tokens }) => tokens)];
  return (
    first?.table !== undefined &&
    isStagingName(first.table) &&
    !looks.some((token) => isWord(token, "exists", "in", "null"))
  );
}

/** TRUNCATE, DELETE, DROP or CREATE before it in the script: the second run begins like the first. */
function isMadeEmpty(document: SqlDocument, { first, table }: Load): boolean {
  return document.indexesOf("truncate", "delete", "drop-table", "create-table").some((index) => {
    if (index > first) return false;
    const statement = document.statementAt(index);
    if (statement.kind === "create-table")
      return (
        !statement.ifNotExists &&
        statement.table !== undefined &&
        isSameTable(statement.table, table)
      );
    return "tables" in statement && statement.tables.some((other) => isSameTable(other, table));
  });
}

function finding(document: SqlDocument, load: Load, key: readonly string[]): Finding {
  const columns = key.map(quoteName).join(", ");
  return {
    range: load.head,
    message: message(displayName(load.table), columns),
    get fixes() {
      return [
        {
          title: { en: "Skip rows that are there", ptBr: "Pular as linhas que já existem" },
          safety: "unsafe" as const,
          edits: skips(document, load, ` ON CONFLICT (${columns}) DO NOTHING`),
        },
      ];
    },
  };
}

function skips(document: SqlDocument, { first, last }: Load, text: string): readonly Edit[] {
  const edits: Edit[] = [];
  for (let index = first; index <= last; index++) {
    const statement = document.statementAt(index);
    const source = statement.kind === "insert" ? statement.source : undefined;
    if (source !== undefined)
      edits.push({ range: { start: source.range.end, end: source.range.end }, text });
  }
  return edits;
}

const message = (table: string, columns: string) => ({
  en: `By its name this script runs again, and it inserts fixed keys (${columns}) into "${table}". The second run meets the keys of the first and stops (23505). Add ON CONFLICT (${columns}) DO NOTHING or DO UPDATE`,
  ptBr: `Pelo nome, este script roda de novo, e ele insere chaves fixas (${columns}) em "${table}". A segunda execução encontra as chaves da primeira e para (23505). Acrescente ON CONFLICT (${columns}) DO NOTHING ou DO UPDATE`,
});
