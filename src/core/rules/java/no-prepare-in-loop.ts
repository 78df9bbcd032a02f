// An INSERT that is prepared anew for each row that it inserts.
import { defineRule } from "../../analysis/rule.ts";
import { preparedInLoop } from "../../lang/code/traps/jdbc-batches.ts";
import { PREPARE_WORDS } from "../../lang/code/traps/trap-words.ts";

export const rule = defineRule<"java">({
  id: "java/no-prepare-in-loop",
  summary: "Disallow preparing an INSERT in the loop that runs it",
  why: "Each turn pays a parse, a plan and their round trips for the same text, and a statement that nobody closes stays on the server until the session ends.",
  severity: "warning",
  fixable: false,
  references: ["java.sql.PreparedStatement documentation", "PostgreSQL documentation: PREPARE"],
  examples: [
    {
      title: "Prepared for each row",
      bad: `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    for (Row row : rows) {
      PreparedStatement insert = connection.«prepareStatement»("INSERT INTO readings (id) VALUES (?)");
      insert.setInt(1, row.id());
      insert.executeUpdate();
    }
  }
}
`,
      good: `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    for (Row row : rows) {
      insert.setInt(1, row.id());
      insert.addBatch();
    }
    insert.executeBatch();
  }
}
`,
    },
  ],
  *check(document) {
    for (const call of preparedInLoop(document, "prepareStatement"))
      yield { range: call.nameRange, message: PREPARE_WORDS };
  },
});
