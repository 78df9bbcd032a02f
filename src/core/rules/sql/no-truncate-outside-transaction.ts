// TRUNCATE that commits before the table is filled again. Quiet for staging tables, which nobody reads, and
// where a tool that opens a transaction around the file runs it.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineRule, type RuleContext } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { type Load, loadsOf } from "../../lang/sql/load-script.ts";
import { headOf } from "../../lang/sql/rewrite/insert-parts.ts";
import { isInRunnersTransaction } from "../../lang/sql/rewrite/runner.ts";
import { isStagingName } from "../../lang/sql/rewrite/staging.ts";
import { bindsBetween, isOneTransaction } from "../../lang/sql/rewrite/transaction-span.ts";
import { wrapInTransaction } from "../../lang/sql/rewrite/wrap-in-transaction.ts";
import type { TableRef } from "../../lang/sql/statement.ts";
import { displayName, isSameTable } from "../../lang/sql/table-name.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-truncate-outside-transaction",
  summary: "Disallow TRUNCATE in another transaction than the load that follows",
  why: "Once TRUNCATE commits, the table is empty for everybody until the load commits. When the load fails, it stays empty and the old rows are gone.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: TRUNCATE"],
  examples: [
    {
      title: "A commit between TRUNCATE and the load",
      bad: `«TRUNCATE stock»;
INSERT INTO stock (sku, amount) SELECT sku, amount FROM delivery;`,
      good: `BEGIN;
TRUNCATE stock;
INSERT INTO stock (sku, amount) SELECT sku, amount FROM delivery;
COMMIT;`,
      isFixed: true,
    },
  ],
  *check(document, context) {
    const truncates = document.indexesOf("truncate");
    if (truncates.length === 0 || isInRunnersTransaction(document, context.file)) return;
    for (const index of truncates) {
      const load = loadBehind(document, index, context);
      if (load !== undefined && !isOneTransaction(document, index, load.first))
        yield finding(document, index, load);
    }
  },
});

/** The first load of a table that the statement empties and that somebody may read. */
function loadBehind(
  document: SqlDocument,
  index: number,
  { knowledge }: RuleContext,
): Load | undefined {
  const tables = truncated(document, index).filter((table) => {
    if (isNew(document, index, table)) return false;
    const known = knowledge.table(table);
    const isKept = known?.isTemporary !== true && known?.isUnlogged !== true;
    return isKept && !table.isPlaceholder && !isStagingName(table);
  });
  const load = loadsOf(document).find(
    ({ first, table }) => first > index && tables.some((other) => isSameTable(other, table)),
  );
  const isEmptiedAgain = document
    .indexesOf("truncate", "drop-table", "create-table")
    .some(
      (other) =>
        load !== undefined &&
        other > index &&
        other < load.first &&
        truncated(document, other).some((table) => isSameTable(table, load.table)),
    );
  return isEmptiedAgain ? undefined : load;
}

/** Made by this very script, so nobody reads it yet. */
const isNew = (document: SqlDocument, index: number, table: TableRef): boolean =>
  document.indexesOf("create-table").some((at) => {
    const made = at < index ? document.statementAt(at) : undefined;
    return (
      made?.kind === "create-table" &&
      !made.ifNotExists &&
      made.table !== undefined &&
      isSameTable(made.table, table)
    );
  });

function truncated(document: SqlDocument, index: number): readonly TableRef[] {
  const statement = document.statementAt(index);
  if (statement.kind === "create-table")
    return statement.table === undefined ? [] : [statement.table];
  return "tables" in statement ? statement.tables : [];
}

function finding(document: SqlDocument, index: number, load: Load): Finding {
  const { keyword } = document.statementAt(index);
  const table = truncated(document, index).find((other) => isSameTable(other, load.table));
  return {
    range: headOf({ keyword, table }),
    message: message(displayName(load.table)),
    fixes: fixes(document, index, load),
    related: [{ file: undefined, range: load.head, message: loadHere }],
  };
}

/** Our COMMIT would end the transaction of a runner that opens one: somebody has to know. */
function fixes(document: SqlDocument, index: number, { last, statement }: Load): readonly Fix[] {
  const isPlain = !document.isInTransaction(index) && !bindsBetween(document, index, last + 1);
  if (!isPlain || (statement.kind === "copy" && statement.data !== undefined)) return [];
  const edits = wrapInTransaction(document, index, last);
  if (edits === undefined) return [];
  const title = { en: "Wrap in BEGIN … COMMIT", ptBr: "Envolver em BEGIN … COMMIT" };
  return [{ title, safety: "unsafe", edits }];
}

const loadHere = { en: "The load that fills it again", ptBr: "A carga que a preenche de novo" };

const message = (table: string) => ({
  en: `TRUNCATE of "${table}" commits before the load that follows. Readers see an empty table meanwhile, and it stays empty when the load fails. Put both into one transaction`,
  ptBr: `O TRUNCATE de "${table}" é confirmado antes da carga que o segue. Quem lê vê uma tabela vazia nesse meio-tempo, e ela fica vazia se a carga falhar. Ponha os dois na mesma transação`,
});
