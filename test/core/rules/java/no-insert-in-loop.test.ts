import { rule } from "../../../../src/core/rules/java/no-insert-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "JdbcTemplate",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    for (Row row : rows) {
      jdbcTemplate.«update»("INSERT INTO readings (id) VALUES (?)", row.id());
    }
  }
}
`,
    ],
    [
      "a cursor",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)");
    while (rs.next()) {
      insert.setInt(1, rs.getInt(1));
      insert.«executeUpdate»();
    }
  }
}
`,
    ],
    [
      "a text block over lines",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    rows.forEach(row -> {
      jdbcTemplate.«update»("""
          INSERT INTO readings (id)
          VALUES (?)""", row.id());
    });
  }
}
`,
    ],
  ],
  quiet: [
    [
      "a batch that is sent when it is full",
      `class Load {
  void load(JdbcTemplate jdbcTemplate, List<Row> rows) {
    String insert = "INSERT INTO readings (id) VALUES (?)";
    List<Object[]> batch = new ArrayList<>();
    for (Row row : rows) {
      batch.add(new Object[] { row.id() });
      if (batch.size() > 200) {
        jdbcTemplate.batchUpdate(insert, batch);
        batch.clear();
      }
    }
  }
}
`,
    ],
    [
      "addBatch",
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
      "batchUpdate",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    jdbcTemplate.batchUpdate("INSERT INTO readings (id) VALUES (?)", rows, 1000, setter);
  }
}
`,
    ],
    [
      "the rows of one object",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    jdbcTemplate.update("INSERT INTO readings (id) VALUES (?)", id);
  }
}
`,
    ],
    [
      "many rows a statement",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    for (List<Row> part : parts) {
      jdbcTemplate.update("INSERT INTO readings (id) SELECT unnest(?)", part);
    }
  }
}
`,
    ],
  ],
});
