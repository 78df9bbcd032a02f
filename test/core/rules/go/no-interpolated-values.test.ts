import { rule } from "../../../../src/core/rules/go/no-interpolated-values.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "one way",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	for _, row := range rows {
		db.«Exec»(fmt.Sprintf("INSERT INTO city (name) VALUES ('%s')", row.Name))
	}
}
`,
    ],
    [
      "another way",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	for _, row := range rows {
		query := "INSERT INTO city (name) VALUES ('" + row.Name + "')"
		db.«ExecContext»(ctx, query)
	}
}
`,
    ],
  ],
  quiet: [
    [
      "parameters",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	db.Exec("INSERT INTO city (name) VALUES ($1)", name)
}
`,
    ],
    [
      "a table's name",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	db.Exec(fmt.Sprintf("INSERT INTO %s (name) VALUES ($1)", table), name)
}
`,
    ],
    [
      "placeholders that are joined",
      `package load

func load(ctx context.Context, db *sql.DB, rows []Row) {
	db.Exec(fmt.Sprintf("INSERT INTO city (name) VALUES %s", strings.Join(placeholders, ",")), values...)
}
`,
    ],
  ],
});
