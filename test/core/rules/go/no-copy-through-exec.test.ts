import { rule } from "../../../../src/core/rules/go/no-copy-through-exec.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "Exec",
      `package load

import "database/sql"

func load(db *sql.DB, rows []Row) {
	db.«Exec»("COPY readings (id) FROM STDIN")
}
`,
    ],
    [
      "a query with a context",
      `package load

import "database/sql"

func load(db *sql.DB, rows []Row) {
	db.«QueryContext»(ctx, "COPY readings (id) FROM STDIN WITH (FORMAT csv)")
}
`,
    ],
  ],
  quiet: [
    [
      "a file on the server",
      `package load

import "database/sql"

func load(db *sql.DB, rows []Row) {
	db.Exec("COPY readings (id) FROM '/data/readings.csv'")
}
`,
    ],
    [
      "rows through the connection's own protocol",
      `package load

import "database/sql"

func load(db *sql.DB, rows []Row) {
	conn.PgConn().CopyFrom(ctx, reader, "COPY readings (id) FROM STDIN")
}
`,
    ],
    [
      "lib/pq, which prepares it",
      `package load

import "github.com/lib/pq"

func load(db *sql.DB, rows []Row) {
	stmt, _ := tx.Prepare("COPY readings (id) FROM STDIN")
	for _, row := range rows {
		stmt.Exec(row.ID)
	}
	stmt.Exec()
}
`,
    ],
    [
      "an export",
      `package load

import "database/sql"

func load(db *sql.DB, rows []Row) {
	db.Exec("COPY readings TO STDOUT")
}
`,
    ],
  ],
});
