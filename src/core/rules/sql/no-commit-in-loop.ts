// COMMIT in each turn of a loop that inserts a row. Quiet where the turn is a batch: a condition counts, or
// the turn does more than one row's work.
import { defineStatementRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import type { PlBody, PlStatement } from "../../lang/sql/plpgsql.ts";
import { turnsMax } from "../../lang/sql/rewrite/loop-length.ts";
import { directlyIn, turnNames, usesName } from "../../lang/sql/rewrite/loop-turns.ts";
import { displayName } from "../../lang/sql/table-name.ts";

/** Fewer turns cost nothing that anybody notices. */
const TURNS_MIN = 5;

export const rule = defineStatementRule({
  id: "sql/no-commit-in-loop",
  summary: "Disallow COMMIT after each row of a loop",
  why: "Every COMMIT waits until its WAL is on disk, so the loop runs at the speed of the disk's flushes, one row a flush.",
  severity: "warning",
  fixable: false,
  references: ["PostgreSQL documentation: PL/pgSQL, Transaction Management"],
  on: ["do", "create-routine"],
  examples: [
    {
      title: "A commit a row",
      bad: `CREATE PROCEDURE copy_orders() LANGUAGE plpgsql AS $$
DECLARE r record;
BEGIN
  FOR r IN SELECT id FROM staging LOOP
    INSERT INTO orders (id) VALUES (r.id);
    «COMMIT»;
  END LOOP;
END $$;`,
      good: `CREATE PROCEDURE copy_orders() LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO orders (id) SELECT id FROM staging;
  COMMIT;
END $$;`,
    },
  ],
  *checkStatement(statement, document) {
    const body = document.plBody(statement);
    for (const commit of body?.statements ?? []) {
      if (body === undefined || commit.kind !== "commit" || commit.conditions.length > 0) continue;
      const table = tableOfTurn(document, body, commit);
      if (table !== undefined) yield { range: commit.range, message: message(table) };
    }
  },
});

/** The table that each turn gives its own row; undefined where a turn may be a batch. */
function tableOfTurn(document: SqlDocument, body: PlBody, commit: PlStatement): string | undefined {
  const loop = commit.loops.at(-1);
  if (loop === undefined || (turnsMax(document, loop) ?? Infinity) < TURNS_MIN) return undefined;
  const turn = directlyIn(body, loop);
  const names = turnNames(document, body, commit);
  if (!turn.every((statement) => isOneRowsWork(document, statement, names))) return undefined;
  const isNested = body.loops.some(
    ({ range }) => range.start > loop.range.start && range.end <= loop.range.end,
  );
  const insert = turn.find(({ statement }) => statement?.kind === "insert")?.statement;
  if (isNested || insert?.kind !== "insert" || insert.table === undefined) return undefined;
  return displayName(insert.table);
}

/** INSERT of the turn's own values, look-ups, and changes of the turn's own row. */
function isOneRowsWork(
  document: SqlDocument,
  { kind, statement, range }: PlStatement,
  names: ReadonlySet<string>,
): boolean {
  if (kind === "execute") return false;
  if (kind === "sql") {
    if (statement?.kind === "select") return true;
    const isRowWise =
      statement?.kind === "insert"
        ? statement.source?.kind === "values"
        : (statement?.kind === "update" || statement?.kind === "delete") && statement.hasWhere;
    return isRowWise && usesName(document.tokens(range), names);
  }
  return !/^(?:call|perform|continue)\b/iu.test(document.text.slice(range.start, range.end));
}

const message = (table: string) => ({
  en: `Each turn of this loop commits its row of "${table}". Every commit waits for its own flush of the WAL to disk. Commit once behind the loop, or after some thousand rows`,
  ptBr: `Cada volta deste laço confirma a sua linha de "${table}". Cada confirmação espera a própria gravação do WAL em disco. Confirme uma vez depois do laço, ou a cada alguns milhares de linhas`,
});
