import { rule } from "../../../../src/core/rules/go/no-prepare-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a list",
      `package load

func load(db *sql.DB, rows []Row) {
	for _, row := range rows {
		insert, _ := db.«Prepare»("INSERT INTO readings (id) VALUES ($1)")
		insert.Exec(row.ID)
	}
}
`,
    ],
    [
      "what looks different",
      `package load

func load(ctx context.Context, tx *sql.Tx, rows []Row) {
	for _, row := range rows {
		insert, err := tx.«PrepareContext»(ctx, "INSERT INTO readings (id) VALUES ($1)")
		if err != nil {
			return
		}
		insert.ExecContext(ctx, row.ID)
	}
}
`,
    ],
  ],
  quiet: [
    [
      "prepared before the loop",
      `package load

func load(db *sql.DB, rows []Row) {
	for _, row := range rows {
		db.Exec("INSERT INTO readings (id) VALUES ($1)", row.ID)
	}
}
`,
    ],
    [
      "once for a batch",
      `package load

func load(db *sql.DB, batches [][]Row) {
	for _, batch := range batches {
		insert, _ := db.Prepare("INSERT INTO readings (id) VALUES ($1)")
		for _, row := range batch {
			insert.Exec(row.ID)
		}
	}
}
`,
    ],
    [
      "a query",
      `package load

func load(db *sql.DB, rows []Row) {
	for _, row := range rows {
		find, _ := db.Prepare("SELECT id FROM readings WHERE id = $1")
		find.Query(row.ID)
	}
}
`,
    ],
  ],
});
