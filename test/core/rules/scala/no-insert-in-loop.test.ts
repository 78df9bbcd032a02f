import { rule } from "../../../../src/core/rules/scala/no-insert-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "foreach",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      insert.setInt(1, row.id)
      insert.«executeUpdate»()
    }
  }
}
`,
    ],
    [
      "for",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    for (row <- rows) {
      insert.setInt(1, row.id)
      insert.«execute»()
    }
  }
}
`,
    ],
    [
      "an iterator",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    while (rows.hasNext) {
      val row = rows.next()
      insert.setInt(1, row.id)
      insert.«executeUpdate»()
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "addBatch",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      insert.setInt(1, row.id)
      insert.addBatch()
    }
    insert.executeBatch()
  }
}
`,
    ],
    [
      "outside a loop",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    insert.setInt(1, 1)
    insert.executeUpdate()
  }
}
`,
    ],
    [
      "Spark's writer",
      `object Load {
  def load(data: DataFrame): Unit = data.write.mode("append").jdbc(url, "readings", properties)
}
`,
    ],
  ],
});
