// DELETE of all rows and then a load of the same table, in a script or in one PL/pgSQL body. Quiet where
// TRUNCATE could not do it: keys that refer to the table, triggers on DELETE.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineRule, type RuleContext } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { bulkLoadsBehind, type Load } from "../../lang/sql/load-script.ts";
import { headOf } from "../../lang/sql/rewrite/insert-parts.ts";
import { isInRunnersTransaction } from "../../lang/sql/rewrite/runner.ts";
import { bindsBetween, isOneTransaction } from "../../lang/sql/rewrite/transaction-span.ts";
import { wrapInTransaction } from "../../lang/sql/rewrite/wrap-in-transaction.ts";
import type { Knowledge } from "../../lang/sql/schema/known.ts";
import type { PlainStatement, Statement, TableRef } from "../../lang/sql/statement.ts";
import { displayName, isSameTable } from "../../lang/sql/table-name.ts";
import type { Edit } from "../../text/edit.ts";
import { textIn } from "../../text/range.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-delete-then-insert",
  summary: "Disallow DELETE of all rows before a load of the same table",
  why: "DELETE marks each row dead and writes WAL for it. The dead rows stay in the table and its indexes until vacuum, so the table grows to twice its size. TRUNCATE drops the files instead.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: TRUNCATE", "PostgreSQL documentation: Routine Vacuuming"],
  examples: [
    {
      title: "Fill a table anew",
      bad: `BEGIN;
«DELETE FROM stock»;
INSERT INTO stock (sku, amount) SELECT sku, amount FROM delivery;
COMMIT;`,
      good: `BEGIN;
TRUNCATE stock;
INSERT INTO stock (sku, amount) SELECT sku, amount FROM delivery;
COMMIT;`,
      isFixed: true,
    },
  ],
  *check(document, context) {
    for (const index of document.indexesOf("delete")) {
      const statement = document.statementAt(index);
      const table = emptied(document, statement, context.knowledge);
      if (table === undefined) continue;
      const [load] = bulkLoadsBehind(document, index, table, context.thresholds.runLength);
      if (load !== undefined)
        yield finding(statement, table, scriptFixes(document, { index, load, table }, context));
    }
    for (const index of document.indexesOf("do", "create-routine"))
      yield* inBody(document, index, context);
  },
});

/** The table that the statement leaves empty, where TRUNCATE could do the same. */
function emptied(
  document: SqlDocument,
  statement: Statement,
  knowledge: Knowledge,
): TableRef | undefined {
  if (statement.kind !== "delete" || statement.hasWhere) return undefined;
  const [table] = statement.tables;
  if (table === undefined || table.isPlaceholder || !isWholeTable(document, statement, table))
    return undefined;
  const isReferred = knowledge.tables.some(({ foreignKeys }) =>
    foreignKeys.some(({ references }) => references.split(".").at(-1) === table.name),
  );
  return isReferred || hasDeleteTrigger(document, table, knowledge) ? undefined : table;
}

/** What the trigger does for each row would not be done, and may be why the rows are deleted. */
function hasDeleteTrigger(document: SqlDocument, table: TableRef, knowledge: Knowledge): boolean {
  const known = knowledge.table(table)?.triggers ?? [];
  if (known.some(({ events }) => events.some((event) => event.toLowerCase() === "delete")))
    return true;
  return [...document.statements("create-trigger")].some(
    (trigger) =>
      trigger.events.includes("delete") &&
      trigger.table !== undefined &&
      isSameTable(trigger.table, table),
  );
}

/** Nothing but the table: no ONLY, no USING, no RETURNING, no placeholder for a WHERE. */
const isWholeTable = (
  document: SqlDocument,
  { keyword, range }: PlainStatement,
  table: TableRef,
): boolean =>
  document.tokens({ start: table.range.end, end: range.end }).length === 0 &&
  document.tokens({ start: keyword.end, end: table.range.start }).length === 0;

/** A load in a body is a query or stands in a loop; a few rows of VALUES are none. */
function* inBody(
  document: SqlDocument,
  index: number,
  { knowledge }: RuleContext,
): Iterable<Finding> {
  if (!/\bdelete\s+from\b/iu.test(textIn(document.text, document.rangeAt(index)))) return;
  const body = document.plBody(document.statementAt(index));
  const statements = body?.statements ?? [];
  for (const [at, { statement, loops }] of statements.entries()) {
    const table =
      statement === undefined || loops.length > 0
        ? undefined
        : emptied(document, statement, knowledge);
    if (statement === undefined || table === undefined) continue;
    const isLoaded = statements.slice(at + 1).some((later) => {
      const insert = later.statement;
      if (insert?.kind !== "insert" || insert.table === undefined) return false;
      const isBulk = insert.source?.kind === "select" || later.loops.length > 0;
      return isBulk && isSameTable(insert.table, table);
    });
    if (isLoaded) yield finding(statement, table, [truncateFix([truncateEdit(statement, table)])]);
  }
}

function finding({ keyword }: Statement, table: TableRef, fixes: readonly Fix[]): Finding {
  return { range: headOf({ keyword, table }), message: message(displayName(table)), fixes };
}

interface Emptying {
  readonly index: number;
  readonly table: TableRef;
  readonly load: Load;
}

/** TRUNCATE alone only where the load is in its transaction; else with a transaction around both. */
function scriptFixes(
  document: SqlDocument,
  { index, table, load }: Emptying,
  { file }: RuleContext,
): readonly Fix[] {
  const edit = truncateEdit(document.statementAt(index), table);
  const isTogether = isOneTransaction(document, index, load.first);
  if (isTogether || isInRunnersTransaction(document, file)) return [truncateFix([edit])];
  const hasData = load.statement.kind === "copy" && load.statement.data !== undefined;
  if (document.isInTransaction(index) || bindsBetween(document, index, load.last + 1) || hasData)
    return [];
  const [begin, commit] = wrapInTransaction(document, index, load.last) ?? [];
  if (begin === undefined || commit === undefined) return [];
  return [truncateFix([{ range: edit.range, text: begin.text + edit.text }, commit])];
}

const truncateEdit = ({ keyword }: Statement, table: TableRef): Edit => ({
  range: { start: keyword.start, end: table.range.start },
  text: "TRUNCATE ",
});

/** It waits for readers and makes them wait, which DELETE does not. */
const truncateFix = (edits: readonly Edit[]): Fix => ({
  title: { en: "TRUNCATE in the load's transaction", ptBr: "TRUNCATE na transação da carga" },
  safety: "unsafe",
  edits,
});

const message = (table: string) => ({
  en: `All rows of "${table}" are deleted and loaded again. The dead rows stay until vacuum and every row goes to the WAL twice. TRUNCATE in the load's transaction, or fill a new table and swap the two`,
  ptBr: `Todas as linhas de "${table}" são apagadas e carregadas de novo. As linhas mortas ficam até o vacuum e cada linha vai duas vezes para o WAL. Use TRUNCATE na transação da carga, ou preencha uma tabela nova e troque as duas`,
});
