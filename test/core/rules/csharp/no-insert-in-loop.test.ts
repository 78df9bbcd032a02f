import { rule } from "../../../../src/core/rules/csharp/no-insert-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a command",
      `class Load {
  void Run(NpgsqlConnection connection, IEnumerable<Row> rows) {
    foreach (var row in rows) {
      using var command = new NpgsqlCommand("INSERT INTO readings (id) VALUES (@id)", connection);
      command.Parameters.AddWithValue("id", row.Id);
      command.«ExecuteNonQuery»();
    }
  }
}
`,
    ],
    [
      "Dapper, awaited",
      `class Load {
  void Run(NpgsqlConnection connection, IEnumerable<Row> rows) {
    foreach (var row in rows) {
      await connection.«ExecuteAsync»("INSERT INTO readings (id) VALUES (@Id)", row);
    }
  }
}
`,
    ],
    [
      "a reader",
      `class Load {
  void Run(NpgsqlConnection connection, IEnumerable<Row> rows) {
    while (reader.Read()) {
      connection.«Execute»("INSERT INTO readings (id) VALUES (@Id)", new { Id = reader.GetInt32(0) });
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "binary COPY",
      `class Load {
  void Run(NpgsqlConnection connection, IEnumerable<Row> rows) {
    using var writer = connection.BeginBinaryImport("COPY readings (id) FROM STDIN (FORMAT BINARY)");
    foreach (var row in rows) writer.WriteRow(row.Id);
    writer.Complete();
  }
}
`,
    ],
    [
      "Dapper with all rows",
      `class Load {
  void Run(NpgsqlConnection connection, IEnumerable<Row> rows) {
    connection.Execute("INSERT INTO readings (id) SELECT unnest(@Ids)", new { Ids = ids });
  }
}
`,
    ],
    [
      "outside a loop",
      `class Load {
  void Run(NpgsqlConnection connection, IEnumerable<Row> rows) {
    connection.Execute("INSERT INTO readings (id) VALUES (@Id)", row);
  }
}
`,
    ],
  ],
});
