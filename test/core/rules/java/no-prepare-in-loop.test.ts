import { rule } from "../../../../src/core/rules/java/no-prepare-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a list",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    for (Row row : rows) {
      PreparedStatement insert = connection.«prepareStatement»("INSERT INTO readings (id) VALUES (?)");
      insert.setInt(1, row.id());
      insert.executeUpdate();
    }
  }
}
`,
    ],
    [
      "what looks different",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    while (rs.next()) {
      try (PreparedStatement insert = connection.«prepareStatement»("INSERT INTO readings (id) VALUES (?)")) {
        insert.setInt(1, rs.getInt(1));
        insert.executeUpdate();
      }
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "prepared before the loop",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    while (rs.next()) {
      insert.setInt(1, rs.getInt(1));
      insert.executeUpdate();
    }
  }
}
`,
    ],
    [
      "once for a batch",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    for (List<Row> batch : parts) {
      PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
      for (Row row : batch) {
        insert.setInt(1, row.id());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
`,
    ],
    [
      "a query",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    for (Row row : rows) {
      PreparedStatement query = connection.prepareStatement("SELECT id FROM readings WHERE id = ?");
      query.setInt(1, row.id());
    }
  }
}
`,
    ],
  ],
});
