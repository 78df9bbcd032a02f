import { rule } from "../../../../src/core/rules/python/prefer-asyncpg-copy.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a handler of FastAPI",
      `import asyncpg
@app.post("/readings")
async def save(readings: list[Reading]):
    async with pool.acquire() as conn:
        for reading in readings:
            await conn.«execute»(
                "INSERT INTO readings (id, value) VALUES ($1, $2)", reading.id, reading.value
            )
`,
    ],
    [
      "an async for",
      `import asyncpg
async def copy(source, conn):
    async for row in source:
        await conn.«execute»("INSERT INTO t (a) VALUES ($1)", row["a"])
`,
    ],
    [
      "gather over rows",
      `import asyncpg
async def load(conn, rows):
    await asyncio.gather(*[conn.«execute»("INSERT INTO t (a) VALUES ($1)", r) for r in rows])
`,
    ],
  ],
  quiet: [
    [
      "executemany with ON CONFLICT, which COPY lacks",
      `import asyncpg
async def load(conn, rows):
    await conn.executemany("INSERT INTO t (a) VALUES ($1) ON CONFLICT DO NOTHING", rows)
`,
    ],
    [
      "executemany with an expression",
      `import asyncpg
async def load(conn, rows):
    await conn.executemany("INSERT INTO t (a, b) VALUES ($1, now())", rows)
`,
    ],
    [
      "arrays unnested",
      `import asyncpg
async def load(conn, chunks):
    for chunk in chunks:
        await conn.execute("INSERT INTO t SELECT * FROM unnest($1::int[], $2::text[])", *chunk)
`,
    ],
    [
      "seeds",
      `import asyncpg
async def seed(conn):
    await conn.executemany("INSERT INTO t (a) VALUES ($1)", [("x",), ("y",)])
`,
    ],
  ],
  fixes: [
    [
      "values of a row",
      `import asyncpg
async def load(conn, rows):
    for row in rows:
        await conn.execute("INSERT INTO t (a, b) VALUES ($1, $2)", row.a, row.b)
`,
      `import asyncpg
async def load(conn, rows):
    await conn.executemany("INSERT INTO t (a, b) VALUES ($1, $2)", [(row.a, row.b) for row in rows])
`,
    ],
    [
      "a schema",
      `import asyncpg
async def load(conn, rows):
    await conn.executemany("INSERT INTO s.t (a) VALUES ($1)", rows)
`,
      `import asyncpg
async def load(conn, rows):
    await conn.copy_records_to_table("t", records=rows, columns=["a"], schema_name="s")
`,
    ],
  ],
});
