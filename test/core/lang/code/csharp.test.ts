// C# sources, and the calls that run SQL in them.
import { codeTable } from "./code-cases.ts";

const inMethod = (body: string, members = "") =>
  `using Npgsql;\nclass Load {\n${members}\n  async Task Run(List<Row> rows) {\n${body}\n  }\n}\n`;

codeTable("csharp", [
  [
    "a command in the loop",
    inMethod(`foreach (var r in rows) {
      using var cmd = new NpgsqlCommand("INSERT INTO t VALUES (@a)", conn);
      cmd.Parameters.AddWithValue("a", r.Id);
      await cmd.ExecuteNonQueryAsync();
    }`),
    "ExecuteNonQueryAsync in for r of rows: INSERT INTO t VALUES (@a), flows, awaited",
  ],
  [
    "CommandText, and a member of Parameters",
    inMethod(`using var cmd = conn.CreateCommand();
      cmd.CommandText = "INSERT INTO t VALUES (@a)";
      foreach (var (k, v) in map) { cmd.Parameters["a"].Value = v; cmd.ExecuteNonQuery(); }`),
    "ExecuteNonQuery in for k v of map: INSERT INTO t VALUES (@a), flows",
  ],
  [
    "an object initializer",
    inMethod(
      'var cmd = new NpgsqlCommand { CommandText = "INSERT INTO t VALUES (1)", Connection = conn };\ncmd.ExecuteNonQuery();',
    ),
    "ExecuteNonQuery: INSERT INTO t VALUES (1)",
  ],
  [
    "Dapper in ForEach, with a constant",
    inMethod(
      "rows.ForEach(r => conn.Execute(Sql, r));",
      'private const string Sql = "INSERT INTO t VALUES (@Id)";',
    ),
    "Execute in ForEach r of rows: INSERT INTO t VALUES (@Id), flows",
  ],
  [
    "Dapper given all rows at once",
    inMethod('conn.Execute("INSERT INTO t VALUES (@Id)", rows);'),
    "Execute: INSERT INTO t VALUES (@Id)",
  ],
  [
    "interpolated, verbatim and raw strings",
    inMethod(`db.Execute($"INSERT INTO t VALUES ({r.X,5:N2}, '{{}}')");
      db.Execute(@"INSERT INTO ""t"" VALUES ('\\')");
      db.Execute("""INSERT INTO "t" VALUES ('\\')""");
      db.Execute($@"INSERT INTO ""{t}"" VALUES (1)");`),
    "Execute: INSERT INTO t VALUES (⟨r.X⟩, '{}')",
    `Execute: INSERT INTO "t" VALUES ('\\')`,
    `Execute: INSERT INTO "t" VALUES ('\\')`,
    'Execute: INSERT INTO "⟨t⟩" VALUES (1)',
  ],
  [
    "string.Format",
    inMethod('db.Execute(string.Format("INSERT INTO {0} VALUES ({1})", t, v));'),
    "Execute: INSERT INTO ⟨t⟩ VALUES (⟨v⟩)",
  ],
  [
    "Parallel.ForEachAsync",
    inMethod(
      'await Parallel.ForEachAsync(rows, async (r, ct) => { await db.ExecuteAsync("INSERT INTO t VALUES (@a)", r); });',
    ),
    "ExecuteAsync in async ForEachAsync r ct of rows: INSERT INTO t VALUES (@a), flows, awaited",
  ],
  [
    "Task.WhenAll over Select",
    inMethod(
      'await Task.WhenAll(rows.Select(r => db.ExecuteAsync("INSERT INTO t VALUES (@a)", r)));',
    ),
    "ExecuteAsync in Select r of rows: INSERT INTO t VALUES (@a), flows",
  ],
  [
    "await foreach, and a reader",
    inMethod(
      'await foreach (var r in source) db.Execute("INSERT INTO t VALUES (@a)", r);\nwhile (reader.Read()) db.Execute("INSERT INTO t VALUES (@a)", new { a = reader.GetInt32(0) });',
    ),
    "Execute in async for r of source: INSERT INTO t VALUES (@a), flows",
    "Execute in while reader: INSERT INTO t VALUES (@a), flows",
  ],
  [
    "an optional call, and a command of another method that is not meant",
    inMethod(
      'db?.Execute("INSERT INTO t VALUES (1)");\nforeach (var r in rows) { cmd.ExecuteNonQuery(); }\ncmd.CommandText = "INSERT INTO u VALUES (1)";',
    ),
    "Execute: INSERT INTO t VALUES (1)",
  ],
]);
