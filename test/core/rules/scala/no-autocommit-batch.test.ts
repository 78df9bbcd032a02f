import { rule } from "../../../../src/core/rules/scala/no-autocommit-batch.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "DriverManager",
      `object Load {
  def load(rows: Seq[Row]): Unit = {
    val connection = DriverManager.getConnection(url)
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      insert.setInt(1, row.id)
      insert.addBatch()
    }
    insert.«executeBatch»()
  }
}
`,
    ],
    [
      "executeLargeBatch",
      `object Load {
  def load(rows: Seq[Row]): Unit = {
    val connection = DriverManager.getConnection(url)
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      insert.setInt(1, row.id)
      insert.addBatch()
    }
    insert.«executeLargeBatch»()
  }
}
`,
    ],
  ],
  quiet: [
    [
      "autocommit is off",
      `object Load {
  def load(rows: Seq[Row]): Unit = {
    val connection = DriverManager.getConnection(url)
    connection.setAutoCommit(false)
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      insert.setInt(1, row.id)
      insert.addBatch()
    }
    insert.executeBatch()
    connection.commit()
  }
}
`,
    ],
    [
      "a connection from elsewhere",
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
      "a batch of updates",
      `object Load {
  def load(rows: Seq[Row]): Unit = {
    val connection = DriverManager.getConnection(url)
    val insert = connection.prepareStatement("UPDATE readings SET id = ?")
    rows.foreach { row =>
      insert.setInt(1, row.id)
      insert.addBatch()
    }
    insert.executeBatch()
  }
}
`,
    ],
  ],
});
