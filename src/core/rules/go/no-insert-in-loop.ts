// INSERT of one row in a loop of Go: db.Exec, tx.ExecContext, a prepared statement, pgx.
import { defineRule } from "../../analysis/rule.ts";
import { insertsInLoop } from "../../lang/code/traps/insert-in-loop.ts";

export const rule = defineRule<"go">({
  id: "go/no-insert-in-loop",
  summary: "Disallow an INSERT of one row for each turn of a loop",
  why: "A round trip a row. The documents of pgx put the break-even with CopyFrom at about five rows.",
  severity: "warning",
  fixable: false,
  references: ["pgx documentation: Copy Protocol", "database/sql documentation"],
  examples: [
    {
      title: "One Exec a row",
      bad: `package load

func load(tx *sql.Tx, rows []Row) error {
	for _, row := range rows {
		if _, err := tx.«Exec»("INSERT INTO readings (id, value) VALUES ($1, $2)", row.ID, row.Value); err != nil {
			return err
		}
	}
	return nil
}
`,
      good: `package load

func load(ctx context.Context, conn *pgx.Conn, rows []Row) error {
	_, err := conn.CopyFrom(ctx, pgx.Identifier{"readings"}, []string{"id", "value"}, source(rows))
	return err
}
`,
    },
  ],
  *check(document) {
    for (const { call, table } of insertsInLoop(document))
      yield { range: call.nameRange, message: message(table) };
  },
});

const message = (table: string | undefined) => ({
  en: `Each turn of this loop inserts one row${table === undefined ? "" : ` into "${table}"`}. Every row then waits for a round trip to the server, which costs more than the insert itself. Send them by pgx CopyFrom, or queue them in a pgx.Batch`,
  ptBr: `Cada volta deste laço insere uma linha${table === undefined ? "" : ` em "${table}"`}. Cada linha espera então uma ida e volta ao servidor, que custa mais que a própria inserção. Envie-as por CopyFrom do pgx, ou enfileire-as em um pgx.Batch`,
});
