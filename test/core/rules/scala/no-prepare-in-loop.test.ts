import { rule } from "../../../../src/core/rules/scala/no-prepare-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a list",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    rows.foreach { row =>
      val insert = connection.«prepareStatement»("INSERT INTO readings (id) VALUES (?)")
      insert.setInt(1, row.id)
      insert.executeUpdate()
    }
  }
}
`,
    ],
    [
      "what looks different",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    for (row <- rows) {
      val insert = connection.«prepareStatement»("INSERT INTO readings (id) VALUES (?)")
      insert.setInt(1, row.id)
      insert.executeUpdate()
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "prepared before the loop",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    for (row <- rows) {
      insert.setInt(1, row.id)
      insert.executeUpdate()
    }
  }
}
`,
    ],
    [
      "once for a batch",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    rows.grouped(1000).foreach { batch =>
      val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
      batch.foreach { row =>
        insert.setInt(1, row.id)
        insert.addBatch()
      }
      insert.executeBatch()
    }
  }
}
`,
    ],
    [
      "a query",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    rows.foreach { row =>
      val query = connection.prepareStatement("SELECT 1 FROM readings WHERE id = ?")
      query.setInt(1, row.id)
    }
  }
}
`,
    ],
  ],
});
