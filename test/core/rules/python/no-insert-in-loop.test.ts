import { expect, test } from "vitest";
import { rule } from "../../../../src/core/rules/python/no-insert-in-loop.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "an Airflow task",
      `from airflow.decorators import task
import psycopg2

SQL = """
    INSERT INTO trips (id, fare)
    VALUES (%s, %s)
"""

@task
def load(path):
    conn = psycopg2.connect("dbname=taxi")
    with conn, conn.cursor() as cur:
        for line in open(path):
            fields = line.split(",")
            cur.«execute»(SQL, (fields[0], fields[1]))
`,
    ],
    [
      "a Kafka consumer",
      `from kafka import KafkaConsumer
import psycopg2

for message in consumer:
    event = decode(message.value)
    cur.«execute»("INSERT INTO events (id, at) VALUES (%s, %s)", (event.id, event.at))
`,
    ],
    [
      "a handler of FastAPI with SQLAlchemy",
      `from sqlalchemy import text

@app.post("/items")
def create(items: list[Item], db: Session):
    for item in items:
        db.«execute»(text("INSERT INTO items (name) VALUES (:name)"), {"name": item.name})
    db.commit()
`,
    ],
    [
      "a list comprehension",
      `import psycopg2
[cur.«execute»("INSERT INTO t (a) VALUES (%s)", (row,)) for row in rows]
`,
    ],
  ],
  quiet: [
    [
      "a key that is looked up or made",
      `import psycopg2
for row in rows:
    city = find(row.city)
    if city is None:
        cur.execute("INSERT INTO cities (name) VALUES (%s) RETURNING id", (row.city,))
        city = cur.fetchone()[0]
`,
    ],
    [
      "a local database, which has no round trip",
      `import sqlite3
for row in rows:
    db.execute("INSERT INTO t (a) VALUES (?)", row)
`,
    ],
    [
      "a multi-row statement a chunk",
      `import psycopg2
for chunk in chunks(rows, 1000):
    marks = ",".join(["(%s,%s)"] * len(chunk))
    cur.execute(f"INSERT INTO t (a, b) VALUES {marks}", flat(chunk))
`,
    ],
    [
      "INSERT … SELECT a partition",
      `import psycopg2
for day in days:
    cur.execute("INSERT INTO facts SELECT * FROM staging WHERE day = %s", (day,))
`,
    ],
    [
      "a handful of seeds",
      `import psycopg2
for name in ["new", "paid", "sent"]:
    cur.execute("INSERT INTO states (name) VALUES (%s)", (name,))
`,
    ],
    [
      "tries of one row",
      `import psycopg2
def save(row):
    for attempt in range(50):
        try:
            cur.execute("INSERT INTO t (a) VALUES (%s)", (row.a,))
            return
        except psycopg2.OperationalError:
            reconnect(attempt)
`,
    ],
    [
      "a migration runner that notes its files",
      `import psycopg2
for path in sorted(glob("*.sql")):
    cur.execute(open(path).read())
    cur.execute("INSERT INTO schema_migrations (version) VALUES (%s)", (path,))
`,
    ],
    [
      "a script of statements that is written, not run",
      `import psycopg2
for row in rows:
    out.write("INSERT INTO t (a) VALUES (%s);" % row.a)
`,
    ],
    [
      "a feed that waits between its rows",
      `import psycopg2, time
for row in rows:
    cur.execute("INSERT INTO t (a) VALUES (%s)", row)
    time.sleep(1)
`,
    ],
    [
      "psycopg 3, which has a rule of its own",
      `import psycopg
for row in rows:
    cur.execute("INSERT INTO t (a) VALUES (%s)", row)
`,
    ],
    [
      "a function that is only defined in the loop",
      `import psycopg2
for table in tables:
    def save(row):
        cur.execute("INSERT INTO t (a) VALUES (%s)", (row, table))
    register(save)
`,
    ],
  ],
  fixes: [
    [
      "values picked from a row, with an expression among them",
      `from psycopg2 import connect
def load(cur, rows):
    for r in rows:
        cur.execute(
            "INSERT INTO t (a, b, at) VALUES (%s, %s, now()) ON CONFLICT DO NOTHING",
            (r["a"], r["b"]),
        )
`,
      `from psycopg2.extras import execute_values
from psycopg2 import connect
def load(cur, rows):
    execute_values(cur, "INSERT INTO t (a, b, at) VALUES %s ON CONFLICT DO NOTHING",
            [(r["a"], r["b"]) for r in rows], template="(%s, %s, now())", page_size=1000,
        )
`,
    ],
  ],
});

test.each([
  ["a comment in the loop", "    # why\n    cur.execute('INSERT INTO t (a) VALUES (%s)', r)"],
  ["a second statement", "    cur.execute('INSERT INTO t (a) VALUES (%s)', r)\n    count(r)"],
  ["a name for the SQL", "    cur.execute(SQL, r)"],
  ["a returned key", "    cur.execute('INSERT INTO t (a) VALUES (%s) RETURNING id', r)"],
])("offers no fix for %s", async (_name, body) => {
  const text = `import psycopg2\nSQL = "INSERT INTO t (a) VALUES (%s)"\nfor r in rows:\n${body}\n`;
  const [finding] = await findingsOf(rule, text);
  expect(finding?.fixes).toEqual([]);
});
