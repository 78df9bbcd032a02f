// A connection that is opened for each row that is inserted.
import { defineRule } from "../../analysis/rule.ts";
import { connectsInLoop } from "../../lang/code/traps/connect-in-loop.ts";
import { CONNECT_WORDS } from "../../lang/code/traps/trap-words.ts";

export const rule = defineRule<"go">({
  id: "go/no-connect-in-loop",
  summary: "Disallow opening a connection in the loop that inserts rows",
  why: "The server starts a process for every connection and authenticates it; both cost far more than an INSERT.",
  severity: "warning",
  fixable: false,
  references: [
    "database/sql documentation: Open",
    "PostgreSQL documentation: How Connections Are Established",
  ],
  examples: [
    {
      title: "A connection a row",
      bad: `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	for _, row := range rows {
		one, _ := sql.«Open»("postgres", dsn)
		one.Exec("INSERT INTO readings (id) VALUES ($1)", row.ID)
	}
}
`,
      good: `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	one, _ := sql.Open("postgres", dsn)
	for _, row := range rows {
		one.Exec("INSERT INTO readings (id) VALUES ($1)", row.ID)
	}
}
`,
    },
  ],
  *check(document) {
    const opening = {
      names: ["Open", "Connect", "ConnectConfig", "New"],
      receiver: /^(?:sql|sqlx|pgx|pgxpool|pgconn)$/u,
      isPlainAllowed: false,
    };
    for (const call of connectsInLoop(document, opening))
      yield { range: call.nameRange, message: CONNECT_WORDS };
  },
});
