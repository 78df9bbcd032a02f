// An INSERT that is prepared anew for each row that it inserts.
import { defineRule } from "../../analysis/rule.ts";
import { preparedInLoop } from "../../lang/code/traps/jdbc-batches.ts";
import { PREPARE_WORDS } from "../../lang/code/traps/trap-words.ts";

export const rule = defineRule<"go">({
  id: "go/no-prepare-in-loop",
  summary: "Disallow preparing an INSERT in the loop that runs it",
  why: "Each turn pays a parse, a plan and their round trips for the same text, and a statement that nobody closes stays on the server until the session ends.",
  severity: "warning",
  fixable: false,
  references: ["pgx documentation: Prepared Statements", "PostgreSQL documentation: PREPARE"],
  examples: [
    {
      title: "Prepared for each row",
      bad: `package load

func load(db *sql.DB, rows []Row) {
	for _, row := range rows {
		insert, _ := db.«Prepare»("INSERT INTO readings (id) VALUES ($1)")
		insert.Exec(row.ID)
	}
}
`,
      good: `package load

func load(db *sql.DB, rows []Row) {
	insert, _ := db.Prepare("INSERT INTO readings (id) VALUES ($1)")
	for _, row := range rows {
		insert.Exec(row.ID)
	}
}
`,
    },
  ],
  *check(document) {
    for (const call of preparedInLoop(
      document,
      "Prepare",
      "PrepareContext",
      "Preparex",
      "PreparexContext",
    ))
      yield { range: call.nameRange, message: PREPARE_WORDS };
  },
});
