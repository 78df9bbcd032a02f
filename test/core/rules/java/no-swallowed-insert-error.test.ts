import { rule } from "../../../../src/core/rules/java/no-swallowed-insert-error.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "inside the loop",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    for (Row row : rows) {
      try {
        insert.setInt(1, row.id());
        insert.executeUpdate();
      } «catch» (SQLException e) {
        e.printStackTrace();
      }
    }
  }
}
`,
    ],
    [
      "another way",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    try {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
      for (Row row : rows) {
        insert.setInt(1, row.id());
        insert.executeUpdate();
      }
    } «catch» (Exception e) {
      System.out.println(e.getMessage());
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "thrown again",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    for (Row row : rows) {
      try {
        insert.setInt(1, row.id());
        insert.executeUpdate();
      } catch (SQLException e) {
        throw new LoadException(row, e);
      }
    }
  }
}
`,
    ],
    [
      "the failed rows are collected",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    for (Row row : rows) {
      try {
        insert.setInt(1, row.id());
        insert.executeUpdate();
      } catch (SQLException e) {
        rejected.add(row);
      }
    }
  }
}
`,
    ],
    [
      "an error of reading the row",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    for (Row row : rows) {
      try {
        insert.setInt(1, row.id());
        insert.executeUpdate();
      } catch (NumberFormatException e) {
        e.printStackTrace();
      }
    }
  }
}
`,
    ],
  ],
});
