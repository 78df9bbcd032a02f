import { rule } from "../../../../src/core/rules/java/no-interpolated-values.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "one way",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    Statement statement = connection.createStatement();
    for (Row row : rows) {
      statement.«executeUpdate»("INSERT INTO city (name) VALUES ('" + row.name() + "')");
    }
  }
}
`,
    ],
    [
      "another way",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    for (Row row : rows) {
      String sql = String.format("INSERT INTO city (name) VALUES ('%s')", row.name());
      connection.createStatement().«execute»(sql);
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "a table's name",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    for (Row row : rows) {
      jdbc.update("INSERT INTO " + table + " (name) VALUES (?)", row.name());
    }
  }
}
`,
    ],
    [
      "placeholders that are joined",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    jdbc.update("INSERT INTO city (name) VALUES (" + placeholders + ")", names);
  }
}
`,
    ],
    [
      "a constant",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    statement.execute("INSERT INTO city (name) VALUES ('" + DEFAULT_NAME + "')");
  }
}
`,
    ],
  ],
});
