// An upsert that writes every column again even where nothing changed. Quiet where RETURNING needs the row,
// or where something beside the given values is set, for then each update changes it.
import { defineStatementRule } from "../../analysis/rule.ts";
import { quoteName } from "../../base/reserved-words.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { folded } from "../../lang/sql/query-shape.ts";
import { isMark, isWord, splitAt } from "../../lang/sql/rewrite/row-values.ts";
import type { InsertStatement } from "../../lang/sql/statement.ts";
import type { Token } from "../../lang/sql/tokens.ts";
import { type Range, spanning } from "../../text/range.ts";

export const rule = defineStatementRule({
  id: "sql/no-noop-update",
  summary: "Disallow an upsert that rewrites rows in which nothing changed",
  why: "DO UPDATE writes a new version of the row and its WAL even when all values are equal. The old version waits for vacuum, and indexes grow where the update is not HOT.",
  severity: "info",
  fixable: true,
  references: ["PostgreSQL documentation: INSERT, ON CONFLICT Clause"],
  on: ["insert"],
  isEmbeddable: true,
  needsWhole: true,
  examples: [
    {
      title: "All columns, whatever they were",
      bad: "INSERT INTO stock (sku, amount) VALUES (1, 30) ON CONFLICT (sku) «DO UPDATE» SET amount = EXCLUDED.amount;",
      good: "INSERT INTO stock (sku, amount) VALUES (1, 30) ON CONFLICT (sku) DO UPDATE SET amount = EXCLUDED.amount WHERE stock.amount IS DISTINCT FROM EXCLUDED.amount;",
      isFixed: true,
    },
  ],
  *checkStatement(statement, document) {
    const { conflict, columns } = statement;
    if (conflict?.action !== "update" || conflict.hasWhere || statement.hasReturning) return;
    if (columns === undefined || conflict.columns === undefined) return;
    const update = readUpdate(document, conflict.range);
    if (update === undefined) return;
    const key = conflict.columns.map(({ name }) => name);
    const others = columns.map(({ name }) => name).filter((name) => !key.includes(name));
    if (!others.every((name) => update.columns.includes(name))) return;
    const changed = update.columns.filter((name) => !key.includes(name));
    if (changed.length === 0) return;
    yield {
      range: update.words,
      message,
      fixes: [
        {
          title: { en: "Update only rows that differ", ptBr: "Alterar só as linhas que diferem" },
          safety: "unsafe",
          edits: [
            {
              range: { start: conflict.range.end, end: conflict.range.end },
              text: ` WHERE ${difference(alias(document, statement), changed)}`,
            },
          ],
        },
      ],
    };
  },
});

interface Update {
  /** DO UPDATE. */
  readonly words: Range;
  /** Columns set to what was to be inserted; all of them are. */
  readonly columns: readonly string[];
}

/** Undefined where anything else than `a = EXCLUDED.a` is set. */
function readUpdate(document: SqlDocument, range: Range): Update | undefined {
  const tokens = document.tokens(range);
  const at = tokens.findIndex(
    (token, index) => isWord(token, "do") && isWord(tokens[index + 1], "update"),
  );
  const [first, second, set, ...assignments] = tokens.slice(at);
  if (at === -1 || first === undefined || second === undefined || !isWord(set, "set"))
    return undefined;
  const columns = splitAt(assignments, (token) => isMark(token, ",")).map(excludedColumn);
  const known = columns.filter((column) => column !== undefined);
  return known.length < columns.length
    ? undefined
    : { words: spanning(first.range, second.range), columns: known };
}

function excludedColumn(tokens: readonly Token[]): string | undefined {
  const [column, equals, excluded, dot, source] = tokens;
  if (column === undefined || source === undefined || tokens.length !== 5) return undefined;
  const isExcluded = isMark(equals, "=") && isWord(excluded, "excluded") && isMark(dot, ".");
  return isExcluded && folded(column) === folded(source) ? folded(column) : undefined;
}

/** How the row that is there already is called: by the alias, or by the table without its schema. */
function alias(document: SqlDocument, { table, columnsRange }: InsertStatement): string {
  if (table === undefined) return "";
  const [as, name] = document.tokens({
    start: table.range.end,
    end: columnsRange?.start ?? table.range.end,
  });
  return isWord(as, "as") && name !== undefined ? name.text : quoteName(table.name);
}

function difference(table: string, columns: readonly string[]): string {
  const row = (of: string): string => {
    const names = columns.map((column) => `${of}.${quoteName(column)}`).join(", ");
    return columns.length === 1 ? names : `(${names})`;
  };
  return `${row(table)} IS DISTINCT FROM ${row("EXCLUDED")}`;
}

const message = {
  en: "This DO UPDATE writes every column again, changed or not. Each unchanged row costs a dead row version, WAL and index entries. Add WHERE … IS DISTINCT FROM …",
  ptBr: "Este DO UPDATE grava todas as colunas de novo, alteradas ou não. Cada linha igual custa uma versão morta da linha, WAL e entradas de índice. Acrescente WHERE … IS DISTINCT FROM …",
};
