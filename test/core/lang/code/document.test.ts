// What a document answers beside its calls: flow, values, handlers, edits.
import { expect, test } from "vitest";
import { present } from "../../../../src/core/base/assert.ts";
import type { CodeLanguage } from "../../../../src/core/lang/code/document.ts";
import { readCode } from "./code-cases.ts";

/** The offset of the sign ¶, and the source without it. */
function pointed(source: string) {
  const offset = source.indexOf("¶");
  return { offset, text: source.replace("¶", "") };
}

test.each([
  [
    "python",
    "import psycopg2.extras as ex, os\nfrom a.b import c",
    ["psycopg2.extras", "os", "a.b", "a.b.c"],
  ],
  ["java", "import java.sql.*;\nimport static org.x.Y.z;", ["java.sql", "org.x.Y.z"]],
  [
    "typescript",
    'import { a } from "pg";\nimport "dotenv/config";\nconst b = require("c");\nexport * from "d";',
    ["pg", "dotenv/config", "c", "d"],
  ],
  [
    "go",
    'package a\nimport (\n"database/sql"\n_ "github.com/lib/pq"\n)',
    ["database/sql", "github.com/lib/pq"],
  ],
  [
    "scala",
    "import java.sql.{Connection, Driver => D}\nimport org.x._",
    ["java.sql.Connection", "java.sql.Driver", "org.x"],
  ],
  [
    "csharp",
    "using Npgsql;\nusing static System.Math;\nusing X = Dapper.SqlMapper;",
    ["Npgsql", "System.Math", "Dapper.SqlMapper"],
  ],
] satisfies readonly (readonly [CodeLanguage, string, readonly string[]])[])(
  "%s: what is imported",
  async (language, source, imports) => {
    expect((await readCode(language, source)).imports).toEqual(imports);
  },
);

test("a prefix of an import ends where a name ends", async () => {
  const document = await readCode("python", "import psycopg2.extras\nimport asyncpg");
  expect(document.importsAny("psycopg2")).toBe(true);
  expect(document.importsAny("psycopg", "asyncp")).toBe(false);
  expect(document.importsAny("psycopg", "asyncpg")).toBe(true);
});

test.each([
  ["python", "the nearest one before", "x = 1\nx = 2\n¶f(x)\nx = 3", "2"],
  ["python", "a parameter", "x = 1\ndef f(x):\n    ¶return x", undefined],
  ["python", "a loop variable", "r = 1\nfor r in rows:\n    ¶f(r)", undefined],
  ["python", "with … as", "with connect() as c:\n    ¶c.run()", "connect()"],
  ["python", "a module constant below", "def f():\n    ¶return X\nX = 1", "1"],
  [
    "python",
    "two module values below are no constant",
    "def f():\n    ¶return X\nX = 1\nX = 2",
    undefined,
  ],
  ["python", "a path", "self.conn = connect()\n¶self.conn.run()", "connect()", "self.conn"],
  ["java", "a field below, by its bare name", "class A { void f() { ¶x(); } int x = 1; }", "1"],
  ["java", "a local of another block", "class A { void f() { { int x = 1; } ¶x(); } }", undefined],
  ["typescript", "a closure", "const x = 1; const f = () => ¶x;", "1"],
  ["typescript", "a declaration in a branch", "if (a) { const x = 1; }\n¶x", undefined],
  ["typescript", "var in a branch", "function f() { if (a) { var x = 1; }\n¶x }", "1"],
  ["go", "the first of two results", "package a\nfunc f() { x, err := g()\n¶x }", "g()"],
  ["go", "pairs", "package a\nfunc f() { a, x := 1, 2\n¶x }", "2"],
  ["scala", "a class member", "object A { val x = 1; def f = { ¶x } }", "1"],
  ["csharp", "a property", 'class A { string x => "a"; void F() { ¶x; } }', '"a"'],
] satisfies readonly (readonly [CodeLanguage, string, string, string | undefined, string?])[])(
  "%s: the value of a name: %s",
  async (language, _name, source, value, name = /X\b/u.test(source) ? "X" : "x") => {
    const { text, offset } = pointed(source);
    const asked = /\bc\.run/u.test(text) && name === "x" ? "c" : /\br\b/u.test(text) ? "r" : name;
    const found = (await readCode(language, text)).valueOf(asked, offset);
    expect(found?.text).toBe(value);
    if (found) expect(text.slice(found.range.start, found.range.end)).toBe(value);
  },
);

test.each([
  ["python", "r", "f(r)", true],
  ["python", "r", "f(x.r)", false],
  ["python", "r", 'f("r")  # r', false],
  ["python", "r", 'f(f"{r}")', true],
  ["python", "r", "f(r=1)", false],
  ["python", "r", "f(*r)", true],
  ["python", "r", "{r: 1}", true],
  ["python", "r", "row", false],
  ["typescript", "r", "f({ r })", true],
  ["typescript", "r", "f({ r: 1 })", false],
  ["typescript", "r", "f(...r)", true],
  ["typescript", "r", "f(`${r}`)", true],
  ["typescript", "r", "f(`r`)", false],
  ["typescript", "r", "f(a?.r)", false],
  ["typescript", "$r", "f($r)", true],
  ["go", "r", "package a\nvar x = T{r: 1}", false],
  ["scala", "r", 'object A { f(s"$r") }', true],
  ["csharp", "r", 'class A { int x = F($"{r}"); }', true],
] satisfies readonly (readonly [CodeLanguage, string, string, boolean])[])(
  "%s: %s in %s: %s",
  async (language, name, source, isUsed) => {
    const document = await readCode(language, source);
    expect(document.uses(name, { start: 0, end: source.length })).toBe(isUsed);
  },
);

test("what stands outside of the range is not used in it", async () => {
  const document = await readCode("python", "f(row)\ng(row)");
  expect(document.uses("row", { start: 2, end: 5 })).toBe(true);
  expect(document.uses("row", { start: 3, end: 10 })).toBe(false);
});

test.each([
  [
    "python",
    "through a tuple and a dictionary",
    "for r in rows:\n    a, b = r\n    d = {}\n    d['x'] = a\n    e = other\n",
    "r a b d",
  ],
  [
    "python",
    "through a list that is filled",
    "for r in rows:\n    out.append(clean(r))\n    log.info(other)\n",
    "r out",
  ],
  [
    "python",
    "through an inner loop",
    "for r in rows:\n    for c in r.cells:\n        x = c\n    for k in keys: pass\n",
    "r c x",
  ],
  [
    "python",
    "through with and a method chain",
    "for path in paths:\n    with open(path) as f:\n        data = f.read().strip()\n",
    "path f data",
  ],
  [
    "java",
    "into a prepared statement",
    "class A { void f() { for (Row r : rows) { ps.setInt(1, r.id()); other.setInt(1, 2); } } }",
    "r ps",
  ],
  [
    "typescript",
    "through destructuring and a callback",
    "for (const r of rows) { const { a } = r; r.items.forEach((i) => { const j = i; }); }",
    "r a i j",
  ],
  [
    "go",
    "through Scan and Unmarshal",
    "package a\nfunc f() { for rows.Next() { rows.Scan(&id)\njson.Unmarshal(id, &row)\nx := row.A } }",
    "rows id row x",
  ],
  [
    "scala",
    "through val and a pattern",
    "object A { for (r <- rows) { val (a, b) = r; x match { case Some(y) => y }; r match { case T(z) => z } } }",
    "r a b z",
  ],
  [
    "csharp",
    "through out and Parameters",
    'class A { void F() { foreach (var r in rows) { m.TryGet(r, out var v); cmd.Parameters["a"].Value = v; } } }',
    "r v cmd",
  ],
] satisfies readonly (readonly [CodeLanguage, string, string, string])[])(
  "%s: values flow %s",
  async (language, _name, source, names) => {
    const document = await readCode(language, source);
    const [loop] = document.loops;
    const { variables, range } = present(loop, "a loop");
    expect([...document.flowOf(variables, range)].toSorted()).toEqual(names.split(" ").toSorted());
  },
);

test.each([
  ["python", "prints", "try:\n    f()\nexcept (A, B) as e:\n    print(e)\n", ["A", "B"], true],
  ["python", "passes", "try:\n    f()\nexcept:\n    pass  # fine\n", [], true],
  [
    "python",
    "logs with a traceback",
    "try:\n    f()\nexcept A:\n    logger.exception('bad %s', r)\n    continue\n",
    ["A"],
    true,
  ],
  ["python", "raises", "try:\n    f()\nexcept A:\n    log.error('x')\n    raise\n", ["A"], false],
  ["python", "collects", "try:\n    f()\nexcept A:\n    bad.append(r)\n", ["A"], false],
  ["python", "counts", "try:\n    f()\nexcept A:\n    failed += 1\n", ["A"], false],
  [
    "java",
    "prints",
    "class A { void f() { try { g(); } catch (X | Y e) { e.printStackTrace(); } } }",
    ["X", "Y"],
    true,
  ],
  [
    "java",
    "logs",
    'class A { void f() { try { g(); } catch (X e) { LOG.error("bad " + e.getMessage(), e); } } }',
    ["X"],
    true,
  ],
  [
    "java",
    "throws",
    "class A { void f() { try { g(); } catch (X e) { throw new R(e); } } }",
    ["X"],
    false,
  ],
  ["typescript", "logs", "try { f(); } catch (e) { console.error(e); }", [], true],
  ["typescript", "is empty", "try { f(); } catch { }", [], true],
  ["typescript", "returns", "function g() { try { f(); } catch (e) { return null; } }", [], false],
  [
    "scala",
    "prints, then collects",
    "object A { try { f() } catch { case e: X =>\n println(e)\n bad += r\n } }",
    ["X"],
    false,
  ],
  ["scala", "prints", "object A { try { f() } catch { case e: X => println(e) } }", ["X"], true],
  [
    "csharp",
    "writes to the console",
    "class A { void F() { try { } catch (X e) { Console.WriteLine(e); } } }",
    ["X"],
    true,
  ],
  [
    "csharp",
    "rejects",
    "class A { void F() { try { } catch (X e) { rejects.Add(r); } } }",
    ["X"],
    false,
  ],
] satisfies readonly (readonly [CodeLanguage, string, string, readonly string[], boolean])[])(
  "%s: a handler that %s",
  async (language, _name, source, types, isSwallowing) => {
    const [handler] = (await readCode(language, source)).handlers;
    expect(handler?.types).toEqual(types);
    expect(handler?.isSwallowing).toBe(isSwallowing);
    const { keyword } = present(handler, "a handler");
    expect(source.slice(keyword.start, keyword.end)).toMatch(/^(?:catch|except)$/u);
  },
);

test("a handler knows the loops around it", async () => {
  const source = "for r in rows:\n    try:\n        f(r)\n    except A:\n        pass\n";
  const [handler] = (await readCode("python", source)).handlers;
  expect(handler?.loops.map(({ iterable }) => iterable)).toEqual(["rows"]);
});

test.each([
  ["python", "with a() as x, b:\n    with c:\n        run()", ["c", "a() as x", "b"]],
  [
    "java",
    "class A { void f() { try (X x = open(); Y y = x.y()) { run(); } } }",
    ["X x = open()", "Y y = x.y()"],
  ],
  [
    "csharp",
    "class A { void F() { using var a = B(); using (var c = D()) { run(); } } }",
    ["var c = D()", "using var a = B();"],
  ],
  ["csharp", "using var a = B();\nforeach (var r in rows) { run(); }", ["using var a = B();"]],
  ["typescript", "await db.transaction(async (tx) => { run(); });", ["db.transaction"]],
  ["scala", "object A { Using(open()) { c => run() } }", ["Using(open())"]],
  [
    "go",
    "package a\nfunc f() { pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error { run()\nreturn nil }) }",
    ["pgx.BeginFunc"],
  ],
] satisfies readonly (readonly [CodeLanguage, string, readonly string[]])[])(
  "%s: what is open around a call",
  async (language, source, contexts) => {
    const [call] = (await readCode(language, source)).callsNamed("run");
    expect(call?.contexts).toEqual(contexts);
  },
);

test.each([
  ["python", "if a:\n    pass\nelif b:\n    run()\nelse:\n    pass", ["b", "a"]],
  ["python", "n % 10 == 0 and run()", ["n % 10 == 0"]],
  ["python", "if run():\n    pass", []],
  ["java", "class A { void f() { if (i % 10 == 0) run(); else x(); } }", ["i % 10 == 0"]],
  ["typescript", "for (;;) { if (a) { for (;;) { b ? run() : x; } } }", ["b"]],
  ["typescript", "a && run();", ["a"]],
  ["go", "package a\nfunc f() { if n := g(); n > 1 { run() } }", ["n > 1"]],
  ["go", "package a\nfunc f() { if err := run(); err != nil { x() } }", []],
  ["scala", "object A { if (a) run() else x() }", ["a"]],
  ["csharp", "class A { void F() { if (a) { run(); } } }", ["a"]],
] satisfies readonly (readonly [CodeLanguage, string, readonly string[]])[])(
  "%s: tests around a call in %s",
  async (language, source, conditions) => {
    const [call] = (await readCode(language, source)).callsNamed("run");
    expect(call?.conditions).toEqual(conditions);
  },
);

test.each([
  ["await run();", true, true],
  ["run();", false, false],
  ["void run();", false, false],
  ["const x = run();", false, true],
  ["all.push(run());", false, true],
  ["function f() { return run(); }", false, true],
  ["rows.map((r) => run());", false, true],
  ["rows.forEach((r) => run());", false, false],
  ["rows.forEach(async (r) => { await run(); });", true, true],
  ["run().catch(log);", false, false],
  ["await run().catch(log);", true, true],
  ["ok && run();", false, false],
  ["await (run() as Promise<void>);", true, true],
])("TypeScript: %s is awaited: %s, used: %s", async (source, isAwaited, isUsed) => {
  const [call] = (await readCode("typescript", source)).callsNamed("run");
  expect([call?.isAwaited, call?.isUsed]).toEqual([isAwaited, isUsed]);
});

test.each([
  ["python", "def f(a):\n    run()", "f"],
  ["java", "class A { A() { run(); } }", "A"],
  ["typescript", "const load = async () => { run(); };", "load"],
  ["typescript", "class A { go() { run(); } }", "go"],
  ["go", "package a\nfunc (s *S) Load() { run() }", "Load"],
  ["scala", "object A { def f = { run() } }", "f"],
  ["csharp", "class A { void F() { void G() { run(); } } }", "G"],
  ["python", "run()", undefined],
] satisfies readonly (readonly [CodeLanguage, string, string | undefined])[])(
  "%s: the function around a call in %s",
  async (language, source, name) => {
    const [call] = (await readCode(language, source)).callsNamed("run");
    expect(call?.scope.name).toBe(name);
  },
);

test("keywords of arguments, and constructors by the last part of their type", async () => {
  const python = await readCode("python", "df.to_sql('t', con, if_exists='replace', **rest)");
  expect(python.calls[0]?.args.map(({ name, text }) => [name, text])).toEqual([
    [undefined, "'t'"],
    [undefined, "con"],
    ["if_exists", "'replace'"],
    [undefined, "**rest"],
  ]);
  const java = await readCode("java", "class A { Object a = new java.util.HashMap<K, V>(1); }");
  expect(java.calls.map(({ name }) => name)).toEqual(["HashMap"]);
  const csharp = await readCode(
    "csharp",
    "class A { void F() { G(name: 3, new Npgsql.NpgsqlConnection(s)); } }",
  );
  expect(csharp.calls.map(({ name }) => name)).toEqual(["G", "NpgsqlConnection"]);
  expect(csharp.calls[0]?.args[0]?.name).toBe("name");
});

test("a method reference is a call for each element", async () => {
  const source = "class A { void f() { rows.forEach(repo::save); } }";
  const [call] = (await readCode("java", source)).callsNamed("save");
  expect(call?.receiver).toBe("repo");
  expect(call?.loops.map(({ iterable }) => iterable)).toEqual(["rows"]);
  expect(call?.isUsed).toBe(false);
});

test("calls by name come in the order of the text", async () => {
  const document = await readCode("python", "b()\na()\nb()");
  expect(document.callsNamed("a", "b").map(({ name }) => name)).toEqual(["b", "a", "b"]);
});

test("half-typed code is broken where it is typed, and nowhere else", async () => {
  const source =
    "def a():\n    ok()\n\ndef b():\n    for r in rows:\n        cur.execute('x', (r,\n";
  const document = await readCode("python", source);
  const around = (text: string) => {
    const start = source.indexOf(text);
    return document.isBroken({ start, end: start + text.length });
  };
  expect(around("ok()")).toBe(false);
  expect(around("cur.execute")).toBe(true);
});

test("a range of the SQL is found in the file where nothing breaks it apart", async () => {
  const source = 'cur.execute("INSERT INTO t\\n(a) " "VALUES (" + x + ")")';
  const [call] = (await readCode("python", source)).callsNamed("execute");
  const sql = present(call?.sql, "SQL");
  expect(sql.text).toBe("INSERT INTO t\n(a) VALUES (\ufffc)");
  const inFile = (text: string) => {
    const start = sql.text.indexOf(text);
    const place = sql.toFile({ start, end: start + text.length });
    return place && source.slice(place.start, place.end);
  };
  expect(inFile("INSERT INTO t")).toBe("INSERT INTO t");
  expect(inFile("(a)")).toBe("(a)");
  expect(inFile("VALUES (")).toBe("VALUES (");
  expect(inFile("t\n(a)")).toBeUndefined();
  expect(inFile("(a) VALUES")).toBeUndefined();
  expect(inFile("(\ufffc)")).toBeUndefined();
  expect(sql.statement.kind).toBe("insert");
  expect(sql.holes.map(({ at, expression }) => [sql.text[at], expression])).toEqual([
    ["\ufffc", "x"],
  ]);
  expect(source.slice(sql.range.start, sql.range.end)).toBe(source.slice(12, -1));
});
