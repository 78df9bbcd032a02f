// COPY … FROM STDIN through Exec or Query, which have no way to send the rows.
import { defineRule } from "../../analysis/rule.ts";
import { copiesThroughExec } from "../../lang/code/traps/copy-in-loop.ts";

export const rule = defineRule<"go">({
  id: "go/no-copy-through-exec",
  summary: "Disallow COPY FROM STDIN through Exec or Query",
  why: "Exec has no means to send rows after the statement: the driver breaks the COPY off or fails, and nothing is loaded.",
  severity: "error",
  fixable: false,
  references: ["pgx documentation: Copy Protocol", "lib/pq documentation: Bulk imports"],
  examples: [
    {
      title: "No way to send the rows",
      bad: `package load

import "database/sql"

func load(db *sql.DB, rows []Row) {
	db.«Exec»("COPY readings (id) FROM STDIN")
}
`,
      good: `package load

import "github.com/jackc/pgx/v5"

func load(ctx context.Context, conn *pgx.Conn, rows [][]any) {
	conn.CopyFrom(ctx, pgx.Identifier{"readings"}, []string{"id"}, pgx.CopyFromRows(rows))
}
`,
    },
  ],
  *check(document) {
    for (const call of copiesThroughExec(document))
      yield { range: call.nameRange, message: message(call.name) };
  },
});

const message = (name: string) => ({
  en: `${name} starts this COPY and has no way to send its rows. The driver breaks it off, and nothing is loaded. Use CopyFrom of pgx, or pq.CopyIn with a prepared statement`,
  ptBr: `${name} inicia este COPY e não tem como enviar as linhas. O driver o interrompe, e nada é carregado. Use CopyFrom do pgx, ou pq.CopyIn com um comando preparado`,
});
