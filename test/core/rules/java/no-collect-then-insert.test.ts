import { rule } from "../../../../src/core/rules/java/no-collect-then-insert.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "the loop over the pull",
      `class Load {
  void load(Dataset<Row> data, Connection connection) throws SQLException {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    for (Row row : data.collectAsList()) {
      insert.setInt(1, row.getInt(0));
      insert.«executeUpdate»();
    }
  }
}
`,
    ],
    [
      "a name for the pulled rows",
      `class Load {
  void load(Dataset<Row> data, Connection connection) throws SQLException {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    List<Row> rows = data.collectAsList();
    for (Row row : rows) {
      insert.setInt(1, row.getInt(0));
      insert.«executeUpdate»();
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "few rows",
      `class Load {
  void load(Dataset<Row> data, Connection connection) throws SQLException {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    for (Row row : data.limit(100).collectAsList()) {
      insert.setInt(1, row.getInt(0));
      insert.executeUpdate();
    }
  }
}
`,
    ],
    [
      "rows of a list",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    for (Row row : rows) {
      insert.setInt(1, row.id());
      insert.executeUpdate();
    }
  }
}
`,
    ],
    [
      "a Java stream",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    for (Row row : stream.collect(Collectors.toList())) {
      insert.setInt(1, row.id());
      insert.executeUpdate();
    }
  }
}
`,
    ],
  ],
});
