import { rule } from "../../../../src/core/rules/scala/no-swallowed-insert-error.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "inside the loop",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      try {
        insert.setInt(1, row.id)
        insert.executeUpdate()
      } «catch» {
        case e: SQLException => println(e)
      }
    }
  }
}
`,
    ],
    [
      "another way",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      try {
        insert.setInt(1, row.id)
        insert.executeUpdate()
      } «catch» {
        case e: Exception => println(e)
      }
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "thrown again",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      try {
        insert.setInt(1, row.id)
        insert.executeUpdate()
      } catch {
        case e: SQLException => throw e
      }
    }
  }
}
`,
    ],
    [
      "the failed rows are collected",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      try {
        insert.setInt(1, row.id)
        insert.executeUpdate()
      } catch {
        case e: SQLException => rejected += row
      }
    }
  }
}
`,
    ],
    [
      "an error of reading the row",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      try {
        insert.setInt(1, row.id)
        insert.executeUpdate()
      } catch {
        case e: NumberFormatException => println(e)
      }
    }
  }
}
`,
    ],
  ],
});
