// A JDBC batch of INSERTs on a connection of DriverManager that nobody took out of autocommit.
import { defineRule } from "../../analysis/rule.ts";
import { autocommitBatches } from "../../lang/code/traps/jdbc-batches.ts";
import { AUTOCOMMIT_WORDS } from "../../lang/code/traps/trap-words.ts";

export const rule = defineRule<"scala">({
  id: "scala/no-autocommit-batch",
  summary: "Disallow executeBatch of INSERTs under autocommit",
  why: "A connection of DriverManager starts in autocommit. Each batch, and with some settings each statement in it, then waits for its own WAL flush, and a failure leaves an unknown part of the rows behind.",
  severity: "warning",
  fixable: false,
  references: [
    "pgJDBC documentation: Issuing a Query and Processing the Result",
    "java.sql.Connection documentation: setAutoCommit",
  ],
  examples: [
    {
      title: "DriverManager leaves autocommit on",
      bad: `object Load {
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
      good: `object Load {
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
    },
  ],
  *check(document) {
    for (const call of autocommitBatches(document))
      yield { range: call.nameRange, message: AUTOCOMMIT_WORDS };
  },
});
