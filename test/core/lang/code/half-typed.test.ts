// Whatever is typed, pasted or cut off: no exception, no range outside of the text, and after an edit the
// same document as from scratch.
import fc from "fast-check";
import { expect, test } from "vitest";
import { present } from "../../../../src/core/base/assert.ts";
import type { CodeDocument, CodeLanguage } from "../../../../src/core/lang/code/document.ts";
import { editCode, parseCode } from "../../../../src/core/lang/code/parse.ts";
import { textIn } from "../../../../src/core/text/range.ts";
import { parsers } from "../../../support/parsers.ts";
import { expectInside, readCode, runsOf } from "./code-cases.ts";

const SOURCES: Readonly<Record<CodeLanguage, string>> = {
  python:
    'import psycopg2\nSQL = """INSERT INTO t\nVALUES (%s)"""\nasync def load(rows):\n    with connect() as c:\n        for i, r in enumerate(rows):\n            try:\n                await c.execute(SQL % (r,), {"a": f"{r!r}"})\n            except (A, B) as e:\n                print(e)\n            if i % 10 == 0: c.commit()\n',
  java: 'import java.sql.*;\nclass A {\n  static final String SQL = "INSERT INTO t " + "VALUES (?)";\n  void f(List<Row> rows) {\n    try (PreparedStatement ps = c.prepareStatement(SQL)) {\n      for (Row r : rows) { ps.setInt(1, r.id()); ps.addBatch(); }\n      rows.stream().map(r -> jdbc.update("""\n        INSERT INTO t VALUES (1)""", r)).toList();\n    } catch (X | Y e) { e.printStackTrace(); }\n  }\n}\n',
  typescript:
    "import { Pool } from \"pg\";\nexport async function f(rows: Row[]): Promise<void> {\n  for (const { id, name: n = 3 } of rows) await pool.query(`INSERT INTO t VALUES (${id}, '${n}')`);\n  await Promise.all(rows.map(async (r) => sql<Row>`insert into t ${sql(r)}`));\n  try { g?.(); } catch (e) { console.log(e); }\n}\n",
  javascript:
    'const { Pool } = require("pg");\nstream.on("data", function (row) { pool.query({ text: "INSERT INTO t VALUES ($1)", values: [row.a] }); });\n',
  go: 'package a\nimport ("database/sql"; _ "github.com/lib/pq")\nconst q = `INSERT INTO t VALUES ($1)`\nfunc f(rows []Row) error {\n  stmt, err := tx.Prepare(q)\n  for _, r := range rows { if _, err := stmt.Exec(r.ID); err != nil { return err } }\n  go func(x Row) { db.Exec(fmt.Sprintf("INSERT INTO %s VALUES (1)", x)) }(r)\n  return err\n}\n',
  scala:
    'object A {\n  val Q = """INSERT INTO t\n    |VALUES (?)""".stripMargin\n  def f(rows: Seq[Row]) = {\n    for (r <- rows; (a, b) = r) st.execute(s"INSERT INTO t VALUES (${a}, $b)")\n    rows.foreach { r => ps.setInt(1, r); ps.executeUpdate() }\n    try { x() } catch { case e: X => println(e) }\n  }\n}\n',
  csharp:
    'using Npgsql;\nclass A {\n  const string Sql = @"INSERT INTO ""t"" VALUES (@a)";\n  async Task F(List<Row> rows) {\n    foreach (var (k, v) in rows) {\n      using var cmd = new NpgsqlCommand($"INSERT INTO t VALUES ({k:N2})", conn);\n      cmd.Parameters["a"].Value = v; await cmd.ExecuteNonQueryAsync();\n    }\n    try { } catch (X e) { Console.WriteLine(e); }\n  }\n}\n',
};

const LANGUAGES = Object.keys(SOURCES) as readonly CodeLanguage[];

/** Asks a document everything that it can be asked. */
function askAll(document: CodeDocument): void {
  expectInside(document);
  for (const call of document.calls) {
    const { loops, scope, contexts, conditions, isAwaited, isUsed, sql } = call;
    expect([loops, scope, contexts, conditions, isAwaited, isUsed]).not.toContain(undefined);
    if (sql) expect(sql.statement.range.end).toBeLessThanOrEqual(sql.text.length);
    document.valueOf(call.name, call.range.start);
    document.isBroken(call.range);
  }
  for (const loop of document.loops) document.flowOf(loop.variables, loop.range);
  for (const { range } of document.handlers) expect(textIn(document.text, range)).not.toBe("");
}

test.each(LANGUAGES)("%s: cut at every place", async (language) => {
  const source = SOURCES[language];
  for (let end = 0; end <= source.length; end += 7) {
    const document = await readCode(language, source.slice(0, end));
    askAll(document);
    document.dispose();
  }
});

const NOISE = [
  '"',
  "'",
  "`",
  "{",
  "}",
  "(",
  ")",
  "${",
  "\n",
  "\\",
  "\0",
  "\ufffc",
  "\ud800",
  "x",
  "/*",
  "INSERT",
];

test.each(LANGUAGES)("%s: an edited document equals a new one", async (language) => {
  const grammar = await parsers.grammar(language, false);
  const edits = fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      removed: fc.integer({ min: 0, max: 12 }),
      added: fc.array(fc.constantFrom(...NOISE), { maxLength: 3 }).map((parts) => parts.join("")),
    }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(edits, (changes) => {
      let text = SOURCES[language];
      let document = present(parseCode(text, language, grammar), "a tree");
      for (const { at, removed, added } of changes) {
        const start = Math.floor(at * text.length);
        const oldEnd = Math.min(text.length, start + removed);
        text = text.slice(0, start) + added + text.slice(oldEnd);
        const edited = editCode(document, { start, oldEnd, newEnd: start + added.length }, text);
        document.dispose();
        document = present(edited, "a tree after an edit");
      }
      askAll(document);
      const fresh = present(parseCode(text, language, grammar), "a tree");
      expect(runsOf(document)).toEqual(runsOf(fresh));
      expect(document.loops).toEqual(fresh.loops);
      const variablesOf = ({ loops }: CodeDocument) => loops.map(({ variables }) => variables);
      expect(variablesOf(document)).toEqual(variablesOf(fresh));
      document.dispose();
      fresh.dispose();
    }),
    { numRuns: 40, seed: 20_261_122 },
  );
});

const inARow = (count: number): readonly string[] => [
  "(".repeat(count),
  `x = ${"[".repeat(count)}`,
  `${"[".repeat(count)}x${"]".repeat(count)} = y`,
  `${"(".repeat(count)}x${",)".repeat(count)} = y`,
  `x = "INSERT INTO t VALUES (" ${'+ "a" '.repeat(count)}`,
  `f(${"g(".repeat(count)}`,
  `f(x${".a".repeat(count)})`,
  `x${".a".repeat(count)} = "a"`,
  `f${"()".repeat(count)}`,
  `f${".then(g)".repeat(count)}`,
];

test.each(LANGUAGES)("%s: brackets, members, calls and additions in a row", async (language) => {
  for (const text of inARow(600)) {
    const document = await readCode(language, text);
    askAll(document);
    document.dispose();
  }
});

// The parser of Scala takes seconds for some of these; its time limit is for that.
test.each(LANGUAGES.filter((language) => language !== "scala"))(
  "%s: as many as overflow a stack",
  async (language) => {
    for (const text of inARow(6_000)) {
      const document = await readCode(language, text);
      for (const call of document.calls.slice(-50))
        expect(() => [call.args, call.sql]).not.toThrow();
      expect(document.handlers).toEqual([]);
      document.dispose();
    }
  },
);

test("a text of more than two million characters has no document", async () => {
  const grammar = await parsers.grammar("python", false);
  expect(parseCode("#".repeat(2_000_001), "python", grammar)).toBeUndefined();
});

test("an edit after dispose reads everything again", async () => {
  const document = await readCode("python", "f()");
  document.dispose();
  const edited = editCode(document, { start: 0, oldEnd: 1, newEnd: 1 }, "g()");
  expect(edited?.calls.map(({ name }) => name)).toEqual(["g"]);
});

test("constants that go in a circle, or double at each step, end", async () => {
  const doubled = Array.from({ length: 30 }, (_, i) => `s${i + 1} = s${i} + s${i} + s${i} + s${i}`);
  const source = `a = b\nb = a\ncur.execute(a)\ns0 = "INSERT INTO t"\n${doubled.join("\n")}\ncur.execute(s30)\n`;
  const document = await readCode("python", source);
  expect(runsOf(document)).toEqual([]);
});
