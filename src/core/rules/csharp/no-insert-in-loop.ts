// INSERT of one row in a loop of C#: NpgsqlCommand.ExecuteNonQuery, Dapper.
import { defineRule } from "../../analysis/rule.ts";
import { insertsInLoop } from "../../lang/code/traps/insert-in-loop.ts";

export const rule = defineRule<"csharp">({
  id: "csharp/no-insert-in-loop",
  summary: "Disallow an INSERT of one row for each turn of a loop",
  why: "A round trip a row, and without a transaction a WAL flush a row. A binary COPY streams all rows as one statement.",
  severity: "warning",
  fixable: false,
  references: ["Npgsql documentation: COPY"],
  examples: [
    {
      title: "One Execute a row",
      bad: `class Load {
  void Run(NpgsqlConnection connection, IEnumerable<Row> rows) {
    foreach (var row in rows) {
      connection.«Execute»("INSERT INTO readings (id, value) VALUES (@Id, @Value)", row);
    }
  }
}
`,
      good: `class Load {
  void Run(NpgsqlConnection connection, IEnumerable<Row> rows) {
    using var writer = connection.BeginBinaryImport("COPY readings (id, value) FROM STDIN (FORMAT BINARY)");
    foreach (var row in rows) {
      writer.WriteRow(row.Id, row.Value);
    }
    writer.Complete();
  }
}
`,
    },
  ],
  *check(document) {
    for (const { call, table } of insertsInLoop(document))
      yield { range: call.nameRange, message: message(table) };
  },
});

const message = (table: string | undefined) => ({
  en: `Each turn of this loop inserts one row${table === undefined ? "" : ` into "${table}"`}. Every row then waits for a round trip to the server, which costs more than the insert itself. Write them with BeginBinaryImport, or send them together in an NpgsqlBatch`,
  ptBr: `Cada volta deste laço insere uma linha${table === undefined ? "" : ` em "${table}"`}. Cada linha espera então uma ida e volta ao servidor, que custa mais que a própria inserção. Grave-as com BeginBinaryImport, ou envie-as juntas em um NpgsqlBatch`,
});
