// A JDBC batch of INSERTs that grows with every row of a cursor, reader or iterator and is sent once, at the end.
import { defineRule } from "../../analysis/rule.ts";
import { unflushedBatches } from "../../lang/code/traps/jdbc-batches.ts";
import { FLUSH_WORDS } from "../../lang/code/traps/trap-words.ts";

export const rule = defineRule<"java">({
  id: "java/require-batch-flush",
  summary: "Require executeBatch inside a loop of unknown length that adds to a batch",
  why: "The driver keeps every row of the batch in memory until executeBatch, so a large source ends in OutOfMemoryError after hours of work.",
  severity: "warning",
  fixable: false,
  references: ["java.sql.Statement documentation: addBatch"],
  examples: [
    {
      title: "Sent at the end only",
      bad: `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    while (rs.next()) {
      insert.setInt(1, rs.getInt(1));
      insert.«addBatch»();
    }
    insert.executeBatch();
  }
}
`,
      good: `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    int count = 0;
    while (rs.next()) {
      insert.setInt(1, rs.getInt(1));
      insert.addBatch();
      if (++count % 1000 == 0) insert.executeBatch();
    }
    insert.executeBatch();
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
