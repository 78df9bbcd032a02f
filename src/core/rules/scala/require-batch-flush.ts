// A JDBC batch of INSERTs that grows with every row of a cursor, reader or iterator and is sent once, at the end.
import { defineRule } from "../../analysis/rule.ts";
import { unflushedBatches } from "../../lang/code/traps/jdbc-batches.ts";
import { FLUSH_WORDS } from "../../lang/code/traps/trap-words.ts";

export const rule = defineRule<"scala">({
  id: "scala/require-batch-flush",
  summary: "Require executeBatch inside a loop of unknown length that adds to a batch",
  why: "The driver keeps every row of the batch in memory until executeBatch, so a large source ends in OutOfMemoryError after hours of work.",
  severity: "warning",
  fixable: false,
  references: ["java.sql.Statement documentation: addBatch"],
  examples: [
    {
      title: "Sent at the end only",
      bad: `object Load {
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
      good: `object Load {
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
    },
  ],
  *check(document) {
    for (const call of unflushedBatches(document))
      yield { range: call.nameRange, message: FLUSH_WORDS };
  },
});
