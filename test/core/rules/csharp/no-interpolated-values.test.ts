import { rule } from "../../../../src/core/rules/csharp/no-interpolated-values.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "one way",
      `class Load {
  void Run(NpgsqlConnection connection, IEnumerable<Row> rows) {
    foreach (var row in rows) {
      connection.«Execute»($"INSERT INTO city (name) VALUES ('{row.Name}')");
    }
  }
}
`,
    ],
    [
      "another way",
      `class Load {
  void Run(NpgsqlConnection connection, IEnumerable<Row> rows) {
    foreach (var row in rows) {
      connection.«Execute»("INSERT INTO city (name) VALUES ('" + row.Name + "')");
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "parameters",
      `class Load {
  void Run(NpgsqlConnection connection, IEnumerable<Row> rows) {
    connection.Execute("INSERT INTO city (name) VALUES (@Name)", row);
  }
}
`,
    ],
    [
      "a table's name",
      `class Load {
  void Run(NpgsqlConnection connection, IEnumerable<Row> rows) {
    connection.Execute($"INSERT INTO {table} (name) VALUES (@Name)", row);
  }
}
`,
    ],
    [
      "a constant",
      `class Load {
  void Run(NpgsqlConnection connection, IEnumerable<Row> rows) {
    connection.Execute($"INSERT INTO city (name) VALUES ('{DefaultNames.CITY}')");
  }
}
`,
    ],
  ],
});
