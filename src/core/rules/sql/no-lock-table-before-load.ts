// LOCK TABLE in the strongest mode before a load that needs much less.
import type { Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { loadsOf } from "../../lang/sql/load-script.ts";
import { isWord } from "../../lang/sql/query-shape.ts";
import type { PlainStatement, Statement, TableRef } from "../../lang/sql/statement.ts";
import { isSameTable } from "../../lang/sql/table-name.ts";
import { isWordIn } from "../../lang/sql/table-readers.ts";
import type { Range } from "../../text/range.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-lock-table-before-load",
  summary: "Disallow locks that keep readers out during a load",
  why: "ACCESS EXCLUSIVE waits for every query on the table and then makes all of them wait until the load commits; a load is invisible to them anyway. SHARE ROW EXCLUSIVE keeps other writers out and lets readers on.",
  severity: "info",
  fixable: true,
  references: ["PostgreSQL documentation: Explicit Locking"],
  examples: [
    {
      title: "Readers wait for the load",
      bad: "BEGIN;\nLOCK TABLE orders «IN ACCESS EXCLUSIVE MODE»;\n\\copy orders FROM 'orders.csv' WITH (FORMAT csv)\nCOMMIT;\n",
      good: "BEGIN;\nLOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE;\n\\copy orders FROM 'orders.csv' WITH (FORMAT csv)\nCOMMIT;\n",
      isFixed: true,
    },
  ],
  *check(document) {
    for (const index of document.indexesOf("lock")) {
      const statement = document.statementAt(index);
      if (statement.kind !== "lock") continue;
      const mode = modeOf(statement, document);
      const table = statement.tables.find((one) => isOnlyLoaded(one, document, index));
      if (mode === undefined || table === undefined) continue;
      yield { range: mode.range, message: message(table.name), fixes: [weaken(mode)] };
    }
  },
});

interface Mode {
  /** What a finding marks: the mode, or the statement that names none. */
  readonly range: Range;
  readonly edit: Range;
  readonly text: string;
}

/** ACCESS EXCLUSIVE, written or by default; LOCK TABLES is another product's. */
function modeOf({ kind, range }: PlainStatement, document: SqlDocument): Mode | undefined {
  const tokens = document.tokens(range);
  if (kind !== "lock" || tokens.some((token) => isWord(token, "tables"))) return undefined;
  const last = tokens.findIndex((token) => isWord(token, "mode"));
  const first = tokens.findIndex((token) => isWord(token, "in"));
  if (last === -1 || first === -1) {
    const nowait = tokens.find((token) => isWord(token, "nowait"));
    const isNamed = isWord(tokens[1], "table") && first === -1 && nowait === undefined;
    const edit = { start: range.end, end: range.end };
    return isNamed ? { range, edit, text: " IN SHARE ROW EXCLUSIVE MODE" } : undefined;
  }
  const words = tokens.slice(first + 1, last).map(({ text }) => text.toLowerCase());
  const from = tokens[first]?.range.start ?? range.start;
  const mode = { start: from, end: tokens[last]?.range.end ?? range.end };
  const text = "IN SHARE ROW EXCLUSIVE MODE";
  return words.join(" ") === "access exclusive" ? { range: mode, edit: mode, text } : undefined;
}

/** Loaded in the same transaction, and not changed in a way that takes the strongest lock itself. */
function isOnlyLoaded(table: TableRef, document: SqlDocument, index: number): boolean {
  if (table.isPlaceholder) return false;
  const end = endOfTransaction(document, index);
  const isLoaded = loadsOf(document).some(
    (load) => load.first > index && load.first < end && isSameTable(load.table, table),
  );
  return (
    isLoaded &&
    !document
      .indexesOf(
        "truncate",
        "alter-table",
        "drop-table",
        "cluster",
        "vacuum",
        "create-table",
        "other",
      )
      .some((at) => at > index && at < end && takesAll(document.statementAt(at), table, document))
  );
}

function endOfTransaction(document: SqlDocument, index: number): number {
  for (const at of document.indexesOf("transaction")) {
    const statement = at > index ? document.statementAt(at) : undefined;
    if (statement?.kind !== "transaction") continue;
    if (statement.action === "commit" || statement.action === "rollback") return at;
  }
  return Infinity;
}

function takesAll(statement: Statement, table: TableRef, { text }: SqlDocument): boolean {
  const isIt = (one: TableRef | undefined) => one !== undefined && isSameTable(one, table);
  if (statement.kind === "alter-table") return isIt(statement.table);
  if (statement.kind === "create-table") return isIt(statement.partitionOf?.parent);
  if ("tables" in statement) return statement.tables.some(isIt);
  const { start, end } = statement.range;
  return isWordIn(text.slice(start, end), table.name);
}

const weaken = ({ edit, text }: Mode): Fix => ({
  title: { en: "Let readers on (SHARE ROW EXCLUSIVE)", ptBr: "Deixar ler (SHARE ROW EXCLUSIVE)" },
  safety: "unsafe",
  edits: [{ range: edit, text }],
});

const message = (table: string) => ({
  en: `ACCESS EXCLUSIVE keeps every reader of ${table} waiting until the load commits. Readers would not see the load before that anyway, and other writers are kept out by less. Use SHARE ROW EXCLUSIVE`,
  ptBr: `ACCESS EXCLUSIVE faz todo leitor de ${table} esperar até a carga confirmar. Antes disso os leitores não veriam a carga, e para afastar outros escritores basta menos. Use SHARE ROW EXCLUSIVE`,
});
