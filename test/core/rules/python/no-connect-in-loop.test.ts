import { rule } from "../../../../src/core/rules/python/no-connect-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a with in the loop",
      `import psycopg
for row in rows:
    with psycopg.«connect»(dsn) as conn:
        conn.execute("INSERT INTO t (a) VALUES (%s)", row)
`,
    ],
    [
      "asyncpg",
      `import asyncpg
async def load(rows):
    for row in rows:
        conn = await asyncpg.«connect»(dsn)
        await conn.execute("INSERT INTO t (a) VALUES ($1)", row["a"])
        await conn.close()
`,
    ],
    [
      "an import of connect",
      `from psycopg2 import connect
for row in rows:
    conn = «connect»(dsn)
    conn.cursor().execute("INSERT INTO t (a) VALUES (%s)", row)
`,
    ],
  ],
  quiet: [
    [
      "a pool",
      `from sqlalchemy import create_engine
for row in rows:
    with engine.connect() as conn:
        conn.execute(text("INSERT INTO t (a) VALUES (:a)"), {"a": row.a})
`,
    ],
    [
      "one connection a file",
      `import psycopg2
for path in paths:
    conn = psycopg2.connect(dsn)
    for row in read(path):
        conn.cursor().execute("INSERT INTO t (a) VALUES (%s)", row)
`,
    ],
    [
      "again after it broke",
      `import psycopg2
for row in rows:
    if conn.closed:
        conn = psycopg2.connect(dsn)
    conn.cursor().execute("INSERT INTO t (a) VALUES (%s)", row)
`,
    ],
    [
      "a loop that only reads",
      `import psycopg2
for dsn in shards:
    conn = psycopg2.connect(dsn)
    conn.cursor().execute("SELECT 1")
`,
    ],
  ],
});
