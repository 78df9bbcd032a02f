// A look whether a row is there, and then an INSERT when it is not: in one statement by NOT EXISTS, or in
// PL/pgSQL by IF. Quiet in migrations, which run alone, and where a lock keeps others out.
import type { Finding } from "../../analysis/finding.ts";
import { defineStatementRule, type RuleContext } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import type { PlBody } from "../../lang/sql/plpgsql.ts";
import { existenceTests, type ExistenceTest } from "../../lang/sql/rewrite/existence-test.ts";
import { onConflictForIf, onConflictForWhere } from "../../lang/sql/rewrite/check-to-conflict.ts";
import { checkedInserts } from "../../lang/sql/rewrite/checked-inserts.ts";
import { keysWithin, areSameColumns } from "../../lang/sql/rewrite/known-columns.ts";
import { isMigrationScript } from "../../lang/sql/rewrite/runner.ts";
import { guardsWrites } from "../../lang/sql/rewrite/write-guards.ts";
import type { InsertStatement } from "../../lang/sql/statement.ts";
import { displayName, isSameTable } from "../../lang/sql/table-name.ts";
import type { Edit } from "../../text/edit.ts";

export const rule = defineStatementRule({
  id: "sql/no-check-then-insert",
  summary: "Disallow a check for a row before its INSERT",
  why: "Between the check and the INSERT another session can insert the same row, and neither sees the other's before it commits. Both insert: the second fails on the unique key, or makes a duplicate where there is none.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: INSERT, ON CONFLICT Clause"],
  on: ["insert", "do", "create-routine"],
  isEmbeddable: true,
  examples: [
    {
      title: "NOT EXISTS in the query",
      workspace: "CREATE TABLE city (id int PRIMARY KEY, name text NOT NULL UNIQUE);",
      bad: `INSERT INTO city (id, name)
SELECT 1, 'Olinda' WHERE «NOT EXISTS» (SELECT 1 FROM city WHERE name = 'Olinda');`,
      good: `INSERT INTO city (id, name)
SELECT 1, 'Olinda' ON CONFLICT (name) DO NOTHING;`,
      isFixed: true,
    },
    {
      title: "IF NOT EXISTS around the INSERT",
      workspace: "CREATE TABLE city (id int PRIMARY KEY, name text NOT NULL UNIQUE);",
      bad: `CREATE FUNCTION add_city(p_id int, p_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF «NOT EXISTS» (SELECT 1 FROM city WHERE id = p_id) THEN
    INSERT INTO city (id, name) VALUES (p_id, p_name);
  END IF;
END $$;`,
      good: `CREATE FUNCTION add_city(p_id int, p_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO city (id, name) VALUES (p_id, p_name) ON CONFLICT (id) DO NOTHING;
END $$;`,
      isFixed: true,
    },
  ],
  *checkStatement(statement, document, context) {
    if (isMigrationScript(document, context.file)) return;
    if (statement.kind === "insert") {
      yield* inQuery(statement, document, context);
      return;
    }
    const body = document.plBody(statement);
    if (body !== undefined && !guardsWrites(document, statement))
      yield* inBody(body, document, context);
  },
});

function* inQuery(
  statement: InsertStatement,
  document: SqlDocument,
  context: RuleContext,
): Iterable<Finding> {
  const { table, source, conflict } = statement;
  if (source?.kind !== "select" || table === undefined || conflict !== undefined) return;
  for (const test of existenceTests(document.tokens(source.range))) {
    if (!test.isNegated || !test.isByValue) continue;
    if (table.isPlaceholder || !isSameTable(test.table, table)) continue;
    if (guardsWrites(document, statement)) return;
    const key = testedKey(test, statement, context);
    const edit =
      key === undefined ? undefined : onConflictForWhere(document, { statement, test, key });
    yield finding(test, statement, edit);
  }
}

function* inBody(body: PlBody, document: SqlDocument, context: RuleContext): Iterable<Finding> {
  for (const { test, insert, inner, condition } of checkedInserts(document, body)) {
    const key = testedKey(test, insert, context);
    const edit =
      key === undefined
        ? undefined
        : onConflictForIf(document, body, { inner, insert, condition, test, key });
    yield finding(test, insert, edit);
  }
}

/** The key that the check looks for, where it is known and given. */
function testedKey(
  { columns }: ExistenceTest,
  statement: InsertStatement,
  { knowledge }: RuleContext,
): readonly string[] | undefined {
  const known = statement.table === undefined ? undefined : knowledge.table(statement.table);
  if (columns === undefined || known === undefined) return undefined;
  const given = statement.columns?.map(({ name }) => name) ?? [];
  return keysWithin(known, given).find((key) => areSameColumns(key, columns));
}

const finding = (
  test: ExistenceTest,
  { table }: InsertStatement,
  edit: Edit | undefined,
): Finding => ({
  range: test.words,
  message: message(table === undefined ? "" : displayName(table)),
  fixes:
    edit === undefined
      ? []
      : [
          {
            title: {
              en: "ON CONFLICT DO NOTHING instead of the check",
              ptBr: "ON CONFLICT DO NOTHING em vez da verificação",
            },
            safety: "unsafe",
            edits: [edit],
          },
        ],
});

const message = (table: string) => ({
  en: `This checks whether the row is in "${table}" before it inserts. Two sessions at once both find nothing and both insert: one fails, or the row is there twice. Use ON CONFLICT on a unique key`,
  ptBr: `Isto verifica se a linha está em "${table}" antes de inserir. Duas sessões ao mesmo tempo não encontram nada e ambas inserem: uma falha, ou a linha fica duplicada. Use ON CONFLICT numa chave única`,
});
