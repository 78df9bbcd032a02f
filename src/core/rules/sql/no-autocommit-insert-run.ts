// A stretch of INSERTs that no BEGIN comes before: each of them is a transaction of its own. Quiet where
// a tool that opens a transaction around the file runs it.
import type { Finding } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import type { InsertRun, SqlDocument } from "../../lang/sql/document.ts";
import { headOf } from "../../lang/sql/rewrite/insert-parts.ts";
import { wrapInTransaction } from "../../lang/sql/rewrite/wrap-in-transaction.ts";
import { isInRunnersTransaction } from "../../lang/sql/rewrite/runner.ts";
import { isScriptedInsert } from "../../lang/sql/rewrite/value-safety.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-autocommit-insert-run",
  summary: "Disallow a run of INSERTs outside a transaction",
  why: "Without BEGIN every INSERT commits by itself, and a commit waits until its WAL is on disk. A failure in the middle also leaves half of the rows behind.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: Populating a Database, Disable Autocommit"],
  dialects: ["postgresql", "mysql", "mariadb", "sqlite"],
  examples: [
    {
      title: "No BEGIN before the INSERTs",
      bad: `«INSERT INTO city» (id) VALUES (1);
INSERT INTO city (id) VALUES (2);
INSERT INTO city (id) VALUES (3);
INSERT INTO city (id) VALUES (4);
INSERT INTO city (id) VALUES (5);`,
      good: `BEGIN;
INSERT INTO city (id) VALUES (1);
INSERT INTO city (id) VALUES (2);
INSERT INTO city (id) VALUES (3);
INSERT INTO city (id) VALUES (4);
INSERT INTO city (id) VALUES (5);
COMMIT;`,
      isFixed: true,
    },
  ],
  *check(document, { file, thresholds }) {
    if (isInRunnersTransaction(document, file)) return;
    for (const stretch of stretchesOf(document)) {
      if (stretch.count < thresholds.runLength || document.isInTransaction(stretch.index)) continue;
      if (isScriptedInsert(document, stretch.first.first)) yield finding(document, stretch);
    }
  },
});

/** INSERTs that follow each other, into whatever tables. */
interface Stretch {
  readonly first: InsertRun;
  readonly index: number;
  readonly count: number;
}

/** By runs, of which a file may have as many as INSERTs. */
function* stretchesOf(document: SqlDocument): Generator<Stretch> {
  let first: InsertRun | undefined;
  let end = 0;
  for (const run of document.insertRuns()) {
    if (first !== undefined && run.index > end) {
      yield { first, index: first.index, count: end - first.index };
      first = undefined;
    }
    first ??= run;
    end = run.index + run.count;
  }
  if (first !== undefined) yield { first, index: first.index, count: end - first.index };
}

function finding(document: SqlDocument, { first, index, count }: Stretch): Finding {
  return {
    range: headOf(first.first),
    message: message(count),
    get fixes() {
      const edits = wrapInTransaction(document, index, index + count - 1);
      // A runner with a transaction of its own would be ended by our COMMIT: somebody has to know.
      return edits === undefined ? [] : [{ title, safety: "unsafe" as const, edits }];
    },
  };
}

const title = { en: "Wrap in BEGIN … COMMIT", ptBr: "Envolver em BEGIN … COMMIT" };

const message = (count: number) => ({
  en: `No transaction is open here, so each of these ${count} INSERTs commits by itself. Every commit waits for its own flush to disk, and a failure leaves the rows before it behind. Put BEGIN before the first and COMMIT after the last`,
  ptBr: `Nenhuma transação está aberta aqui, então cada um destes ${count} INSERTs é confirmado sozinho. Cada confirmação espera a própria gravação em disco, e uma falha deixa as linhas anteriores gravadas. Ponha BEGIN antes do primeiro e COMMIT depois do último`,
});
