import { rule } from "../../../../src/core/rules/scala/require-batch-flush.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a cursor",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    while (rows.hasNext) {
      insert.setInt(1, rows.next().id)
      insert.«addBatch»()
    }
    insert.executeBatch()
  }
}
`,
    ],
    [
      "another source",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    while (rs.next()) {
      insert.setInt(1, rs.getInt(1))
      insert.«addBatch»()
    }
    insert.executeBatch()
  }
}
`,
    ],
  ],
  quiet: [
    [
      "groups of 1,000",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.grouped(1000).foreach { batch =>
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
      "a list, which is in memory already",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    list.foreach { row =>
      insert.setInt(1, row.id)
      insert.addBatch()
    }
    insert.executeBatch()
  }
}
`,
    ],
    [
      "sent in the loop",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    while (rs.next()) {
      insert.setInt(1, rs.getInt(1))
      insert.addBatch()
      if (rs.getRow % 1000 == 0) insert.executeBatch()
    }
    insert.executeBatch()
  }
}
`,
    ],
  ],
});
