import { rule } from "../../../../src/core/rules/scala/no-connect-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "one way",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    rows.foreach { row =>
      val one = DriverManager.«getConnection»(url)
      val insert = one.prepareStatement("INSERT INTO readings (id) VALUES (?)")
      insert.setInt(1, row.id)
      insert.executeUpdate()
    }
  }
}
`,
    ],
    [
      "another way",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    for (row <- rows) {
      val insert = DriverManager.«getConnection»(url).prepareStatement("INSERT INTO readings (id) VALUES (?)")
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
      "one a Spark partition",
      `object Load {
  def load(data: DataFrame): Unit = {
    data.foreachPartition { rows: Iterator[Row] =>
      val one = DriverManager.getConnection(url)
      val insert = one.prepareStatement("INSERT INTO readings (id) VALUES (?)")
      rows.foreach { row =>
        insert.setInt(1, row.getInt(0))
        insert.executeUpdate()
      }
    }
  }
}
`,
    ],
    [
      "before the loop",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val one = DriverManager.getConnection(url)
    val insert = one.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      insert.setInt(1, row.id)
      insert.executeUpdate()
    }
  }
}
`,
    ],
    [
      "a loop that inserts nothing",
      `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    urls.foreach { url =>
      val one = DriverManager.getConnection(url)
    }
  }
}
`,
    ],
  ],
});
