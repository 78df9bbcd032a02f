import { rule } from "../../../../src/core/rules/scala/no-collect-then-insert.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "the loop over the pull",
      `object Load {
  def load(data: DataFrame, connection: Connection): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    data.collect().foreach { row =>
      insert.setInt(1, row.getInt(0))
      insert.«executeUpdate»()
    }
  }
}
`,
    ],
    [
      "a name for the pulled rows",
      `object Load {
  def load(data: DataFrame, insert: PreparedStatement, connection: Connection): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    val rows = data.collect()
    for (row <- rows) {
      insert.setInt(1, row.getInt(0))
      insert.«executeUpdate»()
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "few rows",
      `object Load {
  def load(data: DataFrame, connection: Connection): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    data.limit(100).collect().foreach { row =>
      insert.setInt(1, row.getInt(0))
      insert.executeUpdate()
    }
  }
}
`,
    ],
    [
      "rows of a list",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      insert.setInt(1, row.id)
      insert.executeUpdate()
    }
  }
}
`,
    ],
    [
      "collected and not inserted",
      `object Load {
  def show(data: DataFrame): Unit = {
    data.collect().foreach(println)
  }
}
`,
    ],
  ],
});
