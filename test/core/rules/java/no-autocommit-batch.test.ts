import { rule } from "../../../../src/core/rules/java/no-autocommit-batch.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "DriverManager",
      `class Load {
  void load(List<Row> rows) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    for (Row row : rows) {
      insert.setInt(1, row.id());
      insert.addBatch();
    }
    insert.«executeBatch»();
  }
}
`,
    ],
    [
      "executeLargeBatch",
      `class Load {
  void load(List<Row> rows) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    for (Row row : rows) {
      insert.setInt(1, row.id());
      insert.addBatch();
    }
    insert.«executeLargeBatch»();
  }
}
`,
    ],
  ],
  quiet: [
    [
      "autocommit is off",
      `class Load {
  void load(List<Row> rows) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    connection.setAutoCommit(false);
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    for (Row row : rows) {
      insert.setInt(1, row.id());
      insert.addBatch();
    }
    insert.executeBatch();
    connection.commit();
  }
}
`,
    ],
    [
      "a connection from elsewhere",
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
      "a transaction of Spring",
      `class Load {
  @Transactional
  void load(List<Row> rows) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
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
  ],
});
