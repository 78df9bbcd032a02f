// COPY … FREEZE into a table that its transaction neither makes nor empties.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import { isOn, readCopyOptions } from "../../lang/sql/copy-options.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { headOf } from "../../lang/sql/rewrite/insert-parts.ts";
import { isInRunnersTransaction } from "../../lang/sql/rewrite/runner.ts";
import { wrapInTransaction } from "../../lang/sql/rewrite/wrap-in-transaction.ts";
import type {
  CopyStatement,
  Statement,
  StatementKind,
  TableRef,
} from "../../lang/sql/statement.ts";
import { isSameTable } from "../../lang/sql/table-name.ts";

export const rule = defineRule<"sql">({
  id: "sql/require-freeze-precondition",
  summary: "Require CREATE or TRUNCATE of the table in the transaction of COPY FREEZE",
  why: "Rows are frozen as they are written, so nobody may see the table before the commit: the server refuses FREEZE with SQLSTATE 55000 unless the same transaction made or truncated the table.",
  severity: "error",
  fixable: true,
  references: ["PostgreSQL documentation: COPY"],
  examples: [
    {
      title: "Each statement commits by itself",
      bad: "TRUNCATE readings;\n«COPY readings» FROM '/data/readings.csv' WITH (FORMAT csv, FREEZE);\n",
      good: "BEGIN;\nTRUNCATE readings;\nCOPY readings FROM '/data/readings.csv' WITH (FORMAT csv, FREEZE);\nCOMMIT;\n",
      isFixed: true,
    },
  ],
  *check(document, { file }) {
    for (const index of document.indexesOf("copy")) {
      const statement = document.statementAt(index);
      if (statement.kind === "copy") yield* judge({ statement, index, document, file });
    }
  },
});

interface Place {
  readonly statement: CopyStatement;
  readonly index: number;
  readonly document: SqlDocument;
  readonly file: string;
}

function* judge(place: Place): Generator<Finding, void> {
  const { statement, index, document } = place;
  const { table } = statement;
  if (statement.direction !== "from" || table === undefined || table.isPlaceholder) return;
  if (!isOn(readCopyOptions(statement, document.text)?.get("freeze"))) return;
  const before = lookBack(document, index, table);
  if (before === "ready" || before === "unknown") return;
  const isOutside = !document.isInTransaction(index);
  // A file of one COPY is run by a program, which has its own transaction.
  if (isOutside && (document.count === 1 || isInRunnersTransaction(document, place.file))) return;
  const fixes = isOutside && before !== "nothing" ? wrap(document, before.at, index) : [];
  yield { range: headOf(statement), message: message(table.name), fixes };
}

/**
 * `ready` where the transaction has made or emptied the table, a place where another one did, `unknown`
 * where something in between may have done it unseen.
 */
function lookBack(
  document: SqlDocument,
  index: number,
  table: TableRef,
): "ready" | "unknown" | "nothing" | { readonly at: number } {
  const isInside = document.isInTransaction(index);
  for (let at = index - 1; at >= 0; at--) {
    if (!LOOKED_AT.has(document.kindAt(at))) continue;
    const statement = document.statementAt(at);
    if (statement.kind === "transaction") {
      const isBorder = isInside
        ? statement.action === "begin"
        : statement.action === "commit" || statement.action === "rollback";
      if (isBorder) return "nothing";
    } else if (isNewOrEmpty(statement, table)) {
      return isInside ? "ready" : { at };
    } else if (mayHide(document, at)) {
      return "unknown";
    }
  }
  return "nothing";
}

function isNewOrEmpty(statement: Statement, table: TableRef): boolean {
  if (statement.kind === "create-table")
    return statement.table !== undefined && isSameTable(statement.table, table);
  return statement.kind === "truncate" && statement.tables.some((one) => isSameTable(one, table));
}

const LOOKED_AT: ReadonlySet<StatementKind> = new Set([
  "transaction",
  "create-table",
  "truncate",
  "meta",
  "do",
  "other",
]);

/** Another script, a block or a call may do anything. */
const mayHide = (document: SqlDocument, at: number): boolean => {
  const { start, end } = document.rangeAt(at);
  return /^(?:\\(?:i|ir|include|include_relative|gexec|if|elif|else)\b|do\b|call\b|execute\b|\{)/iu.test(
    document.text.slice(start, Math.min(end, start + 40)),
  );
};

/** What makes or empties the table, and all up to the COPY, in one transaction. */
function wrap(document: SqlDocument, first: number, last: number): readonly Fix[] {
  const edits = wrapInTransaction(document, first, last);
  const isPlain = range(first, last).every((at) => canWrap(document, at));
  if (edits === undefined || !isPlain) return [];
  const title = { en: "Put both into one transaction", ptBr: "Colocar os dois em uma transação" };
  return [{ title, safety: "unsafe", edits }];
}

const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Transactions of their own, and what refuses to run in one. */
function canWrap(document: SqlDocument, at: number): boolean {
  const statement = document.statementAt(at);
  if (statement.kind === "copy") return statement.data === undefined;
  if (statement.kind === "create-index") return !statement.isConcurrent;
  return !["transaction", "vacuum", "meta", "other"].includes(statement.kind);
}

const message = (table: string) => ({
  en: `FREEZE needs a table that this transaction made or truncated, and ${table} is not. The server refuses the COPY (55000) and loads nothing. Put CREATE or TRUNCATE and the COPY into one transaction, or leave FREEZE out`,
  ptBr: `FREEZE exige uma tabela criada ou truncada nesta transação, e ${table} não foi. O servidor recusa o COPY (55000) e não carrega nada. Coloque CREATE ou TRUNCATE e o COPY em uma só transação, ou retire FREEZE`,
});
