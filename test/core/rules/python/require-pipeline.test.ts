import { expect, test } from "vitest";
import { rule } from "../../../../src/core/rules/python/require-pipeline.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a task of Airflow",
      `import psycopg
@task
def load(rows):
    with psycopg.connect(dsn) as conn:
        for row in rows:
            conn.«execute»("INSERT INTO t (a) VALUES (%s)", (row["a"],))
`,
    ],
    [
      "an async cursor",
      `from psycopg import AsyncConnection
async def load(cur, rows):
    for row in rows:
        await cur.«execute»("INSERT INTO t (a) VALUES (%s)", row)
`,
    ],
  ],
  quiet: [
    [
      "a pipeline",
      `import psycopg
with conn.pipeline():
    for row in rows:
        conn.execute("INSERT INTO t (a) VALUES (%s)", row)
`,
    ],
    [
      "a pipeline beside the connection",
      `import psycopg
async def load(rows):
    async with await psycopg.AsyncConnection.connect(dsn) as conn, conn.pipeline():
        for row in rows:
            await conn.execute("INSERT INTO t (a) VALUES (%s)", row)
`,
    ],
    [
      "COPY",
      `import psycopg
with cur.copy("COPY t (a) FROM STDIN") as copy:
    for row in rows:
        copy.write_row(row)
`,
    ],
    [
      "executemany a chunk",
      `import psycopg
for chunk in batched(rows, 1000):
    cur.executemany("INSERT INTO t (a) VALUES (%s)", chunk)
`,
    ],
  ],
  fixes: [
    [
      "an async cursor",
      `import psycopg
async def load(cur, rows):
    for row in rows:
        await cur.execute("INSERT INTO t (a) VALUES (%s)", (row.a,))
    await cur.close()
`,
      `import psycopg
async def load(cur, rows):
    await cur.executemany("INSERT INTO t (a) VALUES (%s)", [(row.a,) for row in rows])
    await cur.close()
`,
    ],
  ],
});

test("offers no executemany of a connection, which has none", async () => {
  const text = `import psycopg
for row in rows:
    conn.execute("INSERT INTO t (a) VALUES (%s)", row)
`;
  const [finding] = await findingsOf(rule, text);
  expect(finding?.fixes).toEqual([]);
});
