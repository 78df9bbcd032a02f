import { rule } from "../../../../src/core/rules/java/require-batch-flush.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a cursor",
      `class Load {
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
    ],
    [
      "another source",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    while ((line = reader.readLine()) != null) {
      insert.setString(1, line);
      insert.«addBatch»();
    }
    insert.executeBatch();
  }
}
`,
    ],
  ],
  quiet: [
    [
      "sent every 1,000 rows",
      `class Load {
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
    ],
    [
      "a list, which is in memory already",
      `class Load {
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
    ],
    [
      "a batch of updates",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    PreparedStatement update = connection.prepareStatement("UPDATE readings SET id = ?");
    while (rs.next()) {
      update.setInt(1, rs.getInt(1));
      update.addBatch();
    }
    update.executeBatch();
  }
}
`,
    ],
  ],
});
