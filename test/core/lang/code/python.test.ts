// Python sources, and the calls that run SQL in them.
import { codeTable } from "./code-cases.ts";

codeTable("python", [
  [
    "a loop over rows",
    'for r in rows:\n    cur.execute("INSERT INTO t (a) VALUES (%s)", (r["a"],))\n',
    "execute in for r of rows: INSERT INTO t (a) VALUES (%s), flows",
  ],
  [
    "async for, awaited",
    'async def load(rows):\n    async for r in rows:\n        await conn.execute("INSERT INTO t VALUES ($1)", r)\n',
    "execute in async for r of rows: INSERT INTO t VALUES ($1), flows, awaited",
  ],
  [
    "a comprehension",
    '[cur.execute("INSERT INTO t VALUES (%s)", (r,)) for r in rows]',
    "execute in comprehension r of rows: INSERT INTO t VALUES (%s), flows",
  ],
  [
    "iterrows with an unpacked tuple",
    'for index, row in df.iterrows():\n    values = [row["a"], row["b"]]\n    cur.execute("INSERT INTO t VALUES (%s, %s)", values)\n',
    "execute in for index row of df.iterrows(): INSERT INTO t VALUES (%s, %s), flows",
  ],
  [
    "executemany outside of loops",
    'cur.executemany("INSERT INTO t VALUES (%s)", rows)',
    "executemany: INSERT INTO t VALUES (%s)",
  ],
  [
    "a constant of the module, defined below the function",
    'def load(rows):\n    for r in rows:\n        cur.execute(SQL, r)\n\nSQL = """\n  INSERT INTO t\n  VALUES (%s)\n"""\n',
    "execute in for r of rows: INSERT INTO t VALUES (%s), flows",
  ],
  [
    "the nearest assignment in the same function, not the last of the file",
    'def a(rows):\n    sql = "INSERT INTO a VALUES (%s)"\n    for r in rows:\n        cur.execute(sql, r)\n\ndef b():\n    sql = "SELECT id FROM b"\n    cur.execute(sql)\n',
    "execute in for r of rows: INSERT INTO a VALUES (%s), flows",
    "execute: SELECT id FROM b",
  ],
  [
    "a parameter hides the constant",
    'sql = "INSERT INTO a VALUES (%s)"\ndef a(sql):\n    cur.execute(sql, 1)\n',
  ],
  [
    "an f-string with a nested call, a format and doubled braces",
    "for r in rows:\n    cur.execute(f\"INSERT INTO t VALUES ({clean(r.a)!r}, '{{}}', {r.b:>10})\")\n",
    "execute in for r of rows: INSERT INTO t VALUES (⟨clean(r.a)⟩, '{}', ⟨r.b⟩), flows",
  ],
  [
    "percent formatting with a tuple and with names",
    'cur.execute("INSERT INTO t VALUES (%s, %d, \'50%%\')" % (a, b))\ncur.execute("INSERT INTO t VALUES (%(x)s)" % {"x": r.x})\n',
    "execute: INSERT INTO t VALUES (⟨a⟩, ⟨b⟩, '50%')",
    "execute: INSERT INTO t VALUES (⟨r.x⟩)",
  ],
  [
    "str.format by order, number and name",
    'cur.execute("INSERT INTO {} VALUES ({1}, {name})".format(table, b, name=n))',
    "execute: INSERT INTO ⟨table⟩ VALUES (⟨b⟩, ⟨n⟩)",
  ],
  [
    "adjacent strings and a raw one",
    'cur.execute("INSERT INTO t "\n            r"VALUES (\'\\d\')")',
    "execute: INSERT INTO t VALUES ('\\d')",
  ],
  [
    "additions with a constant and a variable",
    'T = "orders"\ndef f(x):\n    cur.execute("INSERT INTO " + T + " VALUES (" + str(x) + ")")\n',
    "execute: INSERT INTO orders VALUES (⟨str(x)⟩)",
  ],
  [
    "psycopg.sql binds what it formats",
    'q = sql.SQL("INSERT INTO {} VALUES ({})").format(sql.Identifier(t), sql.Literal(v))\ncur.execute(q)',
    "execute: INSERT INTO ⟨=sql.Identifier(t)⟩ VALUES (⟨=sql.Literal(v)⟩)",
  ],
  [
    "text of SQLAlchemy, with a statement in a variable",
    'stmt = text("INSERT INTO t VALUES (:a)")\nfor r in rows:\n    session.execute(stmt, {"a": r.a})\n',
    "execute in for r of rows: INSERT INTO t VALUES (:a), flows",
  ],
  [
    "a prepared statement of asyncpg",
    'async def f(rows):\n    stmt = await conn.prepare("INSERT INTO t VALUES ($1)")\n    for r in rows:\n        await stmt.fetch(r)\n',
    "fetch in for r of rows: INSERT INTO t VALUES ($1), flows, awaited",
  ],
  [
    "a statement kept in self",
    'class Load:\n    SQL = "INSERT INTO t VALUES (%s)"\n    def run(self, rows):\n        for r in rows:\n            self.cur.execute(self.SQL, r)\n',
    "execute in for r of rows: INSERT INTO t VALUES (%s), flows",
  ],
  [
    "tries with break on success",
    'for attempt in range(3):\n    try:\n        cur.execute("INSERT INTO t VALUES (1)")\n        break\n    except OSError:\n        time.sleep(1)\n',
    "execute in for attempt of range(3) (3) (retry): INSERT INTO t VALUES (1)",
  ],
  [
    "an endless loop that returns when it went well",
    'def f():\n    while True:\n        try:\n            cur.execute("INSERT INTO t VALUES (1)")\n            return\n        except OSError:\n            pass\n',
    "execute in while  (retry): INSERT INTO t VALUES (1)",
  ],
  [
    "a nested function is no part of the loop around it",
    'for r in rows:\n    def save(x):\n        cur.execute("INSERT INTO t VALUES (%s)", x)\n',
    "execute: INSERT INTO t VALUES (%s)",
  ],
  [
    "the iterable is no part of the loop",
    'for r in cur.execute("SELECT a FROM t"):\n    print(r)\n',
    "execute: SELECT a FROM t",
  ],
  [
    "a lambda that apply calls for each row",
    'df.apply(lambda r: cur.execute("INSERT INTO t VALUES (%s)", (r.a,)), axis=1)',
    "execute in apply r of df: INSERT INTO t VALUES (%s), flows",
  ],
  [
    "a few names of a literal list",
    'TABLES = ["a", "b", "c"]\nfor name in TABLES:\n    cur.execute(f"INSERT INTO {name} VALUES (1)")\n',
    "execute in for name of TABLES (3): INSERT INTO ⟨name⟩ VALUES (1), flows",
  ],
  [
    "a list that is filled later says nothing about turns",
    'rows = [1]\nfor line in f:\n    rows.append(line)\nfor r in rows:\n    cur.execute("INSERT INTO t VALUES (%s)", (r,))\n',
    "execute in for r of rows: INSERT INTO t VALUES (%s), flows",
  ],
  [
    "a consumer's message, through a dictionary",
    'while True:\n    message = consumer.poll(1.0)\n    data = json.loads(message.value())\n    cur.execute("INSERT INTO t VALUES (%(a)s)", {"a": data["a"]})\n',
    "execute in while message: INSERT INTO t VALUES (%(a)s), flows",
  ],
  [
    "fetchone in the test of while",
    'while (row := src.fetchone()):\n    cur.execute("INSERT INTO t VALUES (%s)", row)\n',
    "execute in while row src: INSERT INTO t VALUES (%s), flows",
  ],
  [
    "constants only do not flow",
    'for name in names:\n    log(name)\n    cur.execute("INSERT INTO versions VALUES (1)")\n',
    "execute in for name of names: INSERT INTO versions VALUES (1)",
  ],
  [
    "SQL put together in a straight line",
    'sql = "INSERT INTO t "\nsql += "VALUES (%s)"\ncur.execute(sql, x)\n',
    "execute: INSERT INTO t VALUES (%s)",
  ],
  [
    "SQL that a loop puts together is not known",
    'sql = "INSERT INTO t VALUES "\nfor r in rows:\n    sql += "(%s),"\ncur.execute(sql, x)\n',
  ],
  [
    "sentences are no SQL",
    'log.info("Insert failed"); print("Update the row"); ask("Delete all files from disk?"); copy("copy it to disk")',
  ],
  [
    "two loops, the inner one bound by the outer",
    'for batch in batches:\n    for r in batch.rows:\n        cur.execute("INSERT INTO t VALUES (%s)", (r,))\n',
    "execute in for r of batch.rows in for batch of batches: INSERT INTO t VALUES (%s), flows",
  ],
  [
    "a commit each thousand rows",
    'for i, r in enumerate(rows):\n    if i % 1000 == 0:\n        cur.execute("COMMIT")\n',
    "execute in for i r of enumerate(rows): COMMIT, if i % 1000 == 0",
  ],
]);
