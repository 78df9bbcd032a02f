import { rule } from "../../../../src/core/rules/go/no-connect-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "one way",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	for _, row := range rows {
		one, _ := sql.«Open»("postgres", dsn)
		one.Exec("INSERT INTO readings (id) VALUES ($1)", row.ID)
	}
}
`,
    ],
    [
      "another way",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	for _, row := range rows {
		conn, _ := pgx.«Connect»(ctx, dsn)
		conn.Exec(ctx, "INSERT INTO readings (id) VALUES ($1)", row.ID)
	}
}
`,
    ],
  ],
  quiet: [
    [
      "before the loop",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	conn, _ := pgx.Connect(ctx, dsn)
	for _, row := range rows {
		conn.Exec(ctx, "INSERT INTO readings (id) VALUES ($1)", row.ID)
	}
}
`,
    ],
    [
      "tries to connect",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	for {
		conn, err := pgx.Connect(ctx, dsn)
		if err == nil {
			break
		}
	}
}
`,
    ],
    [
      "files that are opened",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	for _, row := range rows {
		os.Open(row.Name)
		db.Exec("INSERT INTO readings (id) VALUES ($1)", row.ID)
	}
}
`,
    ],
  ],
});
