import { rule } from "../../../../src/core/rules/scala/no-interpolated-values.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "one way",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val statement = connection.createStatement()
    rows.foreach { row =>
      statement.«executeUpdate»(s"INSERT INTO city (name) VALUES ('\${row.name}')")
    }
  }
}
`,
    ],
    [
      "another way",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    rows.foreach { row =>
      statement.«execute»("INSERT INTO city (name) VALUES ('" + row.name + "')")
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "a table's name",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    statement.execute(s"INSERT INTO $table (name) SELECT name FROM staging")
  }
}
`,
    ],
    [
      "a library that binds",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    rows.foreach { row =>
      sql"INSERT INTO city (name) VALUES (\${row.name})".update.run
    }
  }
}
`,
    ],
    [
      "a parameter",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    insert.setString(1, name)
    insert.executeUpdate()
  }
}
`,
    ],
  ],
});
