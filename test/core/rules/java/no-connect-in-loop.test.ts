import { rule } from "../../../../src/core/rules/java/no-connect-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "one way",
      `class Load {
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
    ],
    [
      "another way",
      `class Load {
  void load(List<Row> rows) throws SQLException {
    while (it.hasNext()) {
      Row row = it.next();
      Connection connection = DriverManager.«getConnection»(url);
      PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
      insert.setInt(1, row.id());
      insert.executeUpdate();
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "a pool hands one out",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    for (Row row : rows) {
      Connection one = dataSource.getConnection();
      PreparedStatement insert = one.prepareStatement("INSERT INTO readings (id) VALUES (?)");
      insert.setInt(1, row.id());
      insert.executeUpdate();
    }
  }
}
`,
    ],
    [
      "before the loop",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    Connection one = DriverManager.getConnection(url);
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
      "a loop that inserts nothing",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    for (String url : urls) {
      Connection one = DriverManager.getConnection(url);
    }
  }
}
`,
    ],
  ],
});
