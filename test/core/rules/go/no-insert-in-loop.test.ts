import { rule } from "../../../../src/core/rules/go/no-insert-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a transaction with a context",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	for _, row := range rows {
		tx.«ExecContext»(ctx, \`INSERT INTO readings (id) VALUES ($1)\`, row.ID)
	}
}
`,
    ],
    [
      "a prepared statement",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	insert, _ := db.Prepare("INSERT INTO readings (id) VALUES ($1)")
	for _, row := range rows {
		insert.«Exec»(row.ID)
	}
}
`,
    ],
    [
      "a scanner",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	for scanner.Scan() {
		line := scanner.Text()
		db.«Exec»("INSERT INTO readings (line) VALUES ($1)", line)
	}
}
`,
    ],
  ],
  quiet: [
    [
      "a batch of pgx",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	batch := &pgx.Batch{}
	for _, row := range rows {
		batch.Queue("INSERT INTO readings (id) VALUES ($1)", row.ID)
	}
	conn.SendBatch(ctx, batch)
}
`,
    ],
    [
      "the same row in each schema",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	for _, schema := range schemas {
		db.Exec("INSERT INTO " + schema + ".settings (name) VALUES ('a')")
	}
}
`,
    ],
    [
      "unnest",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	for _, batch := range batches {
		db.Exec("INSERT INTO readings (id) SELECT * FROM unnest($1::int[])", batch)
	}
}
`,
    ],
    [
      "tries",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	for attempt := 0; attempt < 5; attempt++ {
		if _, err := db.Exec("INSERT INTO readings (id) VALUES ($1)", id); err == nil {
			return
		}
	}
}
`,
    ],
    [
      "a migration runner",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	for _, file := range files {
		tx.Exec("INSERT INTO schema_migrations (version) VALUES ($1)", file)
	}
}
`,
    ],
  ],
});
