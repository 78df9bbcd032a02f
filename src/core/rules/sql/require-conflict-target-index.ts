// ON CONFLICT with columns that no known unique index has. It needs the whole table in sight, and goes quiet
// in migrations, which ran when the table may have had other keys.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";
import { quoteName } from "../../base/reserved-words.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { areSameColumns } from "../../lang/sql/rewrite/known-columns.ts";
import { indentAt, lineEndOf, startsLine } from "../../lang/sql/rewrite/layout.ts";
import { isMigration } from "../../lang/sql/rewrite/runner.ts";
import type { KnownTable } from "../../lang/sql/schema/known.ts";
import { isInRoutine } from "../../lang/sql/statement-place.ts";
import type { Conflict, InsertStatement, NameRef } from "../../lang/sql/statement.ts";
import { displayName, writtenName } from "../../lang/sql/table-name.ts";
import { spanning } from "../../text/range.ts";

export const rule = defineStatementRule({
  id: "sql/require-conflict-target-index",
  summary: "Require a unique index on exactly the columns of ON CONFLICT",
  why: "PostgreSQL looks for a unique index or constraint on exactly these columns and refuses the statement with SQLSTATE 42P10 when there is none.",
  severity: "error",
  fixable: true,
  references: ["PostgreSQL documentation: INSERT, ON CONFLICT Clause"],
  on: ["insert"],
  isEmbeddable: true,
  examples: [
    {
      title: "The table has another key",
      bad: "INSERT INTO city (id, name) VALUES (1, 'Olinda') ON CONFLICT («name») DO NOTHING;",
      good: `CREATE UNIQUE INDEX ON city (name);
INSERT INTO city (id, name) VALUES (1, 'Olinda') ON CONFLICT (name) DO NOTHING;`,
      isFixed: true,
      workspace: "CREATE TABLE city (id int PRIMARY KEY, name text NOT NULL);",
    },
  ],
  *checkStatement(statement, document, { knowledge, file }) {
    const { table, conflict } = statement;
    if (table === undefined || table.isPlaceholder || conflict?.hasIndexPredicate !== false) return;
    const target = plainTarget(conflict);
    const known = knowledge.table(table);
    if (target === undefined || known === undefined || !hasAllKeysInSight(known, file)) return;
    const names = target.map(({ name }) => name);
    if (known.keys.some((key) => mayServe(key, names))) return;
    yield finding(statement, document, { target, known });
  },
});

function plainTarget({ columns }: Conflict): readonly [NameRef, ...NameRef[]] | undefined {
  const [first, ...more] = columns ?? [];
  if (first === undefined || columns?.some(({ isPlaceholder }) => isPlaceholder) === true)
    return undefined;
  return [first, ...more];
}

/** A partition has its parent's keys, LIKE may bring some, and a migration met the table as it was then. */
function hasAllKeysInSight(known: KnownTable, file: string): boolean {
  const isOwn = known.origin.kind === "text" && known.origin.file === undefined;
  return known.isComplete && known.parent === undefined && (isOwn || !isMigration(file));
}

/** A partial index is left to the server to judge. One of expressions alone has no columns. */
const mayServe = (
  { columns, isPlain }: KnownTable["keys"][number],
  names: readonly string[],
): boolean =>
  areSameColumns(columns, names) ||
  (!isPlain && columns.length > 0 && columns.every((column) => names.includes(column)));

interface Miss {
  readonly target: readonly [NameRef, ...NameRef[]];
  readonly known: KnownTable;
}

function finding(
  statement: InsertStatement,
  document: SqlDocument,
  { target, known }: Miss,
): Finding {
  const range = spanning(target[0].range, (target.at(-1) ?? target[0]).range);
  const columns = target.map(({ name }) => quoteName(name)).join(", ");
  const { origin } = known;
  return {
    range,
    message: message(columns, displayName(known)),
    fixes: fixes(statement, document, columns),
    ...(origin.kind === "text"
      ? { related: [{ file: origin.file, range: origin.range, message: definedHere }] }
      : {}),
  };
}

function fixes(statement: InsertStatement, document: SqlDocument, columns: string): readonly Fix[] {
  const { table, range } = statement;
  const { text } = document;
  if (table === undefined || isInRoutine(document, statement) || !startsLine(text, range.start))
    return [];
  const newLine = `${lineEndOf(text)}${indentAt(text, range.start)}`;
  const index = `CREATE UNIQUE INDEX ON ${writtenName(text, table)} (${columns});`;
  return [
    {
      title: { en: "Create the unique index first", ptBr: "Criar antes o índice único" },
      safety: "unsafe",
      edits: [{ range: { start: range.start, end: range.start }, text: index + newLine }],
    },
  ];
}

const definedHere = { en: "The table is defined here", ptBr: "A tabela é definida aqui" };

const message = (columns: string, table: string) => ({
  en: `"${table}" has no unique index or constraint on exactly (${columns}). The server refuses this ON CONFLICT (42P10). Name the columns of a key, or create a unique index on these`,
  ptBr: `"${table}" não tem índice único nem restrição exatamente em (${columns}). O servidor recusa este ON CONFLICT (42P10). Cite as colunas de uma chave, ou crie um índice único nestas`,
});
