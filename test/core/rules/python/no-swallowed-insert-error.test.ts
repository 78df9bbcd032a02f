import { rule } from "../../../../src/core/rules/python/no-swallowed-insert-error.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a bare except",
      `import psycopg2
for row in rows:
    try:
        cur.execute("INSERT INTO t (a) VALUES (%s)", row)
    «except»:
        pass
`,
    ],
    [
      "a consumer that logs",
      `import psycopg2
for message in consumer:
    try:
        event = decode(message)
        cur.execute("INSERT INTO events (id) VALUES (%s)", (event.id,))
        conn.commit()
    «except» psycopg2.Error as error:
        logger.error("could not save %s", error)
`,
    ],
    [
      "around the loop",
      `import psycopg2
def load(cur, rows):
    try:
        for row in rows:
            cur.execute("INSERT INTO t (a) VALUES (%s)", row)
    «except» Exception as error:
        print("failed", error)
`,
    ],
  ],
  quiet: [
    [
      "a duplicate key that is skipped",
      `import psycopg2
for row in rows:
    try:
        cur.execute("INSERT INTO t (a) VALUES (%s)", row)
    except psycopg2.errors.UniqueViolation:
        pass
`,
    ],
    [
      "thrown again",
      `import psycopg2
for row in rows:
    try:
        cur.execute("INSERT INTO t (a) VALUES (%s)", row)
    except Exception:
        logger.exception("row %s", row)
        raise
`,
    ],
    [
      "kept for later",
      `import psycopg2
for row in rows:
    try:
        cur.execute("INSERT INTO t (a) VALUES (%s)", row)
    except Exception as error:
        rejected.append((row, error))
`,
    ],
    [
      "rolled back",
      `import psycopg2
for row in rows:
    try:
        cur.execute("INSERT INTO t (a) VALUES (%s)", row)
        conn.commit()
    except Exception:
        conn.rollback()
`,
    ],
    [
      "only what could not be read",
      `import psycopg2
for line in lines:
    try:
        cur.execute("INSERT INTO t (a) VALUES (%s)", (int(line),))
    except ValueError:
        print("no number", line)
`,
    ],
  ],
});
