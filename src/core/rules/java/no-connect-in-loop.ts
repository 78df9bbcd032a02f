// A connection that is opened for each row that is inserted.
import { defineRule } from "../../analysis/rule.ts";
import { connectsInLoop } from "../../lang/code/traps/connect-in-loop.ts";
import { CONNECT_WORDS } from "../../lang/code/traps/trap-words.ts";

export const rule = defineRule<"java">({
  id: "java/no-connect-in-loop",
  summary: "Disallow opening a connection in the loop that inserts rows",
  why: "The server starts a process for every connection and authenticates it; both cost far more than an INSERT.",
  severity: "warning",
  fixable: false,
  references: [
    "java.sql.DriverManager documentation",
    "PostgreSQL documentation: How Connections Are Established",
  ],
  examples: [
    {
      title: "A connection a row",
      bad: `class Load {
  void load(List<Row> rows) throws SQLException {
    for (Row row : rows) {
      Connection connection = DriverManager.«getConnection»(url);
      PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
      insert.setInt(1, row.id());
      insert.executeUpdate();
    }
  }
}
`,
      good: `class Load {
  void load(List<Row> rows) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    for (Row row : rows) {
      insert.setInt(1, row.id());
      insert.executeUpdate();
    }
  }
}
`,
    },
  ],
  *check(document) {
    const opening = {
      names: ["getConnection"],
      receiver: /^DriverManager$/u,
      isPlainAllowed: false,
    };
    for (const call of connectsInLoop(document, opening))
      yield { range: call.nameRange, message: CONNECT_WORDS };
  },
});
