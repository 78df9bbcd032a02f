// TypeScript and JavaScript sources, and the calls that run SQL in them.
import { expect, test } from "vitest";
import { codeTable, readCode, runsOf } from "./code-cases.ts";

codeTable("typescript", [
  [
    "for of with a destructured row",
    'for (const { id, name: label } of rows) await client.query("INSERT INTO t VALUES ($1, $2)", [id, label]);',
    "query in for id label of rows: INSERT INTO t VALUES ($1, $2), flows, awaited",
  ],
  [
    "for await over a stream",
    "async function f() { for await (const row of stream) { await db.query(`INSERT INTO t VALUES (${row.id})`); } }",
    "query in async for row of stream: INSERT INTO t VALUES (⟨row.id⟩), flows, awaited",
  ],
  [
    "Promise.all over map",
    'await Promise.all(rows.map(async (r) => { await client.query({ text: "INSERT INTO t VALUES ($1)", values: [r.id] }); }));',
    "query in async map r of rows: INSERT INTO t VALUES ($1), flows, awaited",
  ],
  [
    "forEach drops what its lambda returns",
    'rows.forEach((r) => client.query("INSERT INTO t VALUES ($1)", [r]));',
    "query in forEach r of rows: INSERT INTO t VALUES ($1), flows",
  ],
  [
    "a stream's data",
    'stream.on("data", (row) => { pool.query("INSERT INTO t VALUES ($1)", [row.id]); });\nserver.on("request", (row) => { pool.query("INSERT INTO t VALUES ($1)", [row.id]); });',
    "query in on row of stream: INSERT INTO t VALUES ($1), flows",
    "query: INSERT INTO t VALUES ($1)",
  ],
  [
    "tagged templates bind their values",
    "for (const r of rows) await sql`INSERT INTO t VALUES (${r.id}, ${sql(r)})`;\nawait sql<Row[]>`insert into t ${sql(rows)}`;",
    "sql in for r of rows: INSERT INTO t VALUES (⟨=r.id⟩, ⟨=sql(r)⟩), flows, awaited",
    "sql: insert into t ⟨=sql(rows)⟩, awaited",
  ],
  [
    "a tagged template as an argument",
    "await db.execute(sql`INSERT INTO t VALUES (${x})`);",
    "execute: INSERT INTO t VALUES (⟨=x⟩), awaited",
  ],
  [
    "a constant of the module and a static field",
    'class K { static readonly Q = "INSERT INTO t VALUES ($1)"; go() { return db.query(K.Q, [1]); } }\nconst q = "INSERT INTO u VALUES ($1)";\nfunction f() { db.query(q, [1]); }',
    "query: INSERT INTO t VALUES ($1)",
    "query: INSERT INTO u VALUES ($1)",
  ],
  [
    "a constant of another block is not seen",
    '{ const q = "INSERT INTO t VALUES ($1)"; }\nfunction f(q: string) { db.query(q); }\ndb.query(q);',
  ],
  [
    "additions and escapes",
    'db.query("INSERT INTO \\"t\\"\\n" + "VALUES (\'" + r.name + "\')");',
    "query: INSERT INTO \"t\" VALUES ('⟨r.name⟩')",
  ],
  [
    "pg-format quotes its values",
    'db.query(format("INSERT INTO t (a) VALUES %L", rows));',
    "query: INSERT INTO t (a) VALUES ⟨=rows⟩",
  ],
  [
    "a statement of better-sqlite3, in a variable and at once",
    'const insert = db.prepare("INSERT INTO t VALUES (?)");\nfor (const r of rows) insert.run(r.id);\ndb.prepare("INSERT INTO u VALUES (?)").run(1);',
    "run in for r of rows: INSERT INTO t VALUES (?), flows",
    "run: INSERT INTO u VALUES (?)",
  ],
  [
    "a transaction for each row",
    'for (const r of rows) { await db.transaction(async (tx) => { await tx.query("INSERT INTO t VALUES ($1)", [r]); }); }',
    "query in for r of rows: INSERT INTO t VALUES ($1), flows, awaited",
  ],
  [
    "a function called where it stands",
    'for (const r of rows) { (async () => { await db.query("INSERT INTO t VALUES ($1)", [r]); })(); }',
    "query in for r of rows: INSERT INTO t VALUES ($1), flows, awaited",
  ],
  [
    "a handler for later is no part of the loop",
    'for (const r of rows) { setTimeout(() => db.query("INSERT INTO t VALUES ($1)", [r]), 10); }',
    "query: INSERT INTO t VALUES ($1)",
  ],
  [
    "entries are no tries",
    'for (const [k, v] of Object.entries(map)) await db.query("INSERT INTO t VALUES ($1)", [v]);\nfor (let attempt = 0; attempt < max; attempt++) await db.query("INSERT INTO t VALUES ($1)", [1]);',
    "query in for k v of Object.entries(map): INSERT INTO t VALUES ($1), flows, awaited",
    "query in for attempt (retry): INSERT INTO t VALUES ($1), awaited",
  ],
  [
    "a literal array",
    'for (const name of ["a", "b"]) await db.query("INSERT INTO t VALUES ($1)", [name]);\n["a", "b", ...more].forEach((n) => db.query("INSERT INTO t VALUES ($1)", [n]));',
    'query in for name of ["a", "b"] (2): INSERT INTO t VALUES ($1), flows, awaited',
    'query in forEach n of ["a", "b", ...more]: INSERT INTO t VALUES ($1), flows',
  ],
  [
    "an index that the body moves on",
    'let i = 0;\nwhile (i < rows.length) { await db.query("INSERT INTO t VALUES ($1)", [rows[i]]); i++; }',
    "query in while i: INSERT INTO t VALUES ($1), flows, awaited",
  ],
  [
    "a chain of then",
    'for (const r of rows) db.query("INSERT INTO t VALUES ($1)", [r]).then(() => done(), fail);',
    "query in for r of rows: INSERT INTO t VALUES ($1), flows",
  ],
]);

test("JavaScript and TSX are read alike", async () => {
  const source =
    'const App = () => <ul onClick={() => rows.map((r) => db.query("INSERT INTO t VALUES ($1)", [r]))} />;';
  const line = "query in map r of rows: INSERT INTO t VALUES ($1), flows";
  expect(runsOf(await readCode("typescript", source, true))).toEqual([line]);
  expect(runsOf(await readCode("javascript", source))).toEqual([line]);
});
