import { rule } from "../../../../src/core/rules/python/no-commit-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a consumer of Kafka",
      `import psycopg2
for message in consumer:
    cur.execute("INSERT INTO events (body) VALUES (%s)", (message.value,))
    conn.«commit»()
`,
    ],
    [
      "autocommit of the cursor's connection",
      `import psycopg2
conn = psycopg2.connect(dsn)
conn.autocommit = «True»
cur = conn.cursor()
for row in rows:
    cur.execute("INSERT INTO t (a) VALUES (%s)", row)
`,
    ],
  ],
  quiet: [
    [
      "a commit of something else",
      `import psycopg2
for account in accounts:
    if account.is_new:
        cur.execute("INSERT INTO log (id) VALUES (%s)", (account.id,))
    if account.is_due:
        cur.execute("SELECT reset(%s)", (account.id,))
        conn.commit()
`,
    ],
    [
      "each thousandth row",
      `import psycopg2
for n, row in enumerate(rows):
    cur.execute("INSERT INTO t (a) VALUES (%s)", row)
    if n % 1000 == 0:
        conn.commit()
`,
    ],
    [
      "once a file",
      `import psycopg2
for path in paths:
    for row in read(path):
        cur.execute("INSERT INTO t (a) VALUES (%s)", row)
    conn.commit()
`,
    ],
    [
      "a worker that must commit what it took",
      `import psycopg2
while True:
    job = queue.get()
    cur.execute("INSERT INTO done (job) VALUES (%s)", (job.id,))
    conn.commit()
`,
    ],
    [
      "autocommit switched off again",
      `import psycopg2
conn.autocommit = True
create_database(conn)
conn.autocommit = False
for row in rows:
    conn.execute("INSERT INTO t (a) VALUES (%s)", row)
conn.commit()
`,
    ],
  ],
});
